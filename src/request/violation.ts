import { findingsIn } from "./locate/findings.js";
import type { Problem } from "./locate/finding.js";
import { cutMessage } from "./locate/unwrap.js";
import { toPointer } from "./pointer.js";

type Placed<T> = T extends { readonly type: "conflict" } ? never : T & { readonly pointer: string };

/** What a message says is wrong, fit to be mended: one entry for each complaint. */
export type Violation =
  | Placed<Problem>
  /** Keys that are fine alone and wrong together; keep one. */
  | { readonly type: "conflict"; readonly pointers: readonly string[] }
  /** The model is only served through an inference profile. */
  | { readonly type: "onDemandUnsupported"; readonly modelId?: string };

/**
 * Reads a service message into complaints, most likely first, in the order and with the pointers of
 * `locateMessage`; empty when it blames neither a place in the body nor the model's throughput.
 */
export function explainViolation(message: string, body?: unknown): Violation[] {
  const onDemand = readOnDemand(cutMessage(message));
  if (onDemand !== undefined) return [onDemand];
  const seen = new Set<string>();
  return findingsIn(message, body).flatMap(({ paths, problem }): Violation[] => {
    const pointers = paths.map(toPointer);
    const first = pointers[0];
    if (first === undefined || seen.has(pointers.join(" "))) return [];
    seen.add(pointers.join(" "));
    if (problem.type === "conflict") return [{ type: "conflict", pointers }];
    return [{ ...problem, pointer: first }];
  });
}

function readOnDemand(message: string): Violation | undefined {
  if (!/on-demand throughput (?:isn['’]t|is not) supported/i.test(message)) return undefined;
  const modelId = /model ID ([\w.:/-]+) with on-demand/i.exec(message)?.[1];
  return modelId === undefined
    ? { type: "onDemandUnsupported" }
    : { type: "onDemandUnsupported", modelId };
}
