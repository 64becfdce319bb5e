import * as vscode from "vscode";
import { Failure } from "../failure.js";
import { outputText } from "../run/outputText.js";
import type { Runs } from "../run/runs.js";
import type { ShowableRun } from "../run/showableRun.js";
import { modelLabel } from "../views/runTab.js";
import type { CommandTable } from "./commandIds.js";
import { sendNextTurn, type NextTurnOptions } from "./nextTurn.js";
import type { OutputDocuments } from "./outputDocuments.js";
import type { PastRuns } from "./pastRuns.js";
import { replaceSelection, type SentSelection } from "./replaceOutput.js";
import { partsOf, runIdOf } from "./runArgument.js";
import { saveAs } from "./saveAs.js";

/** What the commands on a run's output need. */
export interface OutputCommandOptions extends NextTurnOptions {
  readonly runs: Runs;
  readonly pastRuns: PastRuns;
  readonly documents: OutputDocuments;
  /** The run that the panel shows. */
  readonly shownRun: () => ShowableRun | undefined;
  readonly reveal: (runId?: string) => Promise<void>;
  readonly openInEditor: () => void;
  readonly moveBack: () => Promise<void>;
  readonly runAgain: (run: ShowableRun) => Promise<unknown>;
  /** The selection that a run was about, as it was sent. */
  readonly sentSelection: (runId: string) => SentSelection | undefined;
}

type OutputCommands = Pick<
  CommandTable,
  | "stop"
  | "stopAll"
  | "runAgain"
  | "insertOutput"
  | "replaceSelection"
  | "copyOutput"
  | "saveOutput"
  | "continueConversation"
  | "openOutputInEditor"
  | "openOutputAsTab"
  | "moveOutputBack"
  | "showOutput"
>;

/** Commands on runs that exist; each takes a run id instead of meaning the shown run. */
export function outputCommands(options: OutputCommandOptions): OutputCommands {
  const { runs, documents } = options;
  const meant = (argument: unknown, command: string) => runOf(options, argument, command);
  return {
    stop: (argument) => stop(options, argument),
    stopAll: () => runs.stopAll(),
    runAgain: async (argument) => options.runAgain(await meant(argument, "runAgain")),
    insertOutput: async (argument) => insert(outputText(await meant(argument, "insertOutput"))),
    replaceSelection: async (argument) => {
      const run = await meant(argument, "replaceSelection");
      const mayAsk = argument === undefined;
      await replaceSelection(outputText(run), options.sentSelection(run.id), mayAsk);
    },
    copyOutput: async (argument) =>
      vscode.env.clipboard.writeText(outputText(await meant(argument, "copyOutput"))),
    saveOutput: async (argument) => save(await meant(argument, "saveOutput"), argument),
    continueConversation: async (argument) =>
      sendNextTurn(
        options,
        await meant(argument, "continueConversation"),
        partsOf(argument).prompt,
      ),
    openOutputInEditor: async (argument) =>
      documents.show(await meant(argument, "openOutputInEditor")),
    openOutputAsTab: () => options.openInEditor(),
    moveOutputBack: () => options.moveBack(),
    showOutput: async (argument) => {
      const id = runIdOf(argument, "showOutput");
      return options.reveal(id === undefined ? undefined : (await options.pastRuns.open(id)).id);
    },
  };
}

async function runOf(
  options: OutputCommandOptions,
  argument: unknown,
  command: string,
): Promise<ShowableRun> {
  const id = runIdOf(argument, command);
  if (id !== undefined) return options.pastRuns.open(id);
  const run = options.shownRun() ?? options.runs.latest;
  if (run) return run;
  throw new Failure("callerMistake", vscode.l10n.t("There is no run yet."));
}

function stop(options: OutputCommandOptions, argument: unknown): void {
  const id = runIdOf(argument, "stop");
  if (id !== undefined) {
    const run = options.runs.find(id);
    if (!run) throw new Failure("callerMistake", vscode.l10n.t("There is no run {0}.", id));
    run.stop();
    return;
  }
  const shown = options.shownRun();
  const live = shown?.state.type === "ended" ? undefined : shown;
  (live ?? options.runs.live.at(-1))?.stop();
}

async function insert(text: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor)
    throw new Failure("callerMistake", vscode.l10n.t("Open the editor to write into first."));
  const written = await editor.edit((edit) => edit.insert(editor.selection.active, text));
  if (!written) throw new Failure("callerMistake", vscode.l10n.t("This editor cannot be changed."));
}

async function save(run: ShowableRun, argument: unknown): Promise<void> {
  const name = `${modelLabel(run.request.modelId).replace(/[^\w.-]+/g, "-")}.md`;
  const content = new TextEncoder().encode(outputText(run));
  await saveAs(partsOf(argument).uri, { name, kind: "Markdown", content });
}
