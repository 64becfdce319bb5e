import { baseModelId } from "../models/baseModelId.js";
import { families, familyOf } from "../models/families.js";
import type { Family } from "../models/family.js";
import { importedModel } from "../models/importedModel.js";
import { isJsonObject, withoutKeys, type Json, type JsonObject } from "./json.js";
import { withHints } from "./schemaHints.js";
import { schemaModelIds } from "./schemaModelIds.js";
import { requestFileSchema } from "./schemaOfFile.js";

/** Which definition is the body of which model, by family; the oldest model first. */
export type BodyDefinitions = Readonly<Record<string, readonly (readonly [string, string])[]>>;

/** The schema of request files as the build writes it, with the choice of bodies beside it. */
export interface GeneratedSchema extends JsonObject {
  readonly properties: JsonObject;
  readonly definitions: JsonObject;
  readonly bodyDefinitions: JsonObject & BodyDefinitions;
}

/**
 * Makes the JSON schema (draft-07) of request files from the family files: one definition for every
 * body that differs, and conditions that lead from a model id to its body. Runs when this extension
 * is built, never while somebody types.
 */
export function generateRequestSchema(): GeneratedSchema {
  const definitions = new Map<string, { name: string; schema: JsonObject; ids: string[] }>();
  const bodyDefinitions: Record<string, [string, string][]> = {};
  for (const [family, id] of bodies()) {
    const text = JSON.stringify(family.schema(id));
    const ofFamily = (bodyDefinitions[family.id] ??= []);
    const number = new Set(ofFamily.map(([, name]) => name)).size + 1;
    const known = definitions.get(text);
    const name = known?.name ?? (number === 1 ? family.id : `${family.id}${number}`);
    if (known) known.ids.push(id);
    else definitions.set(text, { name, schema: definitionOf(family, id, name), ids: [id] });
    ofFamily.push([id, name]);
  }
  const all = [...definitions.values()];
  return {
    ...requestFileSchema,
    allOf: all.map(({ name, ids }) => conditionOf(name, ids)),
    definitions: Object.fromEntries(all.map(({ name, schema }) => [name, schema])),
    bodyDefinitions,
  };
}

const placeholder = "${1:Hello}";

/** Every family with every base id that it serves; imported models have none. */
function bodies(): [Family, string][] {
  const offered = families.flatMap(({ models }) => models.map(({ modelId }) => modelId));
  const ids = new Set([...schemaModelIds, ...offered.map((id) => baseModelId(id) ?? id)]);
  const served = [...ids].flatMap((id): [Family, string][] => {
    const family = familyOf(id);
    return family ? [[family, id]] : [];
  });
  return [...served, [importedModel, ""]];
}

function definitionOf(family: Family, id: string, name: string): JsonObject {
  const schema = withoutKeys(family.schema(id), "$schema");
  const rooted = withRefsBelow(withHints(schema), `#/definitions/${name}/definitions/`);
  const example = family.body({ prompt: placeholder, maxTokens: 1_024 }, id);
  const properties = isJsonObject(rooted["properties"]) ? rooted["properties"] : {};
  return {
    ...rooted,
    defaultSnippets: [{ label: `Body for ${family.name}`, body: example }],
    properties: Object.fromEntries(
      Object.entries(properties).map(([key, property]) => {
        const value = example[key];
        if (!isJsonObject(property) || !isWorthTyping(value)) return [key, property];
        const snippet = { label: `${key} with a prompt`, body: value };
        return [key, { ...property, defaultSnippets: [snippet] }];
      }),
    ),
  };
}

/** A list of turns, or a prompt in the model's own template. */
function isWorthTyping(value: Json | undefined): value is Json {
  return JSON.stringify(value ?? null).includes(placeholder);
}

/** A family's definitions move below its own definition, and the references to them too. */
function withRefsBelow(schema: JsonObject, prefix: string): JsonObject {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    key === "$ref" && typeof value === "string" ? value.replace("#/definitions/", prefix) : value,
  );
  return JSON.parse(text) as JsonObject;
}

/** Geographies, ARNs and throughput suffixes stand around the base id. */
function conditionOf(name: string, ids: readonly string[]): JsonObject {
  const alternatives = ids.filter((id) => id !== "").map((id) => id.replaceAll(/[.]/g, "\\."));
  const pattern =
    alternatives.length > 0
      ? `(?:^|[./])(?:${alternatives.join("|")})(?:[:/]|$)`
      : ":imported-model/";
  const body = { anyOf: [{ $ref: `#/definitions/${name}` }, { type: "string" }] };
  return {
    if: { required: ["modelId"], properties: { modelId: { type: "string", pattern } } },
    then: { properties: { body } },
  };
}
