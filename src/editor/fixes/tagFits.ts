import { isJsonObject, type Json } from "../../request/json.js";
import type { Change } from "./fix.js";
import type { JsonPath } from "./jsonEdit.js";
import { at } from "./valueAt.js";

/** The keys that an object needs with each value of its `type`; they are no use with another one. */
const needs: Readonly<Record<string, readonly string[]>> = {
  text: ["text"],
  image: ["source"],
  document: ["source"],
  tool_use: ["id", "name", "input"],
  tool_result: ["tool_use_id"],
  thinking: ["thinking", "signature"],
  redacted_thinking: ["data"],
  base64: ["media_type", "data"],
  url: ["url"],
  image_url: ["image_url"],
  function: ["function"],
  custom: ["name", "input_schema"],
  json_schema: ["json_schema"],
  enabled: ["budget_tokens"],
  tool: ["name"],
  adaptive: [],
  disabled: [],
  auto: [],
  any: [],
  none: [],
  ephemeral: [],
  default: [],
  object: [],
};

/**
 * What has to change with a new value at this path, itself included. Undefined when the new value is a
 * tag whose object would lack what goes with it: the body would only be refused for another reason.
 */
export function changesTo(
  value: string,
  path: JsonPath,
  body: Json | undefined,
): readonly Change[] | undefined {
  const change: Change = { type: "body", path, value };
  const owner = at(body, path.slice(0, -1));
  if (path.at(-1) !== "type" || !isJsonObject(owner) || isInSchema(path)) return [change];
  const needed = needs[value];
  if (needed === undefined || needed.some((key) => !Object.hasOwn(owner, key))) return undefined;
  const before = needs[String(owner["type"])] ?? [];
  const useless = before.filter((key) => Object.hasOwn(owner, key) && !needed.includes(key));
  return [
    change,
    ...useless.map((key): Change => ({
      type: "body",
      path: [...path.slice(0, -1), key],
      value: undefined,
    })),
  ];
}

/** The `type` of a tool's schema is JSON schema's and no tag. */
function isInSchema(path: JsonPath): boolean {
  return path.some((step) => /^(?:input_schema|json|parameters|schema)$/.test(String(step)));
}
