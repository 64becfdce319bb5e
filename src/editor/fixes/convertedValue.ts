import { baseModelId } from "../../models/baseModelId.js";
import { familyOfRequest } from "../../models/families.js";
import { isJsonObject, parseJson, type Json, type JsonObject } from "../../request/json.js";
import type { JsonPath } from "./jsonEdit.js";
import { schemaAt, sensibleValue } from "./sensibleValue.js";
import { at } from "./valueAt.js";

/** Where a value stands, and in whose body. */
export interface Place {
  readonly path: JsonPath;
  readonly modelId: string;
  readonly body: JsonObject | undefined;
}

/** The value in the type that a message names; undefined when that would invent something. */
export function convertedValue(expected: string, value: Json, place: Place): Json | undefined {
  if (/array|list|sequence/.test(expected)) return listOf(value, place);
  if (/object|dict|map|struct/.test(expected)) return objectOf(value, place);
  const isWhole = /int|long|^[ui]\d/.test(expected);
  if (isWhole || /num|float|double|decimal|^f\d/.test(expected)) {
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    if (typeof number !== "number" || !Number.isFinite(number)) return undefined;
    return isWhole ? Math.round(number) : number;
  }
  if (/bool/.test(expected)) {
    return value === "true" ? true : value === "false" ? false : undefined;
  }
  return /str/.test(expected) ? textOf(value, place) : undefined;
}

function textOf(value: Json, { path }: Place): Json | undefined {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) {
    const texts = value.map((block: Json) => (isOnlyText(block) ? at(block, ["text"]) : undefined));
    return texts.length > 0 && texts.every((text) => typeof text === "string")
      ? texts.join("\n")
      : undefined;
  }
  // What a function is called with travels as JSON text.
  return isJsonObject(value) && path.at(-1) === "arguments" ? JSON.stringify(value) : undefined;
}

function isOnlyText(block: Json): boolean {
  return isJsonObject(block) && Object.keys(block).every((key) => /^(?:type|text)$/.test(key));
}

/** A text where an object is wanted: what it says as JSON, or a text block. */
function objectOf(value: Json, place: Place): Json | undefined {
  if (typeof value !== "string") return undefined;
  const parsed = parseJson(value);
  if (isJsonObject(parsed)) return parsed;
  return typeof place.path.at(-1) === "number" ? textBlock(value, place) : undefined;
}

/** A text where a list is wanted: as this family writes a text block, or as a list of one string. */
function listOf(value: Json, { path, modelId, body }: Place): Json | undefined {
  if (isJsonObject(value)) return path.at(-1) === "content" ? [value] : undefined;
  if (typeof value !== "string") return undefined;
  if (path.length === 1 && path[0] === "messages") {
    const base = baseModelId(modelId) ?? "";
    return at(familyOfRequest(modelId, body)?.body({ prompt: value }, base), path);
  }
  const block = textBlock(value, { path: [...path, 0], modelId, body });
  if (block !== undefined) return [block];
  const items = schemaAt([...path, 0], modelId, body);
  return items?.["type"] === "string" ? [value] : undefined;
}

/** A text block as it stands at this place in a list; undefined where the list holds no blocks. */
function textBlock(text: string, { path, modelId, body }: Place): Json | undefined {
  const block = at(sensibleValue(path.slice(0, -1), modelId, body), [0]);
  if (isJsonObject(block) && "text" in block) return { ...block, text };
  const properties = at(schemaAt(path, modelId, body), ["properties"]);
  if (!isJsonObject(properties) || !("text" in properties)) return undefined;
  const type = at(properties, ["type", "const"]) ?? at(properties, ["type", "enum", 0]);
  return type === "text" ? { type, text } : { text };
}
