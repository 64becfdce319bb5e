import * as vscode from "vscode";
import { Failure } from "../failure.js";
import { eventLines, rawBytesOf } from "../run/exportRecord.js";
import type { History } from "../run/history.js";
import { hasRun, type HistoryEntry } from "../run/historyEntry.js";
import { playRecord } from "../run/playRecord.js";
import type { Runs } from "../run/runs.js";
import type { ShowableRun } from "../run/showableRun.js";
import { entryDescription, entryLabel } from "../views/historyText.js";
import type { CommandTable } from "./commandIds.js";
import { searchHistory } from "./historySearch.js";
import type { OutputDocuments } from "./outputDocuments.js";
import type { PastRuns } from "./pastRuns.js";
import { partsOf, runIdOf, runIdsOf } from "./runArgument.js";
import { saveAs } from "./saveAs.js";
import { escapeItems, escapeMarkup } from "../withoutLinks.js";

/** What the commands on recorded runs need. */
export interface HistoryCommandOptions {
  readonly runs: Runs;
  readonly history: History;
  readonly pastRuns: PastRuns;
  readonly documents: OutputDocuments;
  readonly shownRun: () => ShowableRun | undefined;
  readonly reveal: (runId?: string) => Promise<void>;
  readonly onDidClear: () => void;
}

type HistoryCommands = Pick<
  CommandTable,
  | "openRun"
  | "searchHistory"
  | "pinRun"
  | "unpinRun"
  | "renameRun"
  | "deleteRun"
  | "compareRuns"
  | "replayRun"
  | "saveRawBytes"
  | "saveEvents"
  | "clearHistory"
>;

/** Commands on recorded runs. Each takes a row of the history, or the id of a run; then it asks nothing. */
export function historyCommands(options: HistoryCommandOptions): HistoryCommands {
  const { history } = options;
  const meant = (argument: unknown, command: string, all?: unknown) =>
    meantIds(options, argument, command, all);
  return {
    openRun: async (argument) => openRun(options, await meantId(options, argument, "openRun")),
    searchHistory: async (argument) => {
      const words = typeof argument === "string" ? argument : undefined;
      const id = await searchHistory(history, words);
      if (id !== undefined) await openRun(options, id);
    },
    pinRun: async (argument, all?: unknown) => {
      for (const id of await meant(argument, "pinRun", all)) {
        await history.mark(id, { pinned: true });
      }
    },
    unpinRun: async (argument, all?: unknown) => {
      for (const id of await meant(argument, "unpinRun", all)) {
        await history.mark(id, { pinned: false });
      }
    },
    renameRun: (argument) => renameRun(options, argument),
    deleteRun: async (argument, all?: unknown) =>
      deleteRuns(options, await meant(argument, "deleteRun", all)),
    compareRuns: (argument, all?: unknown) => compareRuns(options, argument, all),
    replayRun: (argument) => replayRun(options, argument),
    saveRawBytes: (argument) => saveRawBytes(options, argument),
    saveEvents: (argument) => saveEvents(options, argument),
    clearHistory: (argument) => clearHistory(options, argument),
  };
}

async function openRun(options: HistoryCommandOptions, id: string): Promise<void> {
  const run = await options.pastRuns.open(id);
  await options.reveal(run.id);
}

async function renameRun(options: HistoryCommandOptions, argument: unknown): Promise<void> {
  const { history } = options;
  const id = await meantId(options, argument, "renameRun");
  const entry = await needEntry(history, id);
  const given = partsOf(argument).name;
  const name =
    typeof given === "string"
      ? given
      : await vscode.window.showInputBox({
          title: vscode.l10n.t("Rename Run"),
          prompt: vscode.l10n.t("Leave it empty to show the beginning of the prompt again."),
          value: entry.name ?? entryLabel(entry),
        });
  if (name !== undefined) await history.mark(id, { name: name.trim() });
}

async function deleteRuns(options: HistoryCommandOptions, ids: readonly string[]): Promise<void> {
  await options.history.delete(ids);
  for (const id of ids) options.runs.remove(id);
  options.onDidClear();
}

/** Shows the texts of two runs in VS Code's own diff editor, the older one on the left. */
async function compareRuns(
  options: HistoryCommandOptions,
  argument: unknown,
  all: unknown,
): Promise<void> {
  const ids = await meantIds(options, argument, "compareRuns", all);
  const [one] = ids;
  const other =
    ids[1] ?? (one && (await pickRun(options.history, vscode.l10n.t("Compare With"), one)));
  if (one === undefined || other === undefined) return;
  const runs = await Promise.all([one, other].map((id) => options.pastRuns.open(id)));
  const [left, right] = runs.sort((a, b) => a.startedAt - b.startedAt);
  if (!left || !right) return;
  const [before, after] = [left, right].map((run) => options.documents.uriOf(run));
  const title = `${timeOf(left)} ↔ ${timeOf(right)}`;
  await vscode.commands.executeCommand("vscode.diff", before, after, title);
}

const speeds = () => [
  { label: vscode.l10n.t("Original speed"), speed: 1 },
  { label: vscode.l10n.t("4 times as fast"), speed: 4 },
  { label: vscode.l10n.t("Instantly"), speed: Infinity },
];

/** Plays a record again in the panel. Takes `{ id, speed }`, with 1, 4 or "instant". */
async function replayRun(options: HistoryCommandOptions, argument: unknown): Promise<string> {
  const id = await meantId(options, argument, "replayRun");
  const { file } = await needEntry(options.history, id);
  const speed = speedOf(partsOf(argument).speed) ?? (await pickSpeed(argument));
  if (speed === undefined) return "";
  const run = await playRecord(file, speed);
  options.runs.add(run);
  await options.reveal(run.id);
  return run.id;
}

function speedOf(value: unknown): number | undefined {
  if (value === "instant") return Infinity;
  if (typeof value === "number" && value > 0) return value;
  if (value === undefined) return undefined;
  throw new Failure("callerMistake", vscode.l10n.t('speed is a number above 0, or "instant".'));
}

async function pickSpeed(argument: unknown): Promise<number | undefined> {
  if (typeof argument === "string") return 1;
  const title = vscode.l10n.t("Replay: nothing is sent");
  return (await vscode.window.showQuickPick(escapeItems(speeds()), { title }))?.speed;
}

async function saveRawBytes(options: HistoryCommandOptions, argument: unknown): Promise<void> {
  const id = await meantId(options, argument, "saveRawBytes");
  const { file, startedAt } = await needEntry(options.history, id);
  const name = `${stampOf(startedAt)}.eventstream`;
  await saveAs(partsOf(argument).uri, {
    name,
    kind: vscode.l10n.t("Event stream"),
    content: await rawBytesOf(file),
  });
}

async function saveEvents(options: HistoryCommandOptions, argument: unknown): Promise<void> {
  const id = await meantId(options, argument, "saveEvents");
  const { events, startedAt } = await options.pastRuns.open(id);
  const name = `${stampOf(startedAt)}.jsonl`;
  const content = new TextEncoder().encode(eventLines(events));
  await saveAs(partsOf(argument).uri, { name, kind: "JSON Lines", content });
}

/** Deletes what has ended and is not pinned. `{ keepPinned: false }` deletes that, too. */
async function clearHistory(options: HistoryCommandOptions, argument: unknown): Promise<void> {
  const { keepPinned } = partsOf(argument);
  if (argument === undefined && !(await confirmClear(options.history))) return;
  const gone = await options.history.clear({ keepPinned: keepPinned !== false });
  for (const id of gone) options.runs.remove(id);
  options.runs.clearEnded();
  options.onDidClear();
}

async function confirmClear(history: History): Promise<boolean> {
  await history.load();
  const count = history.entries.filter(
    ({ pinned, state: { type } }) => !pinned && type !== "live" && type !== "unreadable",
  ).length;
  // Nothing on disk can be lost.
  if (count === 0) return true;
  const question =
    count === 1
      ? vscode.l10n.t("Delete the one recorded run that is not pinned?")
      : vscode.l10n.t("Delete all {0} recorded runs that are not pinned?", count);
  const confirm = vscode.l10n.t("Delete");
  const choice = await vscode.window.showWarningMessage(
    escapeMarkup(question),
    {
      modal: true,
      detail: vscode.l10n.t("The records of all windows are deleted from this machine."),
    },
    confirm,
  );
  return choice === confirm;
}

/** The run of an argument, else the one that the panel shows, else one that is picked. */
async function meantId(
  options: HistoryCommandOptions,
  argument: unknown,
  command: string,
): Promise<string> {
  const [id] = await meantIds(options, argument, command, undefined);
  if (id !== undefined) return id;
  throw new vscode.CancellationError();
}

async function meantIds(
  options: HistoryCommandOptions,
  argument: unknown,
  command: string,
  all: unknown,
): Promise<readonly string[]> {
  await options.history.load();
  const isOne = runIdOf(Array.isArray(argument) ? undefined : argument, command) !== undefined;
  const ids = runIdsOf(argument, isOne ? all : undefined, command);
  if (ids.length > 0) return ids;
  const picked = await pickRun(options.history, vscode.l10n.t("Which Run?"), undefined);
  return picked === undefined ? [] : [picked];
}

async function pickRun(
  history: History,
  title: string,
  except: string | undefined,
): Promise<string | undefined> {
  const items = history.entries
    .filter((entry) => entry.id !== except && hasRun(entry))
    .map((entry) => ({
      label: entryLabel(entry),
      description: `${timeOf(entry)} · ${entryDescription(entry)}`,
      id: entry.id,
    }));
  if (items.length === 0)
    throw new Failure("callerMistake", vscode.l10n.t("There is no recorded run to choose."));
  return (
    await vscode.window.showQuickPick(escapeItems(items), { title, matchOnDescription: true })
  )?.id;
}

async function needEntry(history: History, id: string): Promise<HistoryEntry> {
  await history.load();
  if (!history.find(id)) await history.refresh();
  const entry = history.find(id);
  if (entry) return entry;
  throw new Failure("callerMistake", vscode.l10n.t("There is no record of this run."));
}

function timeOf({ startedAt }: { readonly startedAt: number }): string {
  return new Date(startedAt).toLocaleString(vscode.env.language);
}

/** Fit for a file name, and sorts by time. */
function stampOf(startedAt: number): string {
  return new Date(startedAt).toISOString().slice(0, 19).replaceAll(":", "-");
}
