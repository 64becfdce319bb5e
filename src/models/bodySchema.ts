import type { JsonObject } from "../request/json.js";
import { guardrailConfigSchema } from "./bedrockKeys.js";

/** The parts of a body's schema that differ from family to family. */
export interface BodyShape {
  readonly title: string;
  readonly required: readonly string[];
  readonly properties: JsonObject;
  /** True for families known to answer an unknown key with a 400 ("extraneous key"). */
  readonly closed: boolean;
}

/** A body's schema, draft-07, with the key that every family shares. */
export function bodySchema(shape: BodyShape): JsonObject {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: shape.title,
    type: "object",
    required: shape.required,
    properties: {
      ...shape.properties,
      "amazon-bedrock-guardrailConfig": guardrailConfigSchema,
    },
    ...(shape.closed ? { additionalProperties: false } : {}),
  };
}

/** The schema of a list of strings. */
export function stringsSchema(description: string, limits: JsonObject = {}): JsonObject {
  return { type: "array", description, items: { type: "string" }, ...limits };
}
