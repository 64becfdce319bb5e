import type { Failure } from "../failure.js";

/** Longest wait that a service may ask for, in milliseconds. */
export const longestRequestedWaitMs = 30_000;
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

/** A wait that can be cut short. */
export interface Sleep {
  /** Resolves when the time is over or `tryNow` was called; rejects with the signal's reason. */
  readonly done: Promise<void>;
  /** Ends the wait at once; later calls do nothing. */
  tryNow(): void;
}

/** Waits `ms` milliseconds; leaves neither timer nor listener behind, however it ends. */
export function sleep(ms: number, signal: AbortSignal): Sleep {
  let tryNow = (): void => {};
  const done = new Promise<void>((resolve, reject) => {
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      settle();
    };
    const onAbort = (): void => finish(() => reject(signal.reason));
    const timer = setTimeout(() => finish(resolve), ms);
    tryNow = () => finish(resolve);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  return { done, tryNow: () => tryNow() };
}
