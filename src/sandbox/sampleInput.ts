import { isJsonObject, type Json, type JsonObject } from "../request/json.js";

/** An input that fits a tool's JSON schema: its required keys, or all when it requires none. */
export function sampleInput(schema: JsonObject): Json {
  return sample(schema, "", 0);
}

/** A schema may refer to itself. */
const DEEPEST = 5;

function sample(schema: Json | undefined, key: string, depth: number): Json {
  if (!isJsonObject(schema) || depth > DEEPEST) return `sample ${key}`.trim();
  for (const given of [schema["const"], schema["default"]]) if (given !== undefined) return given;
  for (const name of ["enum", "examples"]) {
    const options = schema[name];
    if (Array.isArray(options) && options.length > 0) return options[0] as Json;
  }
  const properties = isJsonObject(schema["properties"]) ? schema["properties"] : undefined;
  switch (String(schema["type"] ?? (properties ? "object" : "string"))) {
    case "object": {
      const required = new Set<unknown>(
        Array.isArray(schema["required"]) ? schema["required"] : [],
      );
      const all = Object.keys(properties ?? {});
      const keys = required.size > 0 ? all.filter((name) => required.has(name)) : all;
      return Object.fromEntries(
        keys.map((name) => [name, sample(properties?.[name], name, depth + 1)]),
      );
    }
    case "array":
      return [sample(schema["items"], key, depth + 1)];
    case "integer":
    case "number":
      return typeof schema["minimum"] === "number" ? schema["minimum"] : 1;
    case "boolean":
      return true;
    case "null":
      return null;
    default:
      return key === "location" ? "Seattle" : `sample ${key}`.trim();
  }
}
