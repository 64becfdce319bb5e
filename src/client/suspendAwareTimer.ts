/** setTimeout takes no more; a larger number would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** A timer later than this tells that the process was stopped or the machine slept. */
const maxLatenessMs = 1_000;

/**
 * Ends a wait for something that comes through a socket. Time that the process did not live through
 * proves nothing about the other side, and what has arrived is not late: so a timer that fires late
 * times nothing out, and one that fires in time lets the sockets be read once more before it does.
 */
export class SuspendAwareTimer {
  private timer: NodeJS.Timeout | undefined;
  private lastRead: NodeJS.Immediate | undefined;
  private readonly delayMs: number;

  /** `onSuspended` is called in place of `onTimeout` after a suspend; without it the delay begins anew. */
  constructor(
    delayMs: number,
    private readonly onTimeout: () => void,
    private readonly onSuspended: () => void = () => this.start(),
  ) {
    this.delayMs = Math.min(delayMs, longestTimerMs);
  }

  /** The delay begins now. */
  start(): void {
    this.stop();
    const elapsedMs = stopwatch();
    this.timer = setTimeout(() => {
      if (elapsedMs() - this.delayMs > maxLatenessMs) this.onSuspended();
      // Node runs immediates after it has read the sockets.
      else this.lastRead = setImmediate(this.onTimeout);
    }, this.delayMs);
  }

  stop(): void {
    clearTimeout(this.timer);
    clearImmediate(this.lastRead);
  }
}

/** Linux's monotonic clock stands still while the machine sleeps, and the wall clock can be set back. */
function stopwatch(): () => number {
  const wallMs = Date.now();
  const monotonicMs = performance.now();
  return () => Math.max(Date.now() - wallMs, performance.now() - monotonicMs);
}
