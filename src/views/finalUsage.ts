import type { RunSummary } from "../run/runSummary.js";

const cutShort: ReadonlySet<string> = new Set(["stopped", "connectionLost", "stalled", "failed"]);

/**
 * Whether the output tokens of a run are those of all its output. Some families count in their
 * first event already what they have written by then; only an ending of the model's own makes the
 * count one of the whole answer.
 */
export function hasFinalUsage({ verdict }: Pick<RunSummary, "verdict">): boolean {
  return !cutShort.has(verdict);
}
