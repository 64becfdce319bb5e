import * as vscode from "vscode";
import { Failure } from "../failure.js";
import { substituteVariables } from "../request/variables.js";
import type { RunSummary } from "../run/runSummary.js";
import { parseAskArgument, type AskArgument } from "./commandArguments.js";
import type { CommandTable } from "./commandIds.js";
import {
  placeText,
  promptOfInstruction,
  type PromptTemplate,
  type PromptTemplates,
} from "./promptTemplates.js";
import { pickTemplate } from "./promptTemplatesPick.js";
import { originOfSelection } from "./requestSource.js";
import {
  chosenModel,
  openDocument,
  requestOfPrompt,
  send,
  type StreamCommandOptions,
} from "./streamCommands.js";
import { requestOfDocument } from "./streamDocument.js";
import type { SelectionSource } from "./variablesSelection.js";
import { escapeItems } from "../withoutLinks.js";

/** What asking about a selection needs. */
export interface AskSelectionOptions extends StreamCommandOptions {
  readonly templates: PromptTemplates;
}

type AskCommands = Pick<
  CommandTable,
  | "askSelection"
  | "explainSelection"
  | "reviewSelection"
  | "testSelection"
  | "documentSelection"
  | "translateSelection"
  | "editTemplates"
>;

/** Commands that send a selection as the context of an instruction. */
export function askSelectionCommands(options: AskSelectionOptions): AskCommands {
  const asking = (id: string) => async (argument: unknown) => {
    const ask = parseAskArgument(argument);
    return askWith(options, await templateOf(options, id), await selectionOf(ask), ask);
  };
  return {
    askSelection: (argument) => askSelection(options, parseAskArgument(argument)),
    explainSelection: asking("explain"),
    reviewSelection: asking("review"),
    testSelection: asking("tests"),
    documentSelection: asking("document"),
    translateSelection: asking("translate"),
    editTemplates: () => editTemplates(options),
  };
}

async function askSelection(
  options: AskSelectionOptions,
  ask: AskArgument,
): Promise<RunSummary | undefined> {
  const selection = await selectionOf(ask);
  if (ask.instruction !== undefined) {
    return askPrompt(options, promptOfInstruction(ask.instruction), selection, ask);
  }
  if (ask.template !== undefined) {
    return askWith(options, await templateOf(options, ask.template), selection, ask);
  }
  const choice = await pickTemplate(
    await options.templates.list(),
    vscode.l10n.t("Ask About Selection"),
  );
  if (!choice) return undefined;
  switch (choice.type) {
    case "template":
      return askWith(options, choice.template, selection, ask);
    case "instruction":
      return askPrompt(options, promptOfInstruction(choice.instruction), selection, ask);
    case "edit":
      await editTemplate(options, choice.template);
      return undefined;
    default: {
      const never: never = choice;
      return never;
    }
  }
}

async function templateOf(options: AskSelectionOptions, id: string): Promise<PromptTemplate> {
  const template = await options.templates.find(id);
  if (template) return template;
  throw new Failure("callerMistake", vscode.l10n.t('There is no prompt template "{0}".', id));
}

async function askWith(
  options: AskSelectionOptions,
  template: PromptTemplate,
  selection: SelectionSource,
  ask: AskArgument,
): Promise<RunSummary | undefined> {
  if (template.type === "builtIn") return askPrompt(options, template.prompt, selection, ask);
  const document = await openDocument(template.uri);
  const isOwn = template.place === "user";
  const { interactive } = ask;
  const part = { document, interactive, selection, isOwn };
  const sourced = await requestOfDocument(options, part);
  if (!sourced) return undefined;
  return ask.interactive ? send(options, sourced) : options.launch(sourced);
}

async function askPrompt(
  options: AskSelectionOptions,
  prompt: string,
  selection: SelectionSource,
  ask: AskArgument,
): Promise<RunSummary | undefined> {
  const modelId = ask.modelId ?? (await chosenModel(options));
  if (modelId === undefined) return undefined;
  const { document, range } = selection;
  const found = await options.variables.resolve({
    document,
    text: prompt,
    selection,
    substitute: substituteVariables,
  });
  if (found.type === "left") return undefined;
  if (found.type === "problems") {
    throw new Failure(
      "callerMistake",
      found.problems[0]?.message ?? vscode.l10n.t("Nothing can be asked."),
    );
  }
  const origin = originOfSelection(document, range);
  const sourced = await requestOfPrompt(options, { modelId, prompt: found.text }, origin);
  return ask.interactive ? send(options, sourced) : options.launch(sourced);
}

async function selectionOf({ uri, range }: AskArgument): Promise<SelectionSource> {
  const editor = vscode.window.activeTextEditor;
  const document = uri ? await openDocument(uri) : editor?.document;
  const selected = range ?? (uri ? undefined : editor?.selection);
  if (!document || !selected || selected.isEmpty) {
    throw new Failure("callerMistake", vscode.l10n.t("Select the text to ask about first."));
  }
  return { document, range: new vscode.Range(selected.start, selected.end) };
}

async function editTemplates(options: AskSelectionOptions): Promise<void> {
  const templates = await options.templates.list();
  const items = templates.map((template) => ({
    label: template.label,
    description: template.type === "file" ? placeText(template) : vscode.l10n.t("built in"),
    template,
  }));
  const picked = await vscode.window.showQuickPick(escapeItems(items), {
    title: vscode.l10n.t("Edit Prompt Template"),
    placeHolder: vscode.l10n.t("A built-in template becomes a request file of this workspace"),
  });
  if (picked) await editTemplate(options, picked.template);
}

async function editTemplate(options: AskSelectionOptions, template: PromptTemplate): Promise<void> {
  const modelId = template.type === "file" ? "" : await chosenModel(options);
  if (modelId === undefined) return;
  const model = { modelId, base: await options.picker.behind(modelId) };
  const uri = await options.templates.fileOf(template, model, options.maxTokens());
  await vscode.window.showTextDocument(await openDocument(uri));
}
