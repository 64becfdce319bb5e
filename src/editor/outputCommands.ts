import * as vscode from "vscode";
import { Failure } from "../failure.js";
import type { Run } from "../run/run.js";
import type { Runs } from "../run/runs.js";
import { parseTextArgument } from "./commandArguments.js";
import type { CommandTable } from "./commandIds.js";

/** What the commands on a run's output need. */
export interface OutputCommandOptions {
  readonly runs: Runs;
  /** The run that the panel shows. */
  readonly shownRun: () => Run | undefined;
  readonly reveal: (runId?: string) => Promise<void>;
  readonly runAgain: (run: Run) => Promise<unknown>;
  readonly onDidClear: () => void;
}

type OutputCommands = Pick<
  CommandTable,
  | "stop"
  | "stopAll"
  | "runAgain"
  | "insertOutput"
  | "replaceSelection"
  | "copyOutput"
  | "openOutputInEditor"
  | "showOutput"
  | "clearHistory"
>;

/** Commands on runs that exist; each takes a run id instead of meaning the shown run. */
export function outputCommands(options: OutputCommandOptions): OutputCommands {
  const { runs, reveal } = options;
  const meant = (argument: unknown, command: string) => runOf(options, argument, command);
  return {
    stop: (argument) => stop(options, argument),
    stopAll: () => runs.stopAll(),
    runAgain: (argument) => options.runAgain(meant(argument, "runAgain")),
    insertOutput: (argument) => write(textOf(meant(argument, "insertOutput")), "insert"),
    replaceSelection: (argument) => write(textOf(meant(argument, "replaceSelection")), "replace"),
    copyOutput: (argument) => vscode.env.clipboard.writeText(textOf(meant(argument, "copyOutput"))),
    openOutputInEditor: (argument) => openInEditor(textOf(meant(argument, "openOutputInEditor"))),
    showOutput: (argument) => reveal(parseTextArgument(argument, "showOutput")),
    clearHistory: () => {
      runs.clearEnded();
      options.onDidClear();
    },
  };
}

/** All text of a run's latest attempt, exactly as the model sent it. */
export function textOf(run: Run): string {
  if (run.state.type === "ended") return run.state.summary.text;
  const attempt = run.state.attempt;
  return run.sections
    .filter((section) => section.kind === "text" && section.attempt === attempt)
    .map((section) => section.text)
    .join("");
}

function runOf(options: OutputCommandOptions, argument: unknown, command: string): Run {
  const id = parseTextArgument(argument, command);
  const run =
    id === undefined ? (options.shownRun() ?? options.runs.latest) : options.runs.find(id);
  if (run) return run;
  throw new Failure("callerMistake", id ? `There is no run ${id}.` : "There is no run yet.");
}

function stop(options: OutputCommandOptions, argument: unknown): void {
  const id = typeof argument === "string" ? argument : undefined;
  if (id !== undefined) {
    runOf(options, id, "stop").stop();
    return;
  }
  const shown = options.shownRun();
  const live = shown?.state.type === "ended" ? undefined : shown;
  (live ?? options.runs.live.at(-1))?.stop();
}

async function write(text: string, how: "insert" | "replace"): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new Failure("callerMistake", "Open the editor to write into first.");
  const { selection } = editor;
  const written = await editor.edit((edit) => {
    if (how === "replace") edit.replace(selection, text);
    else edit.insert(selection.active, text);
  });
  if (!written) throw new Failure("callerMistake", "This editor cannot be changed.");
}

async function openInEditor(content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ content, language: "markdown" });
  await vscode.window.showTextDocument(document, { preview: false });
}
