import * as vscode from "vscode";
import { asFailure } from "../failure.js";
import { isSameLimit, type HistoryLimit } from "../run/historyLimit.js";
import type { LimitChange, LimitInForce } from "../run/limitInForce.js";
import type { Runs } from "../run/runs.js";
import { onDidChangeSettings, section } from "../settings.js";

/** The oldest runs are deleted this long after the start, when VS Code has come to rest. */
const firstLookDelayMs = 10_000;
/** Whoever types 200 has typed 2 and 20 before. */
const settingDelayMs = 5_000;

/**
 * Looks after the limit of the history some time after the start, whenever another run is recorded
 * and when the setting has changed; asks before runs go because of that.
 */
export class HistoryLimitQuestion implements vscode.Disposable {
  private timer: NodeJS.Timeout;
  private readonly registrations: vscode.Disposable;
  /** Once in a session is enough. */
  private asked: HistoryLimit | undefined;
  private pending: LimitChange | undefined;

  constructor(
    private readonly limit: LimitInForce,
    runs: Runs,
    private readonly log: (line: string) => void,
  ) {
    this.timer = setTimeout(() => void this.enforce(), firstLookDelayMs);
    this.registrations = vscode.Disposable.from(
      { dispose: runs.onDidRecord(() => void this.enforce()) },
      onDidChangeSettings(() => {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => void this.enforce(), settingDelayMs);
      }),
      vscode.window.onDidChangeWindowState(() => this.ask()),
    );
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.registrations.dispose();
  }

  private async enforce(): Promise<void> {
    await this.attempt(async () => {
      this.pending = await this.limit.enforce();
      this.ask();
    });
  }

  /** Asks in the window that a person looks at: all of them know of the change. */
  private ask(): void {
    const { pending, asked } = this;
    if (!pending || !vscode.window.state.focused) return;
    if (asked && isSameLimit(asked, pending.limit)) return;
    this.asked = pending.limit;
    void this.attempt(() => this.decide(pending));
  }

  private async decide({ limit, surplus }: LimitChange): Promise<void> {
    const question =
      surplus === 1
        ? vscode.l10n.t(
            "The history has one run more than its lower limit allows. It is kept until you choose.",
          )
        : vscode.l10n.t(
            "The history has {0} runs more than its lower limit allows. They are kept until you choose.",
            surplus,
          );
    const deleteNow = vscode.l10n.t("Delete Now");
    const keep = vscode.l10n.t("Keep");
    const openSettings = vscode.l10n.t("Open Settings");
    const { showWarningMessage } = vscode.window;
    const choice = await showWarningMessage(question, deleteNow, keep, openSettings);
    if (choice === deleteNow) await this.limit.accept(limit);
    if (choice === keep) await this.limit.decline(limit);
    if (choice === openSettings) {
      const id = `${section}.history.limit`;
      await vscode.commands.executeCommand("workbench.action.openSettings", id);
    }
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.log(`History: ${asFailure(error).message}`);
    }
  }
}
