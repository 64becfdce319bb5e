import type { FailureRecord } from "../failure.js";
import type { RunSummary } from "./runSummary.js";

/** Where a run stands. Attempts count from 1. */
export type RunState =
  /** Nothing of an answer yet: credentials, connection, waiting for the head and the first event. */
  | { readonly type: "connecting"; readonly attempt: number }
  /** Pausing before the next attempt; `untilMs` is a Date.now() value. */
  | {
      readonly type: "waiting";
      readonly attempt: number;
      readonly untilMs: number;
      readonly failure: FailureRecord;
    }
  | { readonly type: "streaming"; readonly attempt: number }
  | { readonly type: "ended"; readonly summary: RunSummary };
