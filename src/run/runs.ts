import { Run, type RunOptions } from "./run.js";
import type { ShowableRun } from "./showableRun.js";

/** Runs read back that are kept in memory at most; the records themselves stay on disk. */
const maxReadBack = 20;

/**
 * The runs that can be shown: those of this window, and those that were read back from their
 * records or play again. Oldest first, with one event for every change of any of them.
 */
export class Runs {
  private readonly list: ShowableRun[] = [];
  private readonly readBack: ShowableRun[] = [];
  private readonly unrecorded = new Set<string>();
  private readonly recordListeners = new Set<() => void>();
  private readonly listeners = new Set<(run: ShowableRun) => void>();

  get all(): readonly ShowableRun[] {
    return this.list;
  }

  get live(): readonly ShowableRun[] {
    return this.list.filter((run) => run.state.type !== "ended");
  }

  get latest(): ShowableRun | undefined {
    return this.list.at(-1);
  }

  /** Those that this window has sent. */
  get sent(): readonly Run[] {
    return this.list.filter((run) => run instanceof Run);
  }

  /** Whether this window still writes the record of a run. */
  isWriting(id: string): boolean {
    return this.unrecorded.has(id);
  }

  find(id: string): ShowableRun | undefined {
    return this.list.find((run) => run.id === id);
  }

  start(options: RunOptions): Run {
    const run = new Run(options);
    this.list.push(run);
    this.unrecorded.add(run.id);
    void this.noticeRecorded(run);
    this.listen(run);
    return run;
  }

  /** Adds a run that this window has not sent, at its place in time. */
  add(run: ShowableRun): void {
    const after = this.list.findLastIndex(({ startedAt }) => startedAt <= run.startedAt);
    this.list.splice(after + 1, 0, run);
    this.readBack.push(run);
    const surplus = this.readBack.length > maxReadBack ? this.readBack[0] : undefined;
    if (surplus) this.remove(surplus.id);
    this.listen(run);
  }

  /** Forgets one run that has ended or plays. */
  remove(id: string): void {
    const run = this.find(id);
    if (!run) return;
    if (run.kind === "replay") run.stop();
    this.list.splice(this.list.indexOf(run), 1);
    const at = this.readBack.indexOf(run);
    if (at >= 0) this.readBack.splice(at, 1);
    this.tell(run);
  }

  /** Forgets runs that have ended; live ones stay. */
  clearEnded(): void {
    const ended = this.list.filter((run) => run.state.type === "ended");
    for (const run of ended) this.list.splice(this.list.indexOf(run), 1);
    this.readBack.length = 0;
    for (const run of ended) this.tell(run);
  }

  stopAll(): void {
    for (const run of this.live) if (run.kind !== "past") run.stop();
  }

  /** Ends every run because VS Code closes; resolves when all that came is recorded. */
  async interruptAll(): Promise<void> {
    const live = this.sent.filter((run) => run.state.type !== "ended");
    for (const run of live) run.interrupt();
    await Promise.all(live.map((run) => run.ended));
    await Promise.all(this.sent.map((run) => run.recorded));
  }

  /** Calls `listener` after every change of every run; returns what removes it again. */
  onDidChange(listener: (run: ShowableRun) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private async noticeRecorded(run: Run): Promise<void> {
    await run.ended;
    await run.recorded;
    this.unrecorded.delete(run.id);
    for (const listener of [...this.recordListeners]) listener();
  }

  /** Calls `listener` when the record of a run is complete; returns what removes it again. */
  onDidRecord(listener: () => void): () => void {
    this.recordListeners.add(listener);
    return () => this.recordListeners.delete(listener);
  }

  private listen(run: ShowableRun): void {
    run.onDidChange(() => this.tell(run));
    this.tell(run);
  }

  private tell(run: ShowableRun): void {
    for (const listener of [...this.listeners]) listener(run);
  }
}
