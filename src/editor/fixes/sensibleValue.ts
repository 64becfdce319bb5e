import { baseModelId } from "../../models/baseModelId.js";
import { familyOfRequest } from "../../models/families.js";
import { isJsonObject, type Json, type JsonObject } from "../../request/json.js";
import type { JsonPath } from "./jsonEdit.js";
import { at } from "./valueAt.js";
import { valueFromBody } from "./valueFromBody.js";

/** Enough for an answer of a page, and below every model's own limit. */
const tokens = 1024;

/**
 * A value that makes sense where a body lacks one: what this extension itself would write there, else
 * what the family's schema says. Undefined where nothing can be guessed: an empty string, or a list
 * of no tools, would only be refused for another reason.
 */
export function sensibleValue(
  path: JsonPath,
  modelId: string,
  body: JsonObject | undefined,
): Json | undefined {
  const family = familyOfRequest(modelId, body);
  const base = baseModelId(modelId) ?? "";
  const given = valueFromBody(path, body, family, base);
  if (given !== undefined) return given;
  // Where the second turn lacks something, the first one of the sample shows what it is.
  const samplePath = path.map((step) => (typeof step === "number" ? 0 : step));
  const sample = family?.body({ prompt: "Hello", maxTokens: tokens }, base);
  const written = sample && at(sample, samplePath);
  if (written !== undefined) return written;
  if (path.at(-1) === "tools") return undefined;
  if (path.at(-1) === "text") return "Hello";
  const schema = schemaAt(path, modelId, body);
  return schema && valueOf(schema);
}

/** The schema of a place in the body, as far as the family's schema describes it. */
export function schemaAt(
  path: JsonPath,
  modelId: string,
  body: JsonObject | undefined,
): JsonObject | undefined {
  const root = familyOfRequest(modelId, body)?.schema(baseModelId(modelId) ?? "");
  let schema: JsonObject | undefined = root;
  for (const step of path) {
    if (!schema || !root) return undefined;
    schema = below(schema, step, root);
  }
  return schema;
}

function below(
  schema: JsonObject,
  step: string | number,
  root: JsonObject,
): JsonObject | undefined {
  for (const branch of branchesOf(schema, root)) {
    const properties = branch["properties"];
    const found = typeof step === "number" ? branch["items"] : at(properties, [step]);
    if (isJsonObject(found)) return branchesOf(found, root)[0];
  }
  return undefined;
}

/** A schema with its reference followed, or what it may be instead. */
function branchesOf(schema: JsonObject, root: JsonObject): readonly JsonObject[] {
  const ref = schema["$ref"];
  if (typeof ref === "string") {
    const target = at(root, ref.replace(/^#\//, "").split("/"));
    return isJsonObject(target) ? branchesOf(target, root) : [];
  }
  const branches = [schema["anyOf"], schema["oneOf"]]
    .flatMap((list) => (Array.isArray(list) ? (list as readonly Json[]) : []))
    .flatMap((branch) => (isJsonObject(branch) ? branchesOf(branch, root) : []));
  return [schema, ...branches];
}

function valueOf(schema: JsonObject): Json | undefined {
  for (const value of [schema["const"], schema["default"], at(schema, ["examples", 0])]) {
    if (value !== undefined) return value;
  }
  const [first] = Array.isArray(schema["enum"]) ? (schema["enum"] as readonly Json[]) : [];
  if (first !== undefined) return first;
  const { type, minimum } = schema;
  return typeof type === "string"
    ? { ...emptyValues, integer: minimum ?? 1, number: minimum ?? 1 }[type]
    : undefined;
}

const emptyValues: Readonly<Record<string, Json>> = {
  boolean: false,
  array: [],
  object: {},
};
