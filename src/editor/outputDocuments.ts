import * as vscode from "vscode";
import type { Runs } from "../run/runs.js";
import { outputText } from "../run/outputText.js";
import type { ShowableRun } from "../run/showableRun.js";
import { modelLabel } from "../views/runTab.js";
import { outputScheme } from "../views/viewIds.js";
import type { PastRuns } from "./pastRuns.js";

/** The least time between two changes of a growing document. */
const leastMs = 200;
/** VS Code takes the whole text with each change, so a long text changes less often. */
const charsPerMs = 2_000;

/**
 * The texts of runs as documents that cannot be changed and grow while their streams do: VS Code's own
 * search, folding and word wrap work on them.
 */
export class OutputDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changes.event;
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly stopListening: () => void;

  constructor(
    private readonly runs: Runs,
    private readonly pastRuns: PastRuns,
  ) {
    this.stopListening = runs.onDidChange((run) => this.changeSoon(run));
  }

  dispose(): void {
    this.stopListening();
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.changes.dispose();
  }

  uriOf({ id, request, startedAt }: ShowableRun): vscode.Uri {
    const time = new Date(startedAt).toTimeString().slice(0, 8).replaceAll(":", "-");
    const label = modelLabel(request.modelId).replace(/[^\w.-]+/g, "-");
    return vscode.Uri.from({ scheme: outputScheme, path: `/${label} ${time}.md`, query: id });
  }

  async provideTextDocumentContent({ query }: vscode.Uri): Promise<string> {
    // After a reload the editor is still open, and its run only in its record.
    const run = await this.pastRuns.open(query).catch(() => undefined);
    return run ? outputText(run) : "";
  }

  async show(run: ShowableRun): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.uriOf(run));
    await vscode.window.showTextDocument(document, { preview: false });
  }

  private changeSoon(run: ShowableRun): void {
    if (this.timers.has(run.id) || !this.runs.find(run.id)) return;
    const uri = this.uriOf(run);
    const text = uri.toString();
    const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === text);
    if (!document) return;
    const length = document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
    const timer = setTimeout(
      () => {
        this.timers.delete(run.id);
        this.changes.fire(uri);
      },
      Math.max(leastMs, length / charsPerMs),
    );
    this.timers.set(run.id, timer);
  }
}
