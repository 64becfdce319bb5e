import * as vscode from "vscode";
import { Failure } from "../failure.js";
import { chatCompletions } from "../models/chatCompletions.js";
import { familyOf } from "../models/families.js";
import type { RunSummary } from "../run/runSummary.js";
import {
  parsePromptArgument,
  parseRequestArgument,
  parseSelectionArgument,
  type PromptArgument,
  type RequestArgument,
} from "./commandArguments.js";
import type { CommandTable } from "./commandIds.js";
import type { Origin } from "./origin.js";
import { markdownBlockAt } from "./markdownBlock.js";
import type { ModelPicker } from "./modelPicker.js";
import { isRequestDocument } from "./requestLanguage.js";
import {
  isJsonObjectText,
  originOfSelection,
  requestOfObject,
  type SourcedRequest,
} from "./requestSource.js";
import {
  requestOfDocument,
  type DocumentPart,
  type DocumentRequestOptions,
} from "./streamDocument.js";
import { escapeMarkup } from "../withoutLinks.js";

/** What the stream commands need. */
export interface StreamCommandOptions extends DocumentRequestOptions {
  /** Sends a request; resolves when its run has ended. */
  readonly launch: (sourced: SourcedRequest) => Promise<RunSummary>;
  /** Before an interactive run: offers a way on when there are no credentials; false to leave. */
  readonly prepare: (sourced: SourcedRequest) => Promise<boolean>;
  readonly chooseModel: (modelId: string) => Promise<void>;
  readonly maxTokens: () => number;
}

type StreamCommands = Pick<CommandTable, "streamPrompt" | "streamSelection" | "streamRequest">;

/** The three commands that send. With an argument they never ask, and reject only for that argument. */
export function streamCommands(options: StreamCommandOptions): StreamCommands {
  return {
    streamPrompt: (argument) =>
      argument === undefined
        ? askForPrompt(options)
        : askPrompt(options, parsePromptArgument(argument)),
    streamSelection: (argument) => streamSelection(options, argument),
    streamRequest: (argument) =>
      argument === undefined
        ? streamActiveEditor(options)
        : streamArgument(options, parseRequestArgument(argument)),
  };
}

/** What making a request of a prompt needs. */
export interface PromptRequestOptions {
  readonly picker: Pick<ModelPicker, "behind">;
  readonly maxTokens: () => number;
}

/** The body for a prompt, in the form of the model's family. */
export async function requestOfPrompt(
  { picker, maxTokens }: PromptRequestOptions,
  { modelId, prompt, system }: PromptArgument,
  origin?: Origin,
): Promise<SourcedRequest> {
  const base = (await picker.behind(modelId)) ?? modelId;
  // Most models whose id says nothing, imported ones above all, speak chat completions today.
  const family = familyOf(base) ?? chatCompletions;
  const question = { prompt, maxTokens: maxTokens(), ...(system !== undefined && { system }) };
  const body = JSON.stringify(family.body(question, base));
  return { request: { modelId, body }, ...(origin && { origin }) };
}

async function askPrompt(
  options: StreamCommandOptions,
  argument: PromptArgument,
): Promise<RunSummary> {
  return options.launch(await requestOfPrompt(options, argument));
}

async function askForPrompt(options: StreamCommandOptions): Promise<RunSummary | undefined> {
  const modelId = await options.picker.pick(
    vscode.l10n.t("Stream Prompt: Model"),
    options.modelId(),
  );
  if (modelId === undefined) return undefined;
  await options.chooseModel(modelId);
  const prompt = await vscode.window.showInputBox({
    title: vscode.l10n.t("Stream Prompt"),
    prompt: escapeMarkup(vscode.l10n.t("Sent to {0}", modelId)),
    placeHolder: vscode.l10n.t("What do you want to ask?"),
    ignoreFocusOut: true,
  });
  if (!prompt) return undefined;
  return send(options, await requestOfPrompt(options, { modelId, prompt }));
}

async function streamSelection(
  options: StreamCommandOptions,
  argument: unknown,
): Promise<RunSummary | undefined> {
  const { uri, range, modelId: asked } = parseSelectionArgument(argument);
  const editor = vscode.window.activeTextEditor;
  const document = uri ? await vscode.workspace.openTextDocument(uri) : editor?.document;
  const selection = range ?? (uri ? undefined : editor?.selection);
  if (!document || !selection || selection.isEmpty) {
    throw new Failure("callerMistake", vscode.l10n.t("Select the text to send first."));
  }
  const modelId = asked ?? (await chosenModel(options));
  if (modelId === undefined) return undefined;
  const origin = originOfSelection(document, new vscode.Range(selection.start, selection.end));
  const prompt = { modelId, prompt: document.getText(selection) };
  const sourced = await requestOfPrompt(options, prompt, origin);
  return asked === undefined ? send(options, sourced) : options.launch(sourced);
}

async function streamActiveEditor(options: StreamCommandOptions): Promise<RunSummary | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    const message = vscode.l10n.t("Open a request file (*.bedrock.json) or a JSON body first.");
    throw new Failure("callerMistake", message, { code: "NO_REQUEST" });
  }
  const { document } = editor;
  const range = meantRange(editor);
  return streamPart(options, { document, interactive: true, ...(range && { range }) });
}

/** The part of the document to send: a selected JSON object, or the block of Markdown at the cursor. */
function meantRange({ document, selection }: vscode.TextEditor): vscode.Range | undefined {
  // In a request file the request is meant, whatever part of it happens to be selected.
  if (isRequestDocument(document)) return undefined;
  const range = new vscode.Range(selection.start, selection.end);
  if (!range.isEmpty && isJsonObjectText(document.getText(range))) return range;
  return document.languageId === "markdown"
    ? markdownBlockAt(document, selection.active.line)
    : undefined;
}

async function streamArgument(
  options: StreamCommandOptions,
  argument: RequestArgument,
): Promise<RunSummary | undefined> {
  if (argument.type === "request") return options.launch(requestOfObject(argument.request));
  const { uri, range, modelId, interactive } = argument;
  return streamPart(options, {
    document: await openDocument(uri),
    interactive,
    ...(range && { range }),
    ...(modelId !== undefined && { modelId }),
  });
}

async function streamPart(
  options: StreamCommandOptions,
  part: DocumentPart,
): Promise<RunSummary | undefined> {
  const sourced = await requestOfDocument(options, part);
  if (!sourced) return undefined;
  return part.interactive ? send(options, sourced) : options.launch(sourced);
}

export async function openDocument(uri: vscode.Uri): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch (error) {
    const message = vscode.l10n.t("{0} cannot be opened.", uri.toString(true));
    throw new Failure("callerMistake", message, {}, { cause: error });
  }
}

export async function send(
  options: Pick<StreamCommandOptions, "prepare" | "launch">,
  sourced: SourcedRequest,
): Promise<RunSummary | undefined> {
  return (await options.prepare(sourced)) ? options.launch(sourced) : undefined;
}

export async function chosenModel(
  options: Pick<StreamCommandOptions, "modelId" | "picker" | "chooseModel">,
): Promise<string | undefined> {
  const current = options.modelId();
  if (current !== "") return current;
  const picked = await options.picker.pick(vscode.l10n.t("Model for Prompts and Selections"));
  if (picked !== undefined) await options.chooseModel(picked);
  return picked;
}
