/** setTimeout takes no more; a larger number would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** Measures silence: calls once at half of the limit, and once at the limit. */
export class StallWatch {
  private timer: NodeJS.Timeout | undefined;
  private readonly halfMs: number;

  /** `limitMs` 0 = never. */
  constructor(
    limitMs: number,
    private readonly onHalf: (silentMs: number) => void,
    private readonly onStall: () => void,
  ) {
    this.halfMs = Math.min(limitMs / 2, longestTimerMs);
  }

  /** Silence begins now. */
  start(): void {
    clearTimeout(this.timer);
    if (this.halfMs > 0) this.timer = setTimeout(() => this.half(), this.halfMs);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private half(): void {
    this.timer = setTimeout(this.onStall, this.halfMs);
    this.onHalf(this.halfMs);
  }
}
