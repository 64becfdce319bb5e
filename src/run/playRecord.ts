import { randomUUID } from "node:crypto";
import { open, stat } from "node:fs/promises";
import { setImmediate, setTimeout } from "node:timers/promises";
import { Failure } from "../failure.js";
import * as l10n from "../l10n.js";
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
  const lines = await tail.more();
  const [first, ...rest] = lines;
  if (first?.type !== "run") throw damagedJournal(file);
  const run = new RecordedRun(first, "past", {}, refuseToStop);
  feed(run, rest);
  void follow(run, tail, isWritten);
  return run;
}

async function follow(run: RecordedRun, tail: Tail, isWritten: () => Promise<boolean>) {
  try {
    while (run.state.type !== "ended") {
      const goesOn = await isWritten();
      feed(run, await tail.more());
      if (!goesOn) break;
      await setTimeout(followEveryMs, undefined, { ref: false });
    }
  } catch {
    // The file went away.
  }
  run.finish("over");
}

function refuseToStop(): never {
  throw new Failure("callerMistake", l10n.t("This run belongs to another window; stop it there."));
}

function feed(run: RecordedRun, lines: readonly JournalLine[]): void {
  for (const line of lines) if (line.type !== "run") run.read(line);
}

/** Reads what was appended to a file since the last time, in whole lines. */
class Tail {
  private offset = 0;
  private rest = Buffer.alloc(0);

  constructor(private readonly file: string) {}

  async more(): Promise<readonly JournalLine[]> {
    const { size } = await stat(this.file);
    if (size <= this.offset) return [];
    const handle = await open(this.file);
    try {
      const buffer = Buffer.alloc(size - this.offset);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, this.offset);
      this.offset += bytesRead;
      return this.split(Buffer.concat([this.rest, buffer.subarray(0, bytesRead)]));
    } finally {
      await handle.close();
    }
  }

  private split(bytes: Buffer): readonly JournalLine[] {
    const end = bytes.lastIndexOf(0x0a);
    this.rest = Buffer.from(bytes.subarray(end + 1));
    const texts = end < 0 ? [] : bytes.toString("utf8", 0, end).split("\n");
    return texts.flatMap((text) => parseJournalLine(text) ?? []);
  }
}
