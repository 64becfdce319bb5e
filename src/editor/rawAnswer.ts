import * as vscode from "vscode";
import { Failure } from "../failure.js";
import type { Runs } from "../run/runs.js";
import { parseJson } from "../request/json.js";
import { prettyJson } from "../views/prettyJson.js";

const scheme = "bedrock-stream-answer";

/** What a service or a proxy answered to a failed run, as a document that cannot be changed. */
export class RawAnswer implements vscode.TextDocumentContentProvider {
  static readonly scheme = scheme;

  constructor(private readonly runs: Pick<Runs, "find">) {}

  provideTextDocumentContent(uri: vscode.Uri): string | undefined {
    const text = this.rawText(uri.query);
    const pretty = text === undefined ? undefined : prettyJson(text);
    return pretty === undefined ? text : `${pretty}\n`;
  }

  /** @throws {Failure} `callerMistake` when there was no answer. */
  async show(runId: string): Promise<void> {
    const text = this.rawText(runId);
    if (text === undefined)
      throw new Failure("callerMistake", vscode.l10n.t("This run got no answer to show."));
    const path = `/answer.${endingOf(text)}`;
    const uri = vscode.Uri.from({ scheme, path, query: runId });
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  private rawText(runId: string): string | undefined {
    const state = this.runs.find(runId)?.state;
    return state?.type === "ended" ? state.summary.failure?.rawText : undefined;
  }
}

/** The ending by which VS Code knows the language. */
function endingOf(text: string): string {
  if (parseJson(text) !== undefined) return "json";
  return /^\s*<(?:!doctype html|html)/i.test(text) ? "html" : "txt";
}
