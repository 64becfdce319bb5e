import * as fs from "node:fs/promises";
import * as path from "node:path";
import { isDeepStrictEqual } from "node:util";
import {
  EntryReader,
  factsByName,
  isGone,
  parseJournalName,
  type HistoryEntry,
  type RecordFacts,
} from "./historyEntry.js";
import { journalFileOfMarks, readMarks, type Marks } from "./historyMarks.js";

/** Files looked at at the same time. */
const maxConcurrentReads = 16;

/**
 * The rows of a folder of records, read in whole or file by file. What cannot be read keeps the row
 * that it had, and `unread` tells it: only a file that is not there is gone.
 */
export class HistoryRows {
  private readonly reader = new EntryReader();
  private readonly rows = new Map<string, HistoryEntry>();
  private readonly troubles = new Map<string, unknown>();
  private sorted: readonly HistoryEntry[] = [];
  private change: RowChange = "none";

  constructor(
    private readonly folder: string,
    private readonly isWriting: (id: string) => boolean,
  ) {}

  /** Newest first. */
  get entries(): readonly HistoryEntry[] {
    return this.sorted;
  }

  /** What could not be read the last time, by its path, with the reason. */
  get unread(): ReadonlyMap<string, unknown> {
    return this.troubles;
  }

  /** Reads all; true when the rows show something else than before. */
  async readAll(): Promise<boolean> {
    const names = await this.list();
    if (!names) return false;
    const files = names.filter(isJournal).map((name) => path.join(this.folder, name));
    const there = new Set(files);
    for (const file of this.rows.keys()) if (!there.has(file)) this.remove(file);
    const marked = new Set(names.flatMap((name) => journalFileOfMarks(name) ?? []));
    return this.readFiles(files, (file) => marked.has(path.basename(file)));
  }

  /** Reads the records that these names of files belong to. */
  async read(names: Iterable<string>): Promise<boolean> {
    const journals = [...names].map((name) => journalFileOfMarks(name) ?? name).filter(isJournal);
    const files = [...new Set(journals)].map((name) => path.join(this.folder, name));
    return this.readFiles(files, () => true);
  }

  private async list(): Promise<readonly string[] | undefined> {
    try {
      const names = await fs.readdir(this.folder);
      this.troubles.delete(this.folder);
      return names;
    } catch (error) {
      if (isGone(error)) return [];
      this.troubles.set(this.folder, error);
      return undefined;
    }
  }

  private async readFiles(
    files: readonly string[],
    hasMarks: (file: string) => boolean,
  ): Promise<boolean> {
    for (let at = 0; at < files.length; at += maxConcurrentReads) {
      const some = files.slice(at, at + maxConcurrentReads);
      await Promise.all(some.map((file) => this.readRow(file, hasMarks(file))));
    }
    const { change } = this;
    this.change = "none";
    if (change === "order") {
      this.sorted = [...this.rows.values()].sort(
        (a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1),
      );
    } else if (change !== "none") {
      this.sorted = this.sorted.map((row) => this.rows.get(row.file) ?? row);
    }
    return change === "order" || change === "row";
  }

  private async readRow(file: string, hasMarks: boolean): Promise<void> {
    const before = this.rows.get(file);
    const facts = await this.factsOf(file, before);
    const row = facts && { ...facts, ...(await this.marksOf(file, before, hasMarks)) };
    if (!row) {
      this.remove(file);
      return;
    }
    this.rows.set(file, row);
    if (before?.id !== row.id || before.startedAt !== row.startedAt) this.note("order");
    else if (!showsSame(before, row)) this.note("row");
    else if (before.bytes !== row.bytes) this.note("size");
  }

  private async factsOf(
    file: string,
    before: HistoryEntry | undefined,
  ): Promise<RecordFacts | undefined> {
    try {
      const facts = await this.reader.read(file, this.isWriting);
      this.troubles.delete(file);
      return facts;
    } catch (error) {
      this.troubles.set(file, error);
      return before ?? factsByName(file, "unreadable", 0);
    }
  }

  private async marksOf(
    file: string,
    before: HistoryEntry | undefined,
    hasMarks: boolean,
  ): Promise<Marks> {
    if (!hasMarks) return { pinned: false };
    try {
      return await readMarks(file);
    } catch (error) {
      this.troubles.set(file, error);
      // As long as nobody knows, it counts as pinned.
      const { pinned, name } = before ?? { pinned: true };
      return { pinned, ...(name !== undefined && { name }) };
    }
  }

  private remove(file: string): void {
    this.reader.forget(file);
    this.troubles.delete(file);
    if (this.rows.delete(file)) this.note("order");
  }

  private note(change: RowChange): void {
    if (rowChanges.indexOf(change) > rowChanges.indexOf(this.change)) this.change = change;
  }
}

/** What reading has changed, the least first: only the size, what a row shows, which rows there are. */
const rowChanges = ["none", "size", "row", "order"] as const;
type RowChange = (typeof rowChanges)[number];

function isJournal(name: string): boolean {
  return parseJournalName(name) !== undefined;
}

/** Whether two rows of one record look alike; a run under way grows, which alone changes nothing. */
function showsSame(one: HistoryEntry, other: HistoryEntry): boolean {
  const { bytes: _, state, ...rest } = one;
  const { bytes: __, state: otherState, ...otherRest } = other;
  const isSameState =
    state.type === otherState.type &&
    (state.type !== "ended" ||
      otherState.type !== "ended" ||
      state.ending === otherState.ending ||
      isDeepStrictEqual(state.ending, otherState.ending));
  return isSameState && isDeepStrictEqual(rest, otherRest);
}
