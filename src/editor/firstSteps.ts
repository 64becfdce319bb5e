import type { ResolvedTarget } from "../client/resolveTarget.js";
import type { RunSummary } from "../run/runSummary.js";
import type { SourcedRequest } from "./requestSource.js";

/** Context keys of what has been done in this window; the steps of the walkthrough ask for them. */
export type FirstStep =
  "streamedFromSandbox" | "streamedFromAccount" | "streamedRequestFile" | "streamedSelection";

/** The steps that a run has done: all of its kind, once something of an answer has come. */
export function stepsOf(
  { origin }: SourcedRequest,
  { chunks }: Pick<RunSummary, "chunks">,
  { target: { identity } }: Pick<ResolvedTarget, "target">,
): readonly FirstStep[] {
  if (chunks === 0) return [];
  const isSandbox = identity.type === "keys" && identity.source === "sandbox";
  return [
    isSandbox ? "streamedFromSandbox" : "streamedFromAccount",
    ...(origin?.kind === "requestFile" ? (["streamedRequestFile"] as const) : []),
    ...(origin?.kind === "selection" ? (["streamedSelection"] as const) : []),
  ];
}
