import { Failure } from "../failure.js";
import * as l10n from "../l10n.js";
import type { StopKind } from "../models/family.js";
import type { Verdict } from "./runSummary.js";

/** What is known when nothing more will come. */
export interface Ending {
  /** The family's own final event was read. */
  readonly finalEventSeen: boolean;
  /** The reason the model gave, if it gave one. */
  readonly stop?: StopKind;
  /** Any chunk said that a guardrail intervened, blocking or masking. */
  readonly guardrailIntervened: boolean;
  /** What broke: the service's exception, the transport, our limits. */
  readonly failure?: Failure;
  /** The user stopped the run. */
  readonly stoppedByUser: boolean;
}

/**
 * The one honest verdict. Only the family's own final event makes an answer complete; that the
 * stream merely ended proves nothing.
 */
export function verdictOf(ending: Ending): { verdict: Verdict; failure?: Failure } {
  const { failure } = ending;
  // With a failure besides, it was stopped while it waited to be tried again.
  if (ending.stoppedByUser && !ending.finalEventSeen) return { verdict: "stopped" };
  if (failure && isServiceWord(failure)) return { verdict: "failed", failure };
  // The final event came whole and checked, so neither a late stop nor trouble with the bytes
  // after it takes anything from the answer.
  if (ending.finalEventSeen) return { verdict: modelVerdict(ending) };
  if (!failure) return { verdict: "connectionLost", failure: incomplete() };
  return { verdict: verdictOfFailure(failure), failure };
}

function modelVerdict(ending: Ending): StopKind {
  if (ending.guardrailIntervened) return "guardrailIntervened";
  return ending.stop ?? "complete";
}

/** Exceptions and error chunks: the service itself says that this answer failed. */
function isServiceWord(failure: Failure): boolean {
  return failure.evidence.exception !== undefined || failure.kind === "modelError";
}

function verdictOfFailure(failure: Failure): Verdict {
  if (failure.kind === "incomplete" || failure.kind === "interrupted") return "connectionLost";
  // Cut inside an event: the bytes were right, there are just no more of them.
  if (failure.evidence.code === "TRUNCATED_FRAME") return "connectionLost";
  if (failure.kind === "connection") return wasConnected(failure) ? "connectionLost" : "failed";
  if (failure.kind === "timeout") return failure.evidence.code === "STALL" ? "stalled" : "failed";
  return "failed";
}

/** Codes of errors before a connection stood: nothing was lost that had been there. */
const neverConnected = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
]);

function wasConnected(failure: Failure): boolean {
  return !neverConnected.has(failure.evidence.code ?? "");
}

function incomplete(): Failure {
  return new Failure(
    "incomplete",
    l10n.t(
      "The stream closed without the model's own final event, so the answer may be cut short.",
    ),
    { retryable: true },
  );
}
