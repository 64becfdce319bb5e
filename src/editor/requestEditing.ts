import * as vscode from "vscode";
import { readSettings } from "../settings.js";
import { PromptTemplates } from "./promptTemplates.js";
import { RequestCompletion } from "./requestCompletion.js";
import { RequestHover } from "./requestHover.js";
import { requestFileSelector, requestLanguageId } from "./requestLanguage.js";
import { RequestProblems } from "./requestProblems.js";
import { LazyRequestSchemas } from "./requestSchemas.js";
import { RequestStructure } from "./requestStructure.js";
import { SentRequests } from "./showRequest.js";
import { Variables } from "./variables.js";
import type { LatestSelection } from "./variablesSelection.js";

/** What writing requests needs. */
export interface RequestEditingOptions {
  readonly context: vscode.ExtensionContext;
  readonly selection: Pick<LatestSelection, "current">;
  readonly recentModelIds: () => readonly string[];
  readonly log: (message: string) => void;
}

/** Builds and registers the help while requests are written, and what sending them takes from it. */
export function requestEditing(options: RequestEditingOptions) {
  const { context, selection, recentModelIds, log } = options;
  const variables = new Variables({
    selection: () => selection.current,
    allowedEnvironment: () => readSettings().variablesEnvironment,
  });
  const schemas = new LazyRequestSchemas(context.extensionUri);
  const problems = new RequestProblems({ schemas, variables, log });
  const sentRequests = new SentRequests();
  const structure = new RequestStructure(schemas);
  const { languages } = vscode;
  const registrations = vscode.Disposable.from(
    problems,
    sentRequests,
    languages.registerCompletionItemProvider(
      requestFileSelector,
      new RequestCompletion(schemas, recentModelIds),
      ...RequestCompletion.triggers,
    ),
    languages.registerHoverProvider(requestFileSelector, new RequestHover(schemas)),
    // VS Code itself does this where a person chose JSON for these files.
    languages.registerDocumentRangeFormattingEditProvider(requestLanguageId, structure),
    languages.registerDocumentSymbolProvider(requestLanguageId, structure),
    languages.registerFoldingRangeProvider(requestLanguageId, structure),
  );
  const templates = new PromptTemplates(vscode.Uri.joinPath(context.globalStorageUri, "templates"));
  const showProblems = problems.show.bind(problems);
  return { variables, showProblems, sentRequests, templates, registrations };
}
