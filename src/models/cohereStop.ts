import type { ChunkPart, StopKind } from "./family.js";

/** The model failed: the word is kept, and the error besides it decides. */
const failures = new Set(["ERROR", "ERROR_LIMIT"]);

const stopKinds: ReadonlyMap<string, StopKind> = new Map([
  ["COMPLETE", "complete"],
  ["MAX_TOKENS", "maxTokens"],
  ["STOP_SEQUENCE", "stopSequence"],
  ["TOOL_CALL", "toolUse"],
  ["ERROR_TOXIC", "contentFiltered"],
]);

/** Why a Cohere model stopped, from its `finish_reason`; nothing when it gave none. */
export function cohereStop(reason: string | undefined): readonly ChunkPart[] {
  if (!reason) return [];
  const stop: ChunkPart = {
    type: "stop",
    stop: stopKinds.get(reason) ?? "complete",
    stopReason: reason,
  };
  return failures.has(reason) ? [stop, { type: "error", name: reason, message: reason }] : [stop];
}
