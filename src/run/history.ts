import { watch, type FSWatcher } from "node:fs";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { Failure } from "../failure.js";
import * as l10n from "../l10n.js";
import { EntryReader, isGone, parseJournalName, type HistoryEntry } from "./historyEntry.js";
import { marksFile, readMarks, writeMarks, type Marks } from "./historyMarks.js";

/** How much is kept; the oldest goes first, pinned runs stay and do not count. */
export interface HistoryLimit {
  readonly runs: number;
  readonly megabytes: number;
}

export interface HistoryOptions {
  /** Where the records are; several windows share it. */
  readonly folder: string;
  readonly limit: () => HistoryLimit;
  /** Whether this window still writes the record of a run. */
  readonly isWriting: (id: string) => boolean;
}

/** Changes come in bursts; the list is read once for each. */
const settleMs = 300;
/** The same for what only lengthens the record of a run under way: most often its next piece. */
const growthMs = 1_000;
/** How often the writers of foreign live runs are looked after: a killed one leaves no other sign. */
const lookEveryMs = 2_000;
/** Files looked at at the same time. */
const atOnce = 16;
const bytesPerMegabyte = 1_000_000;
/** The limit spares a record without an end this long: its writer may be where pids mean nothing. */
const sparedMs = 60_000;

/**
 * The recorded runs of all windows. Nothing is read before `load`; from then on the list follows the
 * folder. Runs that somebody still writes are never deleted.
 */
export class History {
  private readonly reader = new EntryReader();
  private readonly listeners = new Set<() => void>();
  private list: readonly HistoryEntry[] = [];
  private loading: Promise<void> | undefined;
  private reading: Promise<void> | undefined;
  private isStale = false;
  private watcher: FSWatcher | undefined;
  private timer: NodeJS.Timeout | undefined;
  private dueAt = 0;
  private isDisposed = false;

  constructor(private readonly options: HistoryOptions) {}

  /** Newest first; empty before `load`. */
  get entries(): readonly HistoryEntry[] {
    return this.list;
  }

  find(id: string): HistoryEntry | undefined {
    return this.list.find((entry) => entry.id === id);
  }

  /** Reads the list for the first time; later calls wait for the same reading. */
  load(): Promise<void> {
    this.loading ??= this.refresh().then(() => this.watch());
    return this.loading;
  }

  /** Reads the list anew; what has not changed is not read again. */
  async refresh(): Promise<void> {
    if (this.reading) {
      this.isStale = true;
      return this.reading;
    }
    this.reading = this.readUntilFresh();
    try {
      await this.reading;
    } finally {
      this.reading = undefined;
    }
  }

  /** Calls `listener` after every change that the list shows; returns what removes it again. */
  onDidChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** @throws {Failure} `callerMistake` for an id that is not in the list. */
  async mark(id: string, change: Partial<Marks>): Promise<void> {
    const { file } = await this.need(id);
    const { name, ...rest } = { ...(await readMarks(file)), ...change };
    await writeMarks(file, { ...rest, ...(name ? { name } : {}) });
    await this.refresh();
  }

  /** @throws {Failure} `callerMistake` for a run that is still under way. */
  async delete(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const entry = await this.need(id);
      if (entry.state.type === "live") {
        throw new Failure("callerMistake", l10n.t("This run is still under way; stop it first."));
      }
      await remove(entry);
    }
    await this.refresh();
  }

  /** Deletes all that has ended, except what is pinned; returns the ids that are gone. */
  async clear({ keepPinned }: { readonly keepPinned: boolean }): Promise<readonly string[]> {
    await this.load();
    await this.refresh();
    const meant = this.list.filter(
      ({ state, pinned }) => state.type !== "live" && !(keepPinned && pinned),
    );
    for (const entry of meant) await remove(entry);
    await this.refresh();
    return meant.map(({ id }) => id);
  }

  /** Deletes the oldest runs beyond the limit. */
  async enforceLimit(): Promise<void> {
    await this.load();
    await this.refresh();
    const { runs, megabytes } = this.options.limit();
    const counted = this.list.filter(({ pinned }) => !pinned);
    let count = counted.length;
    let bytes = counted.reduce((sum, entry) => sum + entry.bytes, 0);
    for (const entry of counted.toReversed()) {
      if (count <= runs && bytes <= megabytes * bytesPerMegabyte) break;
      if (await isSpared(entry)) continue;
      await remove(entry);
      count -= 1;
      bytes -= entry.bytes;
    }
    if (count < counted.length) await this.refresh();
  }

  dispose(): void {
    this.isDisposed = true;
    this.watcher?.close();
    clearTimeout(this.timer);
    this.listeners.clear();
  }

  private async need(id: string): Promise<HistoryEntry> {
    await this.load();
    if (!this.find(id)) await this.refresh();
    const entry = this.find(id);
    if (entry) return entry;
    throw new Failure("callerMistake", l10n.t("There is no record of this run."));
  }

  private async readUntilFresh(): Promise<void> {
    do {
      this.isStale = false;
      const entries = await this.readFolder();
      if (this.isDisposed) return;
      const hasChanged = shown(entries) !== shown(this.list);
      this.list = entries;
      if (hasChanged) for (const listener of [...this.listeners]) listener();
    } while (this.isStale);
    if (this.list.some(({ state }) => state.type === "live")) this.refreshIn(lookEveryMs);
  }

  private async readFolder(): Promise<HistoryEntry[]> {
    const { folder } = this.options;
    const names = await fs.readdir(folder).catch(() => []);
    const files = names
      .filter((name) => parseJournalName(name) !== undefined)
      .map((name) => path.join(folder, name));
    const withMarks = new Set(names.filter((name) => name.endsWith(".marks.json")));
    const entries: HistoryEntry[] = [];
    for (let at = 0; at < files.length; at += atOnce) {
      const some = files.slice(at, at + atOnce);
      entries.push(
        ...(await Promise.all(some.map((file) => this.readEntry(file, withMarks)))).flat(),
      );
    }
    return entries.sort((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1));
  }

  /** One entry, or none when the file is gone meanwhile. */
  private async readEntry(file: string, withMarks: ReadonlySet<string>): Promise<HistoryEntry[]> {
    const facts = await this.reader.read(file, this.options.isWriting);
    if (!facts) return [];
    const hasMarks = withMarks.has(path.basename(marksFile(file)));
    const marks = hasMarks ? await readMarks(file) : { pinned: false };
    return [{ ...facts, ...marks }];
  }

  private async watch(): Promise<void> {
    const { folder, isWriting } = this.options;
    try {
      await fs.mkdir(folder, { recursive: true });
      if (this.isDisposed) return;
      this.watcher = watch(folder, { persistent: false }, (type, name) => {
        const id = name === null ? undefined : parseJournalName(name)?.id;
        // Our own streams write ten times a second, and the list knows them.
        const isOwnGrowth = type === "change" && id !== undefined && isWriting(id);
        if (isOwnGrowth) return;
        const isLive = id !== undefined && this.find(id)?.state.type === "live";
        this.refreshIn(type === "change" && isLive ? growthMs : settleMs);
      });
      this.watcher.on("error", () => this.watcher?.close());
    } catch {
      // Without a folder that can be watched the list still follows this window's own runs.
    }
  }

  /** Reads the list anew after this long, or sooner when that was asked for before. */
  private refreshIn(delayMs: number): void {
    const dueAt = performance.now() + delayMs;
    if (this.isDisposed || (this.timer && this.dueAt <= dueAt)) return;
    clearTimeout(this.timer);
    this.dueAt = dueAt;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.refresh();
    }, delayMs);
    this.timer.unref();
  }
}

/** All that a list of runs shows; a run under way grows, which alone changes none of it. */
function shown(entries: readonly HistoryEntry[]): string {
  return JSON.stringify(entries.map((entry) => ({ ...entry, bytes: undefined })));
}

async function isSpared({ state, file }: HistoryEntry): Promise<boolean> {
  if (state.type === "live") return true;
  if (state.type !== "interrupted") return false;
  const stat = await fs.stat(file).catch(() => undefined);
  return stat !== undefined && Date.now() - stat.mtimeMs < sparedMs;
}

async function remove({ file }: HistoryEntry): Promise<void> {
  try {
    await fs.rm(file);
  } catch (error) {
    // Another window may have deleted it first.
    if (!isGone(error)) throw error;
  }
  await fs.rm(marksFile(file), { force: true });
}
