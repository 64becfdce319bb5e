import { isJsonObject, type Json } from "../../request/json.js";
import type { JsonPath } from "./jsonEdit.js";

/** The value at a path; undefined when there is none. */
export function at(json: Json | undefined, path: JsonPath): Json | undefined {
  let value = json;
  for (const step of path) {
    if (Array.isArray(value)) value = (value as readonly Json[])[Number(step)];
    else if (isJsonObject(value)) value = Object.hasOwn(value, step) ? value[step] : undefined;
    else return undefined;
  }
  return value;
}
