/** What a live run has to show for itself so far. Times are milliseconds since the run began. */
export interface Progress {
  readonly chunks: number;
  /** Bytes read off the socket in all attempts. */
  readonly bytes: number;
  readonly firstByteMs?: number;
  readonly firstTextMs?: number;
  /** Characters of text and reasoning so far. */
  readonly outputChars: number;
  /** Chunks per second over the last two seconds; 0 before two have come. */
  readonly ratePerSecond: number;
}

const windowMs = 2_000;

/** Counts what arrives. All times are given, so that tests need no clock. */
export class ProgressCounter {
  private chunks = 0;
  private bytes = 0;
  private outputChars = 0;
  private firstByteMs: number | undefined;
  private firstTextMs: number | undefined;
  private recent: { atMs: number; chunks: number }[] = [];

  addBatch(batch: { atMs: number; bytes: number; chunks: number; outputChars: number }): void {
    if (batch.bytes > 0) this.firstByteMs ??= batch.atMs;
    if (batch.outputChars > 0) this.firstTextMs ??= batch.atMs;
    this.bytes += batch.bytes;
    this.chunks += batch.chunks;
    this.outputChars += batch.outputChars;
    if (batch.chunks > 0) this.remember(batch.atMs);
  }

  at(nowMs: number): Progress {
    return {
      chunks: this.chunks,
      bytes: this.bytes,
      outputChars: this.outputChars,
      ratePerSecond: this.rate(nowMs),
      ...(this.firstByteMs !== undefined && { firstByteMs: this.firstByteMs }),
      ...(this.firstTextMs !== undefined && { firstTextMs: this.firstTextMs }),
    };
  }

  private remember(atMs: number): void {
    const last = this.recent.at(-1);
    // One sample in 50 ms is plenty for a rate and keeps the list short at full speed.
    if (last && atMs - last.atMs < 50) last.chunks = this.chunks;
    else this.recent.push({ atMs, chunks: this.chunks });
    while (this.recent.length > 2 && atMs - (this.recent[0]?.atMs ?? atMs) > windowMs) {
      this.recent.shift();
    }
  }

  private rate(nowMs: number): number {
    const first = this.recent[0];
    if (!first || nowMs <= first.atMs) return 0;
    return ((this.chunks - first.chunks) * 1_000) / (nowMs - first.atMs);
  }
}
