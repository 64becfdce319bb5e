import { baseModelId } from "../models/baseModelId.js";
import type { FamilyId } from "../models/family.js";
import { isJsonObject, type Json, type JsonObject } from "./json.js";

/**
 * The name of the definition that describes the body for this model: its own, or for an id that the
 * build did not know the one of the model of its family whose id begins most alike, the newest of
 * several. Undefined when the family is not known.
 */
export function bodyDefinitionOf(
  generated: JsonObject,
  modelId: string,
  family: FamilyId | undefined,
): string | undefined {
  const table = generated["bodyDefinitions"];
  const entries = family !== undefined && isJsonObject(table) ? table[family] : undefined;
  const base = baseModelId(modelId) ?? "";
  let best: { name: string; alike: number } | undefined;
  for (const entry of isList(entries) ? entries : []) {
    const [id, name] = isList(entry) ? entry : [];
    if (typeof id !== "string" || typeof name !== "string") continue;
    if (id === base) return name;
    const alike = sharedPrefix(id, base);
    if (best === undefined || alike >= best.alike) best = { name, alike };
  }
  return best?.name;
}

function sharedPrefix(one: string, other: string): number {
  const length = [...one].findIndex((character, i) => character !== other[i]);
  return length < 0 ? one.length : length;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
