import { isJsonObject, type Json, type JsonObject } from "../request/json.js";

/** Keys and array positions from the body's root. */
export type Path = readonly (string | number)[];

type Bound = "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum";
type Length =
  "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties";

/** One way in which a value breaks its schema; how it is said depends on who says it. */
export type Violation =
  | { readonly type: "required" | "extraneous"; readonly path: Path; readonly key: string }
  | { readonly type: "type"; readonly path: Path; readonly expected: string; readonly value: Json }
  | {
      readonly type: "bound";
      readonly path: Path;
      readonly bound: Bound;
      readonly limit: number;
      readonly value: number;
    }
  | {
      readonly type: "length";
      readonly path: Path;
      readonly length: Length;
      readonly limit: number;
      readonly actual: number;
    }
  | {
      readonly type: "enum" | "const";
      readonly path: Path;
      readonly allowed: readonly Json[];
      readonly value: Json;
    }
  | {
      readonly type: "pattern";
      readonly path: Path;
      readonly pattern: string;
      readonly value: string;
    }
  | { readonly type: "not"; readonly path: Path; readonly schema: Json }
  | { readonly type: "never"; readonly path: Path }
  /** No branch of anyOf or oneOf fits; what each of them misses. */
  | { readonly type: "anyOf"; readonly path: Path; readonly branches: readonly Violation[][] };

/**
 * Checks a value against the part of JSON Schema (draft-07) that the family files use, in the order
 * in which the service's own validator lists its complaints: required, extraneous, then each key.
 */
export function schemaViolations(value: Json, schema: JsonObject): Violation[] {
  return new Checker(schema).check(value, schema, []);
}

class Checker {
  constructor(private readonly root: JsonObject) {}

  check(value: Json, schema: Json | undefined, path: Path): Violation[] {
    if (schema === false) return [{ type: "never", path }];
    if (!isJsonObject(schema)) return [];
    if (typeof schema["$ref"] === "string") {
      return this.check(value, this.definition(schema["$ref"]), path);
    }
    const wrongType = checkType(value, schema, path);
    if (wrongType.length > 0) return wrongType;
    return [
      ...checkValue(value, schema, path),
      ...this.checkObject(value, schema, path),
      ...this.checkArray(value, schema, path),
      ...this.checkCombinations(value, schema, path),
    ];
  }

  private definition(ref: string): Json | undefined {
    let at: Json | undefined = this.root;
    for (const step of ref.replace(/^#\/?/, "").split("/")) {
      at = isJsonObject(at) ? at[step] : undefined;
    }
    return at;
  }

  private checkObject(value: Json, schema: JsonObject, path: Path): Violation[] {
    if (!isJsonObject(value)) return [];
    const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
    const found: Violation[] = [];
    for (const key of list(schema["required"])) {
      if (typeof key === "string" && value[key] === undefined) {
        found.push({ type: "required", path, key });
      }
    }
    const additional = schema["additionalProperties"];
    const others = Object.keys(value).filter((key) => !Object.hasOwn(properties, key));
    for (const key of others) {
      if (additional === false) found.push({ type: "extraneous", path, key });
    }
    const keys = Object.keys(value);
    found.push(...checkLength(keys.length, schema, path, ["minProperties", "maxProperties"]));
    for (const key of keys) {
      const known = Object.hasOwn(properties, key);
      const keySchema = known ? properties[key] : additional === false ? undefined : additional;
      // Not spread into arguments: there may be more of them than a call takes.
      for (const one of this.check(value[key] ?? null, keySchema, [...path, key])) found.push(one);
    }
    return found;
  }

  private checkArray(value: Json, schema: JsonObject, path: Path): Violation[] {
    if (!Array.isArray(value)) return [];
    const items: readonly Json[] = value;
    return [
      ...checkLength(items.length, schema, path, ["minItems", "maxItems"]),
      ...items.flatMap((item, i) => this.check(item, schema["items"], [...path, i])),
    ];
  }

  private checkCombinations(value: Json, schema: JsonObject, path: Path): Violation[] {
    const found = list(schema["allOf"]).flatMap((part) => this.check(value, part, path));
    for (const name of ["anyOf", "oneOf"]) {
      const branches = list(schema[name]).map((part) => this.check(value, part, path));
      const fits = branches.some((branch) => branch.length === 0);
      if (branches.length > 0 && !fits) found.push({ type: "anyOf", path, branches });
    }
    const not = schema["not"];
    if (not !== undefined && this.check(value, not, path).length === 0) {
      found.push({ type: "not", path, schema: not });
    }
    if (schema["if"] !== undefined) {
      const holds = this.check(value, schema["if"], path).length === 0;
      return found.concat(this.check(value, holds ? schema["then"] : schema["else"], path));
    }
    return found;
  }
}

function checkType(value: Json, schema: JsonObject, path: Path): Violation[] {
  const types = [schema["type"]].flat().filter((type) => typeof type === "string");
  if (types.length === 0 || types.some((type) => hasType(value, String(type)))) return [];
  const wrong = types.map((expected): Violation => ({
    type: "type",
    path,
    expected: String(expected),
    value,
  }));
  return wrong.length === 1
    ? wrong
    : [{ type: "anyOf", path, branches: wrong.map((one) => [one]) }];
}

function hasType(value: Json, type: string): boolean {
  switch (type) {
    case "integer":
      return typeof value === "number" && Number.isInteger(value);
    case "array":
      return Array.isArray(value);
    case "object":
      return isJsonObject(value);
    case "null":
      return value === null;
    default:
      return typeof value === type;
  }
}

function checkValue(value: Json, schema: JsonObject, path: Path): Violation[] {
  const found: Violation[] = [];
  // Options are texts and numbers: none is compared by what it holds.
  const options = schema["enum"];
  if (options !== undefined && !list(options).includes(value)) {
    found.push({ type: "enum", path, allowed: list(options), value });
  }
  const only = schema["const"];
  if (only !== undefined && only !== value) {
    found.push({ type: "const", path, allowed: [only], value });
  }
  if (typeof value === "number") found.push(...checkBounds(value, schema, path));
  if (typeof value === "string") {
    if ("minLength" in schema || "maxLength" in schema) {
      found.push(...checkLength(countCharacters(value), schema, path, ["minLength", "maxLength"]));
    }
    const pattern = schema["pattern"];
    if (typeof pattern === "string" && !matches(value, pattern)) {
      found.push({ type: "pattern", path, pattern, value });
    }
  }
  return found;
}

/** By code points, as JSON Schema counts. */
function countCharacters(text: string): number {
  const pair = /[\u{10000}-\u{10FFFF}]/gu;
  let count = text.length;
  while (pair.test(text)) count -= 1;
  return count;
}

/** Any text, however long, between two parts of a pattern. */
const ANYTHING = "[\\s\\S]*";

/**
 * Looks for the parts between `[\s\S]*` one after the other: as one expression, a text that has the first
 * part many times and the second one never would be read to its end as often.
 */
function matches(text: string, pattern: string): boolean {
  let at = 0;
  return pattern.split(ANYTHING).every((part) => {
    const expression = new RegExp(part, "gu");
    expression.lastIndex = at;
    const isFound = expression.test(text);
    at = expression.lastIndex;
    return isFound;
  });
}

const holds: Readonly<Record<Bound, (value: number, limit: number) => boolean>> = {
  minimum: (value, limit) => value >= limit,
  maximum: (value, limit) => value <= limit,
  exclusiveMinimum: (value, limit) => value > limit,
  exclusiveMaximum: (value, limit) => value < limit,
};

const bounds: readonly Bound[] = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];

function checkBounds(value: number, schema: JsonObject, path: Path): Violation[] {
  return bounds.flatMap((bound): Violation[] => {
    const limit = schema[bound];
    return typeof limit !== "number" || holds[bound](value, limit)
      ? []
      : [{ type: "bound", path, bound, limit, value }];
  });
}

function checkLength(
  actual: number,
  schema: JsonObject,
  path: Path,
  lengths: readonly [Length, Length],
): Violation[] {
  return lengths.flatMap((length, i): Violation[] => {
    const limit = schema[length];
    if (typeof limit !== "number") return [];
    const fits = i === 0 ? actual >= limit : actual <= limit;
    return fits ? [] : [{ type: "length", path, length, limit, actual }];
  });
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
