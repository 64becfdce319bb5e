import * as fs from "node:fs/promises";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as l10n from "../l10n.js";
import type { FailedAttempt } from "./failedAttempt.js";
import type { JournalLine } from "./journalLine.js";
import { JournalQueue } from "./journalQueue.js";
import type { RunSummary } from "./runSummary.js";

/** Milliseconds that a journal may be behind the stream before it is written. */
const flushEveryMs = 100;
/** The same while writing fails: what waits is many megabytes then. */
const retryEveryMs = 1_000;
/** A record without news is touched this often: its writer lives, whatever its pid is now. */
const touchEveryMs = 10_000;
/** Characters that are written at once even before that: memory has a limit. */
const flushAtChars = 1_000_000;
/** Characters that wait for a disk that takes none; beyond, bytes of the answer are given up. */
const maxWaitingChars = 16_000_000;
/** Milliseconds that the end of a run waits for a disk that neither takes nor refuses anything. */
const endTimeoutMs = 10_000;

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
 * @param timeoutMs after which `end` resolves though the disk has not answered.
 */
export function openJournal(
  folder: string,
  run: RunHeader,
  onTrouble: (error: unknown) => void,
  timeoutMs = endTimeoutMs,
): RunJournal {
  const file = path.join(folder, journalName(run.startedAt, run.id));
  return new FileJournal(file, run, onTrouble, timeoutMs);
}

class FileJournal implements RunJournal {
  private readonly queue = new JournalQueue();
  private timer: NodeJS.Timeout | undefined;
  /** Everything that was asked to be written so far, in order. */
  private written: Promise<void> = Promise.resolve();
  /** Bytes on disk that end with a whole line; behind them may be half of one. */
  private size = 0;
  private isWriting = false;
  private isFailing = false;
  private hasComplained = false;
  private readonly heartbeat: NodeJS.Timeout;

  constructor(
    private readonly file: string,
    run: RunHeader,
    private readonly onTrouble: (error: unknown) => void,
    private readonly timeoutMs: number,
  ) {
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
    const base64 = Buffer.concat(raw).toString("base64");
    this.append({ type: "bytes", attempt, atMs: tenths(atMs), base64 });
  }

  async end(summary: RunSummary): Promise<void> {
    // The words are in the bytes already.
    const { text, reasoning, toolCalls, ...ending } = summary;
    clearInterval(this.heartbeat);
    this.append({ type: "end", ending });
    const done = new AbortController();
    const last = this.writeLast().finally(() => done.abort());
    await Promise.race([last, this.silence(done.signal)]);
  }

  private async writeLast(): Promise<void> {
    this.flush();
    await this.written;
    if (!this.isFailing) return;
    // Where there is no room for the answer, there is mostly some for how it ended.
    this.queue.dropBytes();
    this.flush();
    await this.written;
  }

  private async silence(signal: AbortSignal): Promise<void> {
    await delay(this.timeoutMs, undefined, { ref: false, signal }).catch(() => undefined);
    if (this.isWriting) this.complain(new Error(l10n.t("The disk does not answer.")));
  }

  private append(line: JournalLine): void {
    this.queue.push(line);
    if (this.queue.length > maxWaitingChars) this.queue.dropBytes();
    if (this.queue.length >= flushAtChars && !this.isFailing && !this.isWriting) this.flush();
    else
      this.timer ??= setTimeout(() => this.flush(), this.isFailing ? retryEveryMs : flushEveryMs);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.isWriting = true;
    this.written = this.written.then(async () => {
      try {
        await this.write();
        this.isFailing = false;
      } catch (error) {
        this.isFailing = true;
        this.complain(error);
      } finally {
        this.isWriting = false;
      }
    });
  }

  /** Writes what waits, piece by piece; what fails waits on, and its half is overwritten then. */
  private async write(): Promise<void> {
    if (this.queue.length === 0) return;
    if (this.size === 0) await fs.mkdir(path.dirname(this.file), { recursive: true });
    const handle = await fs.open(this.file, "a", 0o600);
    try {
      const { size } = await handle.stat();
      // By its name: Windows lets no handle for appending do it.
      if (size > this.size) await fs.truncate(this.file, this.size);
      // Somebody has deleted or emptied the record.
      if (size === 0 && this.size > 0) this.queue.restart();
      if (size === 0) this.size = 0;
      // What comes meanwhile waits for its own turn, and for company.
      for (let left = this.queue.length; left > 0 && this.queue.length > 0;) {
        const text = this.queue.take(flushAtChars);
        await handle.appendFile(text);
        this.size += Buffer.byteLength(text);
        this.queue.removeTaken();
        left -= text.length;
      }
    } finally {
      this.queue.giveBack();
      await handle.close();
    }
  }

  private touch(): void {
    const now = new Date();
    // A record that cannot be touched cannot be written either, which is told then.
    fs.utimes(this.file, now, now).catch(() => undefined);
  }

  private complain(error: unknown): void {
    if (this.hasComplained) return;
    this.hasComplained = true;
    this.onTrouble(error);
  }
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
