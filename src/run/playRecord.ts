import { randomUUID } from "node:crypto";
import { setImmediate, setTimeout } from "node:timers/promises";
import { Failure } from "../failure.js";
import * as l10n from "../l10n.js";
import { fileLines } from "./fileLines.js";
import { isGone } from "./historyEntry.js";
import { damagedJournal, parseJournalLine, type JournalLine } from "./journalLine.js";
import { journalLines } from "./pastRun.js";
import { RecordedRun } from "./recordedRun.js";

/** How fast a record plays: 1 is the speed of the stream, Infinity as fast as it can be read. */
export type PlaySpeed = number;

/** An instant replay lets others have a turn after this long. */
const turnMs = 10;

/**
 * Plays a record again: the bytes as they came, with the gaps they had. Nothing is sent.
 *
 * @throws {Failure} `internal` with code DAMAGED_JOURNAL
 */
export async function playRecord(file: string, speed: PlaySpeed): Promise<RecordedRun> {
  const lines = journalLines(file);
  const first = await lines.next();
  if (first.done || first.value.type !== "run") {
    await lines.return();
    throw damagedJournal(file);
  }
  const stopping = new AbortController();
  const own = { id: randomUUID(), startedAt: Date.now(), speed };
  const run = new RecordedRun(first.value, "replay", own, () => stopping.abort());
  void play(run, lines, speed, stopping.signal);
  return run;
}

async function play(
  run: RecordedRun,
  lines: AsyncGenerator<JournalLine, void, void>,
  speed: PlaySpeed,
  signal: AbortSignal,
): Promise<void> {
  const beganAt = performance.now();
  let turnAt = beganAt;
  try {
    for await (const line of lines) {
      const dueAt = beganAt + timeOf(line) / speed;
      const waitMs = dueAt - performance.now();
      if (waitMs > 0) await setTimeout(waitMs, undefined, { signal });
      if (performance.now() - turnAt > turnMs) {
        await setImmediate(undefined, { signal });
        turnAt = performance.now();
      }
      if (signal.aborted) break;
      if (line.type !== "run") run.read(line);
    }
  } catch {
    // Stopped while waiting, or the file went away: both end the playing.
  }
  run.finish(signal.aborted ? "stopped" : "over");
}

/** Milliseconds since the run began. */
function timeOf(line: JournalLine): number {
  switch (line.type) {
    case "run":
      return 0;
    case "head":
      // Older records do not tell; it came right before its bytes.
      return line.atMs ?? 0;
    case "retry":
    case "bytes":
    case "gap":
      return line.atMs;
    case "end":
      return line.ending.timing.totalMs;
    default:
      return line satisfies never;
  }
}

/** How often a growing record is looked at. */
const followEveryMs = 200;

/**
 * Follows a record that another window is still writing, until its end or until `isWritten` says that
 * nobody writes it any more. Only that window can stop it, so `stop` throws `callerMistake`.
 *
 * @throws {Failure} `internal` with code DAMAGED_JOURNAL
 */
export async function followRecord(
  file: string,
  isWritten: () => Promise<boolean>,
): Promise<RecordedRun> {
  const tail = new Tail(file);
  let run: RecordedRun | undefined;
  for await (const line of tail.more()) {
    if (line.type === "run") run ??= new RecordedRun(line, "past", {}, refuseToStop);
    else run?.read(line);
  }
  if (!run) throw damagedJournal(file);
  void follow(run, tail, isWritten);
  return run;
}

async function follow(run: RecordedRun, tail: Tail, isWritten: () => Promise<boolean>) {
  while (run.state.type !== "ended") {
    try {
      const goesOn = await isWritten();
      for await (const line of tail.more()) if (line.type !== "run") run.read(line);
      if (!goesOn) break;
    } catch (error) {
      // What cannot be read now may be read later.
      if (isGone(error)) break;
    }
    await setTimeout(followEveryMs, undefined, { ref: false });
  }
  run.finish("over");
}

function refuseToStop(): never {
  throw new Failure("callerMistake", l10n.t("This run belongs to another window; stop it there."));
}

/** Reads what was appended to a file since the last time, in whole lines. */
class Tail {
  private offset = 0;

  constructor(private readonly file: string) {}

  async *more(): AsyncGenerator<JournalLine, void, void> {
    for await (const { text, next, isWhole } of fileLines(this.file, this.offset)) {
      if (!isWhole) return;
      this.offset = next;
      const line = parseJournalLine(text);
      if (line) yield line;
    }
  }
}
