import type { Failure } from "../failure.js";

/** Longest wait that a service may ask for, in milliseconds. */
const longestRequestedWaitMs = 30_000;
/** Backoff doubles from here. */
const baseDelayMs = 500;
/** Throttled accounts recover by the minute, not by the millisecond. */
const throttledBaseDelayMs = 1_000;
const longestBackoffMs = 20_000;

/**
 * May the request be sent again after this failure? `attempt` is the one that failed, from 1.
 * Whether anything was shown already is the caller's to know: then it must not ask.
 */
export function shouldRetry(failure: Failure, attempt: number, maxAttempts: number): boolean {
  return failure.evidence.retryable === true && attempt < maxAttempts;
}

/**
 * Milliseconds to wait before the attempt after `attempt`: exponential with full jitter, and at least
 * what the service asked for, up to 30 s. `random` yields [0, 1).
 */
export function retryDelayMs(
  failure: Failure,
  attempt: number,
  random: () => number = Math.random,
): number {
  const slow = failure.kind === "throttled" || failure.kind === "modelNotReady";
  const base = slow ? throttledBaseDelayMs : baseDelayMs;
  const backoff = Math.min(base * 2 ** (attempt - 1), longestBackoffMs);
  const requested = Math.min(failure.evidence.retryAfterMs ?? 0, longestRequestedWaitMs);
  return Math.max(Math.round(random() * backoff), requested);
}

/** A pause between two attempts. */
export class Wait {
  private finish: (() => void) | undefined;

  /**
   * Resolves after `ms` milliseconds, or at once when `now` is called or the signal aborts; which of
   * them it was, the signal tells. Leaves neither timer nor listener behind.
   */
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    let timer: NodeJS.Timeout | undefined;
    let onAbort: (() => void) | undefined;
    try {
      await new Promise<void>((resolve) => {
        this.finish = resolve;
        onAbort = resolve;
        timer = setTimeout(resolve, ms);
        signal.addEventListener("abort", onAbort, { once: true });
      });
    } finally {
      clearTimeout(timer);
      if (onAbort) signal.removeEventListener("abort", onAbort);
      this.finish = undefined;
    }
  }

  /** Ends the pause at once; does nothing when none is going on. */
  now(): void {
    this.finish?.();
  }
}
