import * as vscode from "vscode";
import { Failure } from "../failure.js";
import { isJsonObject } from "../request/json.js";
import type { CommandTable } from "./commandIds.js";
import { fileExists } from "./fileExists.js";
import type { ModelPicker } from "./modelPicker.js";
import { requestLanguageId } from "./requestLanguage.js";
import { escapeItems } from "../withoutLinks.js";

/** What `New Request File…` needs. */
export interface NewRequestOptions {
  readonly picker: ModelPicker;
  /** The chosen model, empty when none is. */
  readonly modelId: () => string;
  readonly maxTokens: () => number;
}

/** What the new request is made from. */
type Origin =
  | { readonly type: "model"; readonly modelId: string; readonly prompt?: string }
  | { readonly type: "pasted"; readonly text: string };

/** Writes a request file that can be run as it is, shows it, and resolves with its Uri. */
export function newRequestCommand(options: NewRequestOptions): Pick<CommandTable, "newRequest"> {
  return {
    newRequest: async (argument) => {
      const isAsked = argument === undefined || argument instanceof vscode.Uri;
      const origin = isAsked ? await askForOrigin(options) : parseOrigin(argument);
      return origin && create(await textOf(origin, options));
    },
  };
}

/** A model id, `{ modelId, prompt? }` or `{ pasted }`. */
function parseOrigin(argument: unknown): Origin {
  if (typeof argument === "string" && argument !== "") return { type: "model", modelId: argument };
  if (isJsonObject(argument)) {
    const { modelId, prompt, pasted } = argument;
    if (typeof pasted === "string") return { type: "pasted", text: pasted };
    const isPrompt = prompt === undefined || typeof prompt === "string";
    if (typeof modelId === "string" && modelId !== "" && isPrompt) {
      return { type: "model", modelId, ...(prompt !== undefined && { prompt }) };
    }
  }
  const message = vscode.l10n.t("newRequest takes a model id, { modelId, prompt? } or { pasted }.");
  throw new Failure("callerMistake", message);
}

interface OriginItem extends vscode.QuickPickItem {
  readonly from: "model" | "prompt" | "selection" | "clipboard";
}

async function askForOrigin(options: NewRequestOptions): Promise<Origin | undefined> {
  const editor = vscode.window.activeTextEditor;
  const selected = editor?.document.getText(editor.selection) ?? "";
  const selection: OriginItem = {
    label: vscode.l10n.t("From the Selection"),
    iconPath: new vscode.ThemeIcon("selection"),
    detail: vscode.l10n.t("As prompt"),
    from: "selection",
  };
  const items: readonly OriginItem[] = [
    {
      label: vscode.l10n.t("For a Model"),
      iconPath: new vscode.ThemeIcon("symbol-class"),
      detail: vscode.l10n.t("An example of its family"),
      from: "model",
    },
    {
      label: vscode.l10n.t("From a Prompt…"),
      iconPath: new vscode.ThemeIcon("comment"),
      detail: vscode.l10n.t("Typed here"),
      from: "prompt",
    },
    ...(selected.trim() === "" ? [] : [selection]),
    {
      label: vscode.l10n.t("From the Clipboard"),
      iconPath: new vscode.ThemeIcon("clippy"),
      detail: vscode.l10n.t(
        "A curl command, a call of boto3 or the AWS SDK for JavaScript, an invocation log record",
      ),
      from: "clipboard",
    },
  ];
  const picked = await vscode.window.showQuickPick<OriginItem>(escapeItems(items), {
    title: vscode.l10n.t("New Request File"),
    placeHolder: vscode.l10n.t("What to make it from"),
  });
  if (!picked) return undefined;
  switch (picked.from) {
    case "model":
      return withModel(options, true);
    case "prompt":
      return fromPrompt(options);
    case "selection":
      return withModel(options, false, selected);
    case "clipboard":
      return { type: "pasted", text: await vscode.env.clipboard.readText() };
    default: {
      const never: never = picked.from;
      return never;
    }
  }
}

async function fromPrompt(options: NewRequestOptions): Promise<Origin | undefined> {
  const prompt = await vscode.window.showInputBox({
    title: vscode.l10n.t("New Request File: Prompt"),
    placeHolder: vscode.l10n.t("What do you want to ask?"),
    ignoreFocusOut: true,
  });
  return prompt ? withModel(options, false, prompt) : undefined;
}

async function withModel(
  { picker, modelId: chosen }: NewRequestOptions,
  isAsked: boolean,
  prompt?: string,
): Promise<Origin | undefined> {
  const current = chosen();
  const modelId =
    isAsked || current === ""
      ? await picker.pick(vscode.l10n.t("New Request File: Model"), current)
      : current;
  return modelId === undefined
    ? undefined
    : { type: "model", modelId, ...(prompt !== undefined && { prompt }) };
}

async function textOf(origin: Origin, options: NewRequestOptions): Promise<string> {
  const { howToRun, requestFileOfPrompt, requestFileOfRequest, requestFileText } =
    await import("../request/requestFileText.js");
  if (origin.type === "model") {
    const { modelId, prompt } = origin;
    const model = { modelId, base: await options.picker.behind(modelId) };
    const maxTokens = options.maxTokens();
    return prompt === undefined
      ? requestFileText(model, maxTokens)
      : requestFileOfPrompt(model, prompt, maxTokens, [howToRun()]);
  }
  const { parsePasted } = await import("../request/pasted/pasted.js");
  const pasted = parsePasted(origin.text);
  if ("problem" in pasted) throw new Failure("callerMistake", pasted.problem);
  return requestFileOfRequest(pasted);
}

/** In the first folder, or without one as a document that has no file yet. */
async function create(content: string): Promise<vscode.Uri> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const document = folder
    ? await vscode.workspace.openTextDocument(await writeNew(folder, content))
    : await vscode.workspace.openTextDocument({ content, language: requestLanguageId });
  await vscode.window.showTextDocument(document);
  return document.uri;
}

async function writeNew(folder: vscode.Uri, content: string): Promise<vscode.Uri> {
  const uri = await freeName(folder);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
  return uri;
}

async function freeName(folder: vscode.Uri): Promise<vscode.Uri> {
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? "" : `-${number}`;
    const uri = vscode.Uri.joinPath(folder, `request${suffix}.bedrock.json`);
    if (!(await fileExists(uri))) return uri;
  }
}
