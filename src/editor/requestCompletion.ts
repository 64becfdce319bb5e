import * as vscode from "vscode";
import { families } from "../models/families.js";
import type { RequestSchemas } from "../request/schemaService.js";
import { variableCompletions } from "./variablesCompletion.js";
import { rangeAt } from "./origin.js";
import { rangeOf, sourceOf, type LazyRequestSchemas } from "./requestSchemas.js";

type SchemaItem = Awaited<ReturnType<RequestSchemas["completions"]>>[number];

/** Keys, values, model ids and variables while a request file is typed. */
export class RequestCompletion implements vscode.CompletionItemProvider {
  static readonly triggers = ['"', ":", "{"];

  /** @param recentModelIds what was picked lately, the latest first. */
  constructor(
    private readonly schemas: LazyRequestSchemas,
    private readonly recentModelIds: () => readonly string[],
  ) {}

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionItem[]> {
    const schemas = await this.schemas.get();
    const source = sourceOf(document);
    const offset = document.offsetAt(position);
    const { path, isKey, value } = schemas.placeAt(source, offset);
    if (value && !isKey) {
      const variables = variableCompletions(document, position);
      if (variables.length > 0) return variables;
    }
    const items = (await schemas.completions(source, offset)).map(itemOf);
    if (path.length !== 1 || path[0] !== "modelId" || isKey) return items;
    const replaced = value ? rangeAt(document, value) : new vscode.Range(position, position);
    return modelItems(this.recentModelIds(), replaced);
  }
}

function itemOf(item: SchemaItem): vscode.CompletionItem {
  // The protocol counts the kinds from 1, VS Code from 0.
  const kind = item.kind === undefined ? vscode.CompletionItemKind.Value : item.kind - 1;
  const result = new vscode.CompletionItem(item.label, kind);
  const { detail, sortText, filterText, documentation, textEdit, command, tags } = item;
  // The one tag that there is has the same number in the protocol.
  if (tags) result.tags = [vscode.CompletionItemTag.Deprecated];
  if (detail !== undefined) result.detail = detail;
  if (sortText !== undefined) result.sortText = sortText;
  if (filterText !== undefined) result.filterText = filterText;
  if (command) result.command = { title: command.title, command: command.command };
  if (documentation !== undefined) {
    const text = typeof documentation === "string" ? documentation : documentation.value;
    if (text !== "") result.documentation = new vscode.MarkdownString(text);
  }
  if (textEdit && "range" in textEdit) {
    result.insertText = new vscode.SnippetString(textEdit.newText);
    result.range = rangeOf(textEdit.range);
  }
  return result;
}

function modelItems(recent: readonly string[], range: vscode.Range): vscode.CompletionItem[] {
  const known = families
    .filter(({ streams }) => streams)
    .flatMap(({ name: family, models }) =>
      models.map(({ modelId, name }) => ({ modelId, detail: `${name} · ${family}` })),
    );
  const names = new Map(known.map(({ modelId, detail }) => [modelId, detail]));
  const all = new Set([...recent, ...names.keys()]);
  return [...all].map((modelId, i) => {
    const item = new vscode.CompletionItem(modelId, vscode.CompletionItemKind.Constant);
    const detail = names.get(modelId);
    item.detail = [
      ...(recent.includes(modelId) ? [vscode.l10n.t("recent")] : []),
      detail ?? "",
    ].join(" · ");
    item.insertText = JSON.stringify(modelId);
    item.filterText = JSON.stringify(`${modelId} ${detail ?? ""}`);
    item.sortText = String(i).padStart(4, "0");
    item.range = range;
    return item;
  });
}
