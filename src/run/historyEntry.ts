import * as fs from "node:fs/promises";
import * as path from "node:path";
import { promptOfBody } from "../models/promptOfBody.js";
import { lineFeed, maxLineBytes } from "./fileLines.js";
import { Heartbeats, heartbeatTimeoutMs } from "./heartbeats.js";
import { parseJournalLine } from "./journalLine.js";
import type { JournaledEnding } from "./parseEnding.js";

/** Where a recorded run stands, as far as its file tells. */
export type EntryState =
  /** No end yet, and the process that writes it lives. */
  | { readonly type: "live" }
  | { readonly type: "ended"; readonly ending: JournaledEnding }
  /** No end, and nobody is left to write one. */
  | { readonly type: "interrupted" }
  /** The first line makes no sense. */
  | { readonly type: "damaged" }
  /** The file is there, but reading it fails for now; what it holds nobody knows. */
  | { readonly type: "unreadable" };

/** One recorded run as the list shows it. */
export interface HistoryEntry {
  readonly id: string;
  readonly file: string;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** The ending has no longer texts than a row shows. */
  readonly state: EntryState;
  /** Empty for a damaged or unreadable record. */
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

/** What a row needs of the first line: bodies of many megabytes are not kept for a list. */
interface HeadFacts extends Pick<
  HistoryEntry,
  "id" | "startedAt" | "modelId" | "region" | "identity" | "prompt"
> {
  readonly pid: number;
}

/** What was learned of a file before, so that only what has changed is read again. */
interface Known {
  readonly size: number;
  readonly head: HeadFacts | undefined;
  readonly ending: JournaledEnding | undefined;
}

const maxPromptLength = 2_000;
const maxMessageLength = 2_000;
/** Most first and last lines are shorter. */
const firstRead = 16_384;

const namePattern = /^(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d\.\d{3}Z)_(.+)\.jsonl$/;

/** Reads entries of the list, each file's ends only, and remembers what cannot change. */
export class EntryReader {
  private readonly known = new Map<string, Known>();
  private readonly heartbeats = new Heartbeats();
  /** Long first lines are read one after the other: many at once would be a gigabyte. */
  private readingLong: Promise<unknown> = Promise.resolve();

  /**
   * @param isOurs tells runs of this very process, which may have got the pid of one that died.
   * @returns undefined when the file is gone, or only about to be written.
   * @throws what keeps a file that is there from being read.
   */
  async read(file: string, isOurs: (id: string) => boolean): Promise<RecordFacts | undefined> {
    try {
      const { size, mtimeMs } = await fs.stat(file);
      // Made a moment ago; its first line is on its way.
      if (size === 0 && Date.now() - mtimeMs < heartbeatTimeoutMs) return undefined;
      const { head, ending } = await this.learn(file, size);
      if (!head) return factsByName(file, "damaged", size);
      const { pid, ...facts } = head;
      return {
        ...facts,
        file,
        bytes: size,
        state: this.stateOf(file, head, ending, mtimeMs, isOurs),
      };
    } catch (error) {
      if (!isGone(error)) throw error;
      this.forget(file);
      return undefined;
    }
  }

  forget(file: string): void {
    this.known.delete(file);
    this.heartbeats.forget(file);
  }

  private stateOf(
    file: string,
    { pid, id }: HeadFacts,
    ending: JournaledEnding | undefined,
    mtimeMs: number,
    isOurs: (id: string) => boolean,
  ): EntryState {
    if (ending) return { type: "ended", ending };
    const isWritten =
      pid === process.pid ? isOurs(id) : this.heartbeats.isAlive(file, pid, mtimeMs);
    return { type: isWritten ? "live" : "interrupted" };
  }

  private async learn(file: string, size: number): Promise<Known> {
    const before = this.known.get(file);
    if (before?.size === size) return before;
    const handle = await fs.open(file);
    try {
      const head = before?.head ?? (await this.readHead(handle, size));
      const known = { size, head, ending: head && (await readEnding(handle, size)) };
      this.known.set(file, known);
      return known;
    } finally {
      await handle.close();
    }
  }

  private async readHead(handle: fs.FileHandle, size: number): Promise<HeadFacts | undefined> {
    const start = await readAt(handle, 0, Math.min(firstRead, size));
    const end = start.indexOf(lineFeed);
    if (end >= 0) return headFacts(start.toString("utf8", 0, end));
    if (size <= firstRead) return undefined;
    const reading = this.readingLong.then(async () => {
      const line = await readLongLine(handle, size);
      return line === undefined ? undefined : headFacts(line);
    });
    this.readingLong = reading.catch(() => undefined);
    return reading;
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

/** What is known of a record that says nothing itself. */
export function factsByName(
  file: string,
  type: "damaged" | "unreadable",
  bytes: number,
): RecordFacts {
  const { id, startedAt } = parseJournalName(file) ?? { id: file, startedAt: 0 };
  const nothing = { modelId: "", region: "", identity: "", prompt: "" };
  return { id, file, bytes, startedAt, state: { type }, ...nothing };
}

function headFacts(text: string): HeadFacts | undefined {
  const line = parseJournalLine(text);
  if (line?.type !== "run") return undefined;
  const { id, pid, startedAt, request, target } = line;
  const { region, identity } = target;
  const prompt = beginning(promptOfBody(request.body), maxPromptLength);
  return { id, pid, startedAt, modelId: request.modelId, region, identity, prompt };
}

/** A copy, as what `slice` returns holds on to the whole text. */
function beginning(text: string, length: number): string {
  return Buffer.from(text.slice(0, length), "utf16le").toString("utf16le");
}

async function readLongLine(handle: fs.FileHandle, size: number): Promise<string | undefined> {
  for (let length = 8 * firstRead; ; length *= 8) {
    const bytes = await readAt(handle, 0, Math.min(length, size));
    const end = bytes.indexOf(lineFeed);
    if (end >= 0) return bytes.toString("utf8", 0, end);
    if (length >= size || length > maxLineBytes) return undefined;
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
      return line?.type === "end" ? rowEnding(line.ending) : undefined;
    }
    if (start === 0 || length > maxLineBytes) return undefined;
  }
}

/** The raw answer of a failure may be long, and a row does not show it. */
function rowEnding(ending: JournaledEnding): JournaledEnding {
  const { failure } = ending;
  if (!failure) return ending;
  const { rawText: _, originalMessage: __, ...rest } = failure;
  return { ...ending, failure: { ...rest, message: beginning(rest.message, maxMessageLength) } };
}

async function readAt(handle: fs.FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** Whether the row tells of a run that can be opened. */
export function hasRun({ state }: Pick<HistoryEntry, "state">): boolean {
  return state.type !== "damaged" && state.type !== "unreadable";
}

export function isGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
