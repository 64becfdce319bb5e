import { watch, type FSWatcher } from "node:fs";
import * as fs from "node:fs/promises";
import { basename } from "node:path";
import { asFailure, Failure } from "../failure.js";
import * as l10n from "../l10n.js";
import { isGone, parseJournalName, type HistoryEntry } from "./historyEntry.js";
import { surplusRuns, type HistoryLimit } from "./historyLimit.js";
import { marksFile, readMarks, writeMarks, type Marks } from "./historyMarks.js";
import { HistoryRows } from "./historyRows.js";

export interface HistoryOptions {
  /** Where the records are; several windows share it. */
  readonly folder: string;
  /** Whether this window still writes the record of a run. */
  readonly isWriting: (id: string) => boolean;
}

/** Changes come in bursts; the list is read once for each. */
const settleMs = 300;
/** The same for what only lengthens the record of a run under way: most often its next piece. */
const growthMs = 1_000;
/** How often the writers of foreign live runs are looked after: a killed one leaves no other sign. */
const lookEveryMs = 2_000;
/** The limit spares a record without an end this long: its writer may be where pids mean nothing. */
const sparedMs = 60_000;

/**
 * The recorded runs of all windows. Nothing is read before `load`; from then on the list follows the
 * folder. Runs that somebody still writes are never deleted.
 */
export class History {
  private readonly rows: HistoryRows;
  private readonly listeners = new Set<() => void>();
  private loading: Promise<void> | undefined;
  private reading: Promise<void> | undefined;
  /** What is to be read next: all, or the records that these files belong to. */
  private isAllDue = false;
  private readonly dueNames = new Set<string>();
  private watcher: FSWatcher | undefined;
  private timer: NodeJS.Timeout | undefined;
  private dueAt = 0;
  private isDisposed = false;

  constructor(private readonly options: HistoryOptions) {
    this.rows = new HistoryRows(options.folder, options.isWriting);
  }

  /** Newest first; empty before `load`. */
  get entries(): readonly HistoryEntry[] {
    return this.rows.entries;
  }

  find(id: string): HistoryEntry | undefined {
    return this.entries.find((entry) => entry.id === id);
  }

  /** Reads the list for the first time; later calls wait for the same reading. */
  load(): Promise<void> {
    this.loading ??= this.refresh().then(() => this.watch());
    return this.loading;
  }

  /** Reads the list anew; what has not changed is not read again. */
  async refresh(): Promise<void> {
    this.isAllDue = true;
    await this.readDue();
  }

  /** Calls `listener` after every change that the list shows; returns what removes it again. */
  onDidChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Whether somebody writes the record of a run now; reads that record alone. */
  async isLive(id: string): Promise<boolean> {
    const entry = this.find(id);
    if (!entry) return false;
    this.dueNames.add(basename(entry.file));
    await this.readDue();
    return this.find(id)?.state.type === "live";
  }

  /** @throws {Failure} `callerMistake` for an id that is not in the list. */
  async mark(id: string, change: Partial<Marks>): Promise<void> {
    const { file } = await this.need(id);
    const { name, ...rest } = { ...(await readMarks(file)), ...change };
    await writeMarks(file, { ...rest, ...(name ? { name } : {}) });
    await this.refresh();
  }

  /** @throws {Failure} `callerMistake` for a run that is still under way, or cannot be read now. */
  async delete(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const entry = await this.need(id);
      if (entry.state.type === "live") {
        throw new Failure("callerMistake", l10n.t("This run is still under way; stop it first."));
      }
      if (this.rows.unread.has(entry.file)) {
        const message = l10n.t(
          "This record cannot be read now, so it is not deleted. Try again, or delete the file {0}.",
          entry.file,
        );
        throw new Failure("callerMistake", message);
      }
      await remove(entry);
    }
    await this.refresh();
  }

  /**
   * Deletes all that has ended, except what is pinned or cannot be read; returns the ids that are gone.
   */
  async clear({ keepPinned }: { readonly keepPinned: boolean }): Promise<readonly string[]> {
    await this.load();
    await this.refresh();
    const meant = this.entries.filter(
      ({ state, pinned, file }) =>
        state.type !== "live" && !(keepPinned && pinned) && !this.rows.unread.has(file),
    );
    for (const entry of meant) await remove(entry);
    await this.refresh();
    return meant.map(({ id }) => id);
  }

  /**
   * Deletes the oldest runs beyond the limit; resolves with their number.
   *
   * @throws {Failure} `internal` when anything cannot be read, and deletes nothing then: who does not
   * know all runs and pins does not know which ones are too many.
   */
  async enforceLimit(limit: HistoryLimit): Promise<number> {
    const surplus = await this.surplus(limit);
    let deleted = 0;
    for (const entry of surplus) {
      // Meanwhile another window may have pinned it.
      if ((await readMarks(entry.file)).pinned) continue;
      await remove(entry);
      deleted += 1;
    }
    if (surplus.length > 0) await this.refresh();
    return deleted;
  }

  /**
   * The runs beyond a limit, the oldest first, as far as they may be deleted.
   *
   * @throws {Failure} `internal` when anything cannot be read.
   */
  async surplus(limit: HistoryLimit): Promise<readonly HistoryEntry[]> {
    await this.load();
    await this.refresh();
    const [trouble] = this.rows.unread;
    if (trouble) {
      const [file, error] = trouble;
      const message = l10n.t(
        "No old runs are deleted for now, as {0} cannot be read: {1}",
        file,
        asFailure(error).message,
      );
      throw new Failure("internal", message, {}, { cause: error });
    }
    return surplusRuns(this.entries, limit, isSpared);
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

  private async readDue(): Promise<void> {
    this.reading ??= this.readUntilFresh().finally(() => (this.reading = undefined));
    await this.reading;
  }

  private async readUntilFresh(): Promise<void> {
    while (this.isAllDue || this.dueNames.size > 0) {
      const names = this.isAllDue ? undefined : [...this.dueNames];
      this.isAllDue = false;
      this.dueNames.clear();
      const hasChanged = await (names ? this.rows.read(names) : this.rows.readAll());
      if (this.isDisposed) return;
      if (hasChanged) for (const listener of [...this.listeners]) listener();
    }
    this.lookAgain();
  }

  /** Only at what may change without a sign: thousands of runs that have ended are left alone. */
  private lookAgain(): void {
    const { unread } = this.rows;
    if (unread.has(this.options.folder)) {
      this.readLater(undefined, lookEveryMs);
      return;
    }
    const live = this.entries.filter(({ state }) => state.type === "live");
    const names = [...live.map(({ file }) => file), ...unread.keys()].map((file) => basename(file));
    if (names.length > 0) this.readLater(names, lookEveryMs);
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
        this.readLater(
          name === null ? undefined : [name],
          type === "change" && isLive ? growthMs : settleMs,
        );
      });
      this.watcher.on("error", () => this.watcher?.close());
    } catch {
      // Without a folder that can be watched the list still follows this window's own runs.
    }
  }

  /** Reads these files, or all, after this long, or sooner when that was asked for before. */
  private readLater(names: readonly string[] | undefined, delayMs: number): void {
    if (this.isDisposed) return;
    if (names) for (const name of names) this.dueNames.add(name);
    else this.isAllDue = true;
    const dueAt = performance.now() + delayMs;
    if (this.timer && this.dueAt <= dueAt) return;
    clearTimeout(this.timer);
    this.dueAt = dueAt;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.readDue();
    }, delayMs);
    this.timer.unref();
  }
}

async function isSpared({ state, file }: HistoryEntry): Promise<boolean> {
  if (state.type === "live") return true;
  if (state.type !== "interrupted") return false;
  try {
    const { mtimeMs } = await fs.stat(file);
    return Date.now() - mtimeMs < sparedMs;
  } catch (error) {
    if (isGone(error)) return true;
    throw error;
  }
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
