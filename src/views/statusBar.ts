import * as vscode from "vscode";
import type { Runs } from "../run/runs.js";
import type { ShowableRun } from "../run/showableRun.js";
import { count } from "./amounts.js";
import { verdictText } from "./verdictText.js";
import { idleState, type StatusBarState, type StatusItem } from "./statusItem.js";

export interface StatusBarOptions {
  readonly item: Pick<StatusItem, "state" | "show">;
  readonly runs: Runs;
  /** The model that a prompt would be sent to, empty when none is chosen. */
  readonly modelId: () => string;
  /** Where and as whom a run is or was sent, for the hover. */
  readonly describeTarget: (run: ShowableRun) => string;
}

/** What the item shows: the model when idle, the rate while streaming, the verdict afterwards. */
export class StatusBar {
  private readonly ticker: NodeJS.Timeout;
  private readonly unlisten: () => void;

  constructor(private readonly options: StatusBarOptions) {
    this.unlisten = options.runs.onDidChange(() => this.refreshSoon());
    // Rates and seconds left change by themselves; nothing is painted while nothing is live.
    this.ticker = setInterval(() => {
      if (options.runs.live.length > 0) this.refresh();
    }, 250);
  }

  refresh(): void {
    this.options.item.show(statusBarState(this.options));
  }

  dispose(): void {
    clearInterval(this.ticker);
    this.unlisten();
  }

  /** Changes come per batch of chunks; painting each would flood the window. */
  private refreshSoon(): void {
    const { live, latest } = this.options.runs;
    const isQuiet = live.length === 0 || latest?.state.type !== "streaming";
    if (isQuiet || !this.options.item.state.text.includes("/s")) this.refresh();
  }
}

function statusBarState(options: StatusBarOptions): StatusBarState {
  // What was read back says nothing about this window.
  const own = options.runs.all.filter(({ kind }) => kind !== "past");
  const live = own.filter((run) => run.state.type !== "ended");
  if (live.length > 1) {
    return {
      text: vscode.l10n.t("$(loading~spin) {0} streams", live.length),
      tooltip: vscode.l10n.t("Click to stop all streams."),
      command: "bedrockStream.stopAll",
    };
  }
  const run = live[0] ?? own.at(-1);
  if (!run) return idleState(options.modelId());
  const state = stateOfRun(run, options);
  return run.kind === "replay" ? asReplay(state) : state;
}

/** Nobody should take what plays again for a stream that is billed. */
function asReplay(state: StatusBarState): StatusBarState {
  return {
    ...state,
    text: state.text.replace(/^\$\([^)]*\) /, (icon) => icon + vscode.l10n.t("Replay: {0}", "")),
    tooltip: vscode.l10n.t("Replay of a recorded run; nothing is sent.\n{0}", state.tooltip),
  };
}

function stateOfRun(run: ShowableRun, options: StatusBarOptions): StatusBarState {
  const where = `${run.request.modelId}\n${options.describeTarget(run)}`;
  const stop = "bedrockStream.stop";
  const { state } = run;
  switch (state.type) {
    case "connecting":
      return {
        text: `$(loading~spin) ${state.attempt > 1 ? vscode.l10n.t("Attempt {0}", state.attempt) : vscode.l10n.t("Connecting")}`,
        tooltip: vscode.l10n.t("{0}\n\nWaiting for the first byte. Click to stop.", where),
        command: stop,
      };
    case "waiting": {
      const seconds = Math.max(0, Math.ceil((state.untilMs - Date.now()) / 1_000));
      return {
        text: vscode.l10n.t("$(watch) Attempt {0} in {1} s", state.attempt + 1, seconds),
        tooltip: vscode.l10n.t("{0}\n\n{1}\n\nClick to stop.", where, state.failure.message),
        command: stop,
        background: "warning",
      };
    }
    case "streaming":
      return {
        text: vscode.l10n.t("$(loading~spin) {0} chunks/s", count(run.progress.ratePerSecond)),
        tooltip:
          run.silentMs === undefined
            ? vscode.l10n.t("{0}\n\nClick to stop.", where)
            : vscode.l10n.t(
                "{0}\n\nNothing has arrived for {1} s. Click to stop.",
                where,
                Math.round(run.silentMs / 1_000),
              ),
        command: stop,
      };
    case "ended": {
      const text = verdictText(state.summary);
      const background = text.severity === "warning" || text.severity === "error";
      return {
        text: `$(${text.icon}) ${text.label}`,
        tooltip: vscode.l10n.t(
          "{0}\n\n{1}\n\nClick to show the output.",
          where,
          state.summary.failure?.message ?? text.nextStep ?? text.label,
        ),
        command: "bedrockStream.showOutput",
        ...(background && { background: text.severity as "warning" | "error" }),
      };
    }
    default:
      return state satisfies never;
  }
}
