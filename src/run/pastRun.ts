import { fileLines } from "./fileLines.js";
import { damagedJournal, parseJournalLine, type JournalLine } from "./journalLine.js";
import { RecordedRun } from "./recordedRun.js";
import type { RunState } from "./runState.js";

/** A run of another session, read back from its journal. It has ended. */
export type PastRun = RecordedRun & { readonly state: Extract<RunState, { type: "ended" }> };

/**
 * Reads one journal. A torn or damaged line costs what it held, and a missing end makes the run an
 * interrupted one.
 *
 * @throws {Failure} `internal` with code DAMAGED_JOURNAL when even its first line is unreadable.
 */
export async function readPastRun(file: string): Promise<PastRun> {
  let run: RecordedRun | undefined;
  for await (const line of journalLines(file)) {
    if (line.type === "run") run ??= new RecordedRun(line, "past");
    else run?.read(line);
  }
  run?.finish("over");
  if (!run || !hasEnded(run)) throw damagedJournal(file);
  return run;
}

/** The lines of a journal that can be read, in order. */
export async function* journalLines(file: string): AsyncGenerator<JournalLine, void, void> {
  for await (const { text } of fileLines(file)) {
    const line = parseJournalLine(text);
    if (line) yield line;
  }
}

function hasEnded(run: RecordedRun): run is PastRun {
  return run.state.type === "ended";
}
