import * as vscode from "vscode";
import type { ShowableRun } from "../run/showableRun.js";
import type { Runs } from "../run/runs.js";
import { RunDiagnostic } from "../views/diagnostics.js";
import type { Fix } from "./fixes/fix.js";
import type { RunFixes } from "./fixes/runFixes.js";
import { requestFileFixes } from "./requestFileFixes.js";

/** Carries out a fix: (run id, fix id). Not in the palette: it means nothing without its run. */
export const runFixCommand = "_bedrockStream.runFix";

/** The ways out of a failed run, where its Problem stands, and of what is wrong before sending. */
export class QuickFixes implements vscode.CodeActionProvider {
  static readonly metadata: vscode.CodeActionProviderMetadata = {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  };

  constructor(
    private readonly runs: Pick<Runs, "find">,
    private readonly fixes: RunFixes,
  ) {}

  async provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const actions = await Promise.all(
      diagnostics.map((diagnostic) =>
        diagnostic instanceof RunDiagnostic
          ? this.ofRun(diagnostic)
          : requestFileFixes(document, diagnostic),
      ),
    );
    return distinct(actions.flat());
  }

  private async ofRun(diagnostic: RunDiagnostic): Promise<vscode.CodeAction[]> {
    const run = this.runs.find(diagnostic.summary.id);
    if (!run) return [];
    await this.fixes.learn(run);
    const own = this.fixes.of(run, diagnostic.violation ? [diagnostic.violation] : []);
    const all = this.fixes.of(run).filter(({ id }) => id === "all");
    const fixes = own.toSpliced(own.findIndex(({ isPreferred }) => isPreferred) + 1, 0, ...all);
    const actions = await Promise.all(fixes.map((fix) => this.action(run, fix, diagnostic)));
    return actions.flatMap((action) => action ?? []);
  }

  private async action(
    run: ShowableRun,
    fix: Fix,
    diagnostic: RunDiagnostic,
  ): Promise<vscode.CodeAction | undefined> {
    const change = await this.fixes.documentChange(run, fix);
    const runs = fix.action.type === "change" && !change;
    const title = runs ? vscode.l10n.t("{0} and Run Again", fix.label) : fix.label;
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.diagnostics = [diagnostic];
    action.isPreferred = (fix.isPreferred ?? false) && fix.id !== "all";
    if (change) action.edit = change.edit;
    else action.command = { title, command: runFixCommand, arguments: [run.id, fix.id] };
    return action;
  }
}

/** Problems of one run share fixes; each is listed once, for all of them. */
function distinct(actions: readonly vscode.CodeAction[]): vscode.CodeAction[] {
  const byTitle = new Map<string, vscode.CodeAction>();
  for (const action of actions) {
    const known = byTitle.get(action.title);
    if (known) known.diagnostics = [...(known.diagnostics ?? []), ...(action.diagnostics ?? [])];
    else byTitle.set(action.title, action);
  }
  return [...byTitle.values()];
}
