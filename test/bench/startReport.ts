import * as fs from "node:fs";
import * as vscode from "vscode";

/** Asks for a `StartReport`. */
export interface StartOrder {
  readonly startOf: "extension";
}

/** Our activation, by VS Code's own marks, and what it has loaded. */
export interface StartReport {
  readonly loadMs: number;
  readonly activateMs: number;
  /** Our files that were loaded when the extension had just become active, in that order. */
  readonly atActivation: readonly string[];
  /** Those that are loaded now. */
  readonly byNow: readonly string[];
}

const extensionId = "bedrock-stream.bedrock-stream";

/** VS Code's own marks in this extension host, times in milliseconds. */
interface Marks {
  getMarks(): readonly { readonly name: string; readonly startTime: number }[];
}

/** Sees the extension become active by itself; returns what tells of it. */
export function watchStart(): () => Promise<StartReport> {
  const active = activation();
  active.catch(() => undefined);
  return async () => ({ ...(await active), byNow: filesLoaded() });
}

async function activation(): Promise<Omit<StartReport, "byNow">> {
  const extension = vscode.extensions.getExtension(extensionId);
  if (!extension) throw new Error("The extension is not there.");
  while (!extension.isActive) await new Promise((resolve) => setTimeout(resolve, 20));
  const marks = (Reflect.get(globalThis, "MonacoPerformanceMarks") as Marks).getMarks();
  const between = (first: string, last: string) => {
    const [from, to] = [first, last].map(
      (name) =>
        marks.find((mark) => mark.name === `code/extHost/${name}/${extensionId}`)?.startTime,
    );
    return (to ?? Number.NaN) - (from ?? Number.NaN);
  };
  return {
    loadMs: between("willLoadExtensionCode", "didLoadExtensionCode"),
    activateMs: between("willActivateExtension", "didActivateExtension"),
    atActivation: filesLoaded(),
  };
}

function filesLoaded(): readonly string[] {
  const folder = fs.realpathSync(vscode.extensions.getExtension(extensionId)?.extensionPath ?? "");
  return Object.keys(require.cache).filter((file) => file.startsWith(folder));
}
