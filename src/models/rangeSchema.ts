import type { JsonObject } from "../request/json.js";

/** Limits of a number in a body, both inclusive, and what the service takes when the key is missing. */
export interface Range {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly default?: number;
}

/** The schema of a number. */
export function numberSchema(description: string, range: Range = {}): JsonObject {
  return { type: "number", ...range, description };
}

/** The schema of a whole number. */
export function integerSchema(description: string, range: Range = {}): JsonObject {
  return { type: "integer", ...range, description };
}
