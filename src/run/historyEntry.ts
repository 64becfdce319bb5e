import * as fs from "node:fs/promises";
import * as path from "node:path";
import { promptOfBody } from "../models/promptOfBody.js";
import { parseJournalLine, type JournaledEnding, type JournalLine } from "./journalLine.js";

/** Where a recorded run stands, as far as its file tells. */
export type EntryState =
  /** No end yet, and the process that writes it lives. */
  | { readonly type: "live" }
  | { readonly type: "ended"; readonly ending: JournaledEnding }
  /** No end, and nobody is left to write one. */
  | { readonly type: "interrupted" }
  /** Not even the first line can be read. */
  | { readonly type: "damaged" };

/** One recorded run as the list shows it. */
export interface HistoryEntry {
  readonly id: string;
  readonly file: string;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly state: EntryState;
  /** Empty for a damaged record. */
  readonly modelId: string;
  readonly region: string;
  readonly identity: string;
  /** Beginning of the prompt. */
  readonly prompt: string;
  readonly pinned: boolean;
  /** Given by a person. */
  readonly name?: string;
}

/** What a file tells by its first and last line. */
export type RecordFacts = Omit<HistoryEntry, "pinned" | "name">;

/** What was learned of a file before, so that only what has changed is read again. */
interface Known {
  readonly size: number;
  readonly head: Extract<JournalLine, { type: "run" }> | undefined;
  readonly prompt: string;
  readonly ending: JournaledEnding | undefined;
}

const maxPromptLength = 2_000;
/** Most first and last lines are shorter. */
const firstRead = 16_384;
/** A body has at most 25 MB; a longer first line is none of ours. */
const longestLine = 64_000_000;
/** A live run touches its record every 10 s; one this long untouched belongs to a reused pid. */
const staleAfterMs = 60_000;

const namePattern = /^(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d\.\d{3}Z)_(.+)\.jsonl$/;

/** Reads entries of the list, each file's ends only, and remembers what cannot change. */
export class EntryReader {
  private readonly known = new Map<string, Known>();

  /**
   * @param isOurs tells runs of this very process, which may have got the pid of one that died.
   * @returns undefined when the file is gone, or only about to be written.
   */
  async read(file: string, isOurs: (id: string) => boolean): Promise<RecordFacts | undefined> {
    try {
      const { size, mtimeMs } = await fs.stat(file);
      // Made a moment ago; its first line is on its way.
      if (size === 0 && Date.now() - mtimeMs < staleAfterMs) return undefined;
      const known = await this.learn(file, size);
      return factsOf(file, known, mtimeMs, isOurs);
    } catch (error) {
      this.known.delete(file);
      if (isGone(error)) return undefined;
      return { ...damaged(file), bytes: 0 };
    }
  }

  private async learn(file: string, size: number): Promise<Known> {
    const before = this.known.get(file);
    if (before?.size === size) return before;
    const handle = await fs.open(file);
    try {
      const head = before?.head ?? (await readHead(handle, size));
      const prompt = before?.head ? before.prompt : promptOf(head);
      const known = { size, head, prompt, ending: head && (await readEnding(handle, size)) };
      this.known.set(file, known);
      return known;
    } finally {
      await handle.close();
    }
  }
}

/** The run's id and start by the name of its file alone; undefined for a foreign file. */
export function parseJournalName(
  file: string,
): { readonly id: string; readonly startedAt: number } | undefined {
  const match = namePattern.exec(path.basename(file));
  if (!match) return undefined;
  const [, date, minutes, seconds, id = ""] = match;
  return { id, startedAt: Date.parse(`${date}:${minutes}:${seconds}`) };
}

function factsOf(
  file: string,
  { size, head, prompt, ending }: Known,
  mtimeMs: number,
  isOurs: (id: string) => boolean,
): RecordFacts {
  if (!head) return { ...damaged(file), bytes: size };
  const { id, startedAt, request, target } = head;
  const state: EntryState = ending
    ? { type: "ended", ending }
    : { type: isWritten(head, mtimeMs, isOurs) ? "live" : "interrupted" };
  const { region, identity } = target;
  return {
    id,
    file,
    bytes: size,
    startedAt,
    state,
    region,
    identity,
    prompt,
    modelId: request.modelId,
  };
}

function damaged(file: string): Omit<RecordFacts, "bytes"> {
  const { id, startedAt } = parseJournalName(file) ?? { id: file, startedAt: 0 };
  const nothing = { modelId: "", region: "", identity: "", prompt: "" };
  return { id, file, startedAt, state: { type: "damaged" }, ...nothing };
}

/** Whether somebody still writes a record without an end. */
function isWritten(
  { pid, id }: { readonly pid: number; readonly id: string },
  mtimeMs: number,
  isOurs: (id: string) => boolean,
): boolean {
  if (pid === process.pid) return isOurs(id);
  return Date.now() - mtimeMs < staleAfterMs && isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process lives, too.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

async function readHead(handle: fs.FileHandle, size: number): Promise<Known["head"]> {
  for (let length = firstRead; ; length *= 8) {
    const bytes = await readAt(handle, 0, Math.min(length, size));
    const end = bytes.indexOf(lineFeed);
    if (end >= 0) {
      const line = parseJournalLine(bytes.toString("utf8", 0, end));
      return line?.type === "run" ? line : undefined;
    }
    if (length >= size || length > longestLine) return undefined;
  }
}

/** The last line when it is an end; one behind a torn line would be none. */
async function readEnding(
  handle: fs.FileHandle,
  size: number,
): Promise<JournaledEnding | undefined> {
  for (let length = firstRead; ; length *= 8) {
    const start = Math.max(0, size - length);
    const bytes = await readAt(handle, start, size - start);
    const begin = bytes.lastIndexOf(lineFeed, bytes.length - 2);
    if (begin >= 0) {
      const line = parseJournalLine(bytes.toString("utf8", begin + 1).trimEnd());
      return line?.type === "end" ? line.ending : undefined;
    }
    if (start === 0 || length > longestLine) return undefined;
  }
}

const lineFeed = 0x0a;

async function readAt(handle: fs.FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function promptOf(head: Known["head"]): string {
  return head ? promptOfBody(head.request.body).slice(0, maxPromptLength) : "";
}

export function isGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
