import { Run, type RunOptions } from "./run.js";

/** All runs of this session, oldest first, with one event for every change of any of them. */
export class Runs {
  private readonly list: Run[] = [];
  private readonly listeners = new Set<(run: Run) => void>();

  get all(): readonly Run[] {
    return this.list;
  }

  get live(): readonly Run[] {
    return this.list.filter((run) => run.state.type !== "ended");
  }

  get latest(): Run | undefined {
    return this.list.at(-1);
  }

  find(id: string): Run | undefined {
    return this.list.find((run) => run.id === id);
  }

  start(options: RunOptions): Run {
    const run = new Run(options);
    this.list.push(run);
    run.onDidChange(() => this.tell(run));
    this.tell(run);
    return run;
  }

  /** Forgets runs that have ended; live ones stay. */
  clearEnded(): void {
    const ended = this.list.filter((run) => run.state.type === "ended");
    for (const run of ended) this.list.splice(this.list.indexOf(run), 1);
    for (const run of ended) this.tell(run);
  }

  stopAll(): void {
    for (const run of this.live) run.stop();
  }

  /** Calls `listener` after every change of every run; returns what removes it again. */
  onDidChange(listener: (run: Run) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private tell(run: Run): void {
    for (const listener of [...this.listeners]) listener(run);
  }
}
