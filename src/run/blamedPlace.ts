import type { Failure } from "../failure.js";
import { locateMessage } from "../request/locate.js";

/** A refusal with the pointer of the first place in the body that it blames, if it blames one. */
export function withPointer(failure: Failure, body: string): Failure {
  if (failure.kind !== "invalidRequest" && failure.kind !== "modelError") return failure;
  try {
    const [pointer] = locateMessage(failure.evidence.originalMessage ?? failure.message, body);
    return pointer === undefined ? failure : failure.with({ pointer });
  } catch {
    // However odd its sentence, a refusal ends its run.
    return failure;
  }
}
