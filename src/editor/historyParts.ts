import * as path from "node:path";
import * as vscode from "vscode";
import { asFailure } from "../failure.js";
import { History } from "../run/history.js";
import { openJournal, type RunHeader, type RunJournal } from "../run/journal.js";
import { LimitInForce } from "../run/limitInForce.js";
import type { Runs } from "../run/runs.js";
import { readSettings, section } from "../settings.js";
import { HistoryTree } from "../views/historyTree.js";
import { HistoryLimitQuestion } from "./historyLimitQuestion.js";
import { OutputDocuments } from "./outputDocuments.js";
import { PastRuns } from "./pastRuns.js";
import { escapeMarkup } from "../withoutLinks.js";

/** What keeps and shows the runs of all sessions. */
export interface HistoryParts {
  readonly history: History;
  readonly pastRuns: PastRuns;
  readonly documents: OutputDocuments;
  readonly tree: HistoryTree;
  /** Opens the record of a run that is about to begin; undefined when none is to be kept. */
  readonly openJournal: (header: RunHeader) => RunJournal | undefined;
  readonly registrations: vscode.Disposable;
}

/** Builds the history of runs in the extension's own storage, which all windows share. */
export function historyParts(
  context: vscode.ExtensionContext,
  runs: Runs,
  log: (line: string) => void,
): HistoryParts {
  const folder = path.join(context.globalStorageUri.fsPath, "runs");
  const history = new History({
    folder,
    isWriting: (id) => runs.isWriting(id),
  });
  const pastRuns = new PastRuns(runs, history);
  const documents = new OutputDocuments(runs, pastRuns);
  const tree = new HistoryTree(history);
  const limit = new LimitInForce({
    history,
    file: path.join(context.globalStorageUri.fsPath, "historyLimit.json"),
    limit: () => readSettings().historyLimit,
  });
  const registrations = vscode.Disposable.from(
    history,
    documents,
    tree,
    { dispose: tellOfHistory(history) },
    new HistoryLimitQuestion(limit, runs, log),
  );
  const trouble = new Trouble(log);
  return {
    history,
    pastRuns,
    documents,
    tree,
    openJournal: (header) =>
      readSettings().historyEnabled
        ? openJournal(folder, header, (error) => trouble.tell(error))
        : undefined,
    registrations,
  };
}

/** Keeps the key that commands on recorded runs ask for; returns what ends that. */
function tellOfHistory(history: History): () => void {
  let had = false;
  return history.onDidChange(() => {
    const has = history.entries.length > 0;
    if (has !== had) {
      void vscode.commands.executeCommand("setContext", `${section}.hasHistory`, has);
    }
    had = has;
  });
}

/** Says once in a session that a run could not be recorded; streams and records go on. */
class Trouble {
  private isTold = false;

  constructor(private readonly log: (line: string) => void) {}

  tell(error: unknown): void {
    const why = asFailure(error).message;
    this.log(`A run is not recorded for now: ${why}`);
    if (this.isTold) return;
    this.isTold = true;
    const message = vscode.l10n.t(
      "Bedrock Stream cannot record runs for now, so they may be gone when this window closes: {0}",
      why,
    );
    void vscode.window
      .showWarningMessage(escapeMarkup(message), vscode.l10n.t("Show Log"))
      .then((choice) => {
        if (choice) void vscode.commands.executeCommand(`${section}.showLog`);
      });
  }
}
