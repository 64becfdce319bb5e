import * as fs from "node:fs/promises";
import * as path from "node:path";
import type { FailedAttempt } from "./failedAttempt.js";
import { journalText, type JournalLine } from "./journalLine.js";
import type { RunSummary } from "./runSummary.js";

/** Milliseconds that a journal may be behind the stream before it is written. */
const flushEveryMs = 100;
/** A record without news is touched this often: its writer lives, whatever its pid is now. */
const touchEveryMs = 10_000;
/** Characters that are written at once even before that: memory has a limit. */
const flushAtChars = 1_000_000;

/** What a journal says of its run before anything has happened. */
export type RunHeader = Omit<Extract<JournalLine, { type: "run" }>, "type" | "version" | "pid">;

/** What a journal keeps of an answer's head. */
type JournaledHead = Pick<Extract<JournalLine, { type: "head" }>, "requestId" | "contentType"> & {
  readonly headers: Readonly<Record<string, string>>;
};

/** What a run tells its journal. Nothing here throws or waits: a stream never stops for its record. */
export interface RunJournal {
  head(attempt: number, atMs: number, status: number, head: JournaledHead): void;
  retry(failed: FailedAttempt): void;
  bytes(attempt: number, atMs: number, raw: readonly Uint8Array[]): void;
  /** The last word; resolves when it is on disk or has failed to get there. */
  end(summary: RunSummary): Promise<void>;
}

/** File name of a run's journal; names sort by time. */
export function journalName(startedAt: number, id: string): string {
  return `${new Date(startedAt).toISOString().replaceAll(":", "-")}_${id}.jsonl`;
}

/**
 * Appends one run to a file of its own, in the order of arrival. Several windows never share a file,
 * as each run has its own.
 *
 * @param onTrouble called once, with what kept the record from being written.
 */
export function openJournal(
  folder: string,
  run: RunHeader,
  onTrouble: (error: unknown) => void,
): RunJournal {
  return new FileJournal(path.join(folder, journalName(run.startedAt, run.id)), run, onTrouble);
}

class FileJournal implements RunJournal {
  private pending = "";
  private timer: NodeJS.Timeout | undefined;
  /** Everything that was asked to be written so far, in order. */
  private written: Promise<void>;
  private broken = false;
  private readonly heartbeat: NodeJS.Timeout;

  constructor(
    private readonly file: string,
    run: RunHeader,
    private readonly onTrouble: (error: unknown) => void,
  ) {
    this.written = fs
      .mkdir(path.dirname(file), { recursive: true })
      .then(() => undefined)
      .catch((error: unknown) => this.fail(error));
    this.append({ type: "run", version: 1, pid: process.pid, ...run });
    this.heartbeat = setInterval(() => this.touch(), touchEveryMs).unref();
  }

  head(attempt: number, atMs: number, status: number, head: JournaledHead): void {
    const { requestId, contentType, headers } = head;
    this.append({
      type: "head",
      attempt,
      atMs: tenths(atMs),
      status,
      ...(requestId !== undefined && { requestId }),
      contentType,
      headers,
    });
  }

  retry({ atMs, ...failed }: FailedAttempt): void {
    this.append({ type: "retry", ...failed, atMs: tenths(atMs) });
  }

  bytes(attempt: number, atMs: number, raw: readonly Uint8Array[]): void {
    if (this.broken) return;
    const base64 = Buffer.concat(raw).toString("base64");
    this.append({ type: "bytes", attempt, atMs: tenths(atMs), base64 });
  }

  async end(summary: RunSummary): Promise<void> {
    // The words are in the bytes already.
    const { text, reasoning, toolCalls, ...ending } = summary;
    clearInterval(this.heartbeat);
    this.append({ type: "end", ending });
    this.flush();
    await this.written;
  }

  private append(line: JournalLine): void {
    if (this.broken) return;
    this.pending += journalText(line);
    if (this.pending.length >= flushAtChars) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), flushEveryMs);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const text = this.pending;
    this.pending = "";
    if (text === "" || this.broken) return;
    this.written = this.written
      .then(() => (this.broken ? undefined : fs.appendFile(this.file, text, { mode: 0o600 })))
      .catch((error: unknown) => this.fail(error));
  }

  private touch(): void {
    const now = new Date();
    // A record that cannot be touched cannot be written either, which is told then.
    fs.utimes(this.file, now, now).catch(() => undefined);
  }

  private fail(error: unknown): void {
    if (this.broken) return;
    clearInterval(this.heartbeat);
    this.broken = true;
    this.pending = "";
    clearTimeout(this.timer);
    this.onTrouble(error);
  }
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
