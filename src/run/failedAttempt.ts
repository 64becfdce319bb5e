import type { FailureRecord } from "../failure.js";

/** An attempt after which the request was sent again. */
export interface FailedAttempt {
  /** 1 for the first. */
  readonly attempt: number;
  readonly failure: FailureRecord;
  /** Milliseconds from the beginning of the run to the failure. */
  readonly atMs: number;
  /** Milliseconds of the pause that was planned before the next attempt. */
  readonly waitMs: number;
}

/** What stood above an answer, be it the stream or a refusal. */
export interface AnswerHead {
  readonly attempt: number;
  readonly status: number;
  /** Names in lower case; values that are secret are replaced. */
  readonly headers: Readonly<Record<string, string>>;
}
