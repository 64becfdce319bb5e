import type { Target } from "../client/target.js";
import type { InvokeRequest } from "../request/request.js";
import type { AnswerHead, FailedAttempt } from "./failedAttempt.js";
import type { RunEvents } from "./eventLog.js";
import type { Progress } from "./progress.js";
import type { RunState } from "./runState.js";
import type { Section } from "./section.js";

/** Where what a view shows comes from. */
export type RunKind =
  /** Sent by this window. */
  | "sent"
  /** Read back from its record: another session's, or another window's while it is under way. */
  | "past"
  /** A record that plays again; nothing is sent. */
  | "replay";

/** What views and commands read of a run, whether it is under way, read back or played again. */
export interface ShowableRun {
  readonly id: string;
  readonly kind: RunKind;
  readonly request: InvokeRequest;
  /** For a run read back, only place and region: who signed is in `identityLabel`. */
  readonly target: Target;
  /** Who it was sent as, for people; absent where the launcher knows. */
  readonly identityLabel?: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly state: RunState;
  readonly sections: readonly Section[];
  /** Every event of every attempt, in order of arrival. */
  readonly events: RunEvents;
  /** Attempts that failed and were made again, in order. */
  readonly retried: readonly FailedAttempt[];
  /** The heads of all answers, in the order in which they came. */
  readonly heads: readonly AnswerHead[];
  readonly progress: Progress;
  /** Milliseconds of silence so far, once half of stallTimeout has passed. */
  readonly silentMs: number | undefined;
  /** Ends what is under way; nothing happens once it has ended. */
  stop(): void;
  /** Cuts the pause before the next attempt short. */
  tryNow(): void;
  /** Calls `listener` after every change; returns what removes it again. */
  onDidChange(listener: () => void): () => void;
}
