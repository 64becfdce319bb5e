import * as vscode from "vscode";
import { Failure } from "../failure.js";

export interface SavedFile {
  /** Proposed name, ending included. */
  readonly name: string;
  /** What a file with this ending is, for people. */
  readonly kind: string;
  readonly content: Uint8Array;
}

/** Writes where a caller says, or where a person chooses; undefined when they left the question. */
export async function saveAs(where: unknown, file: SavedFile): Promise<vscode.Uri | undefined> {
  const uri = where === undefined ? await askWhere(file) : parseUri(where);
  if (uri) await vscode.workspace.fs.writeFile(uri, file.content);
  return uri;
}

async function askWhere({ name, kind }: SavedFile): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const ending = name.slice(name.lastIndexOf(".") + 1);
  return vscode.window.showSaveDialog({
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
    filters: { [kind]: [ending] },
  });
}

function parseUri(value: unknown): vscode.Uri {
  if (value instanceof vscode.Uri) return value;
  if (typeof value === "string" && value !== "") return vscode.Uri.parse(value, true);
  throw new Failure("callerMistake", vscode.l10n.t("`uri` has to be a Uri or its text."));
}
