import type { Json } from "../request/json.js";
import type { Path, Violation } from "./schemaViolations.js";

/**
 * The message of the families whose bodies a JSON-schema validator checks. Complaints are joined
 * without a separator and those of every branch are listed, as the recorded ones are:
 * `Malformed input request: #: required key [prompt] not found#: extraneous key [x] is not permitted, please …`
 */
export function malformedMessage(violations: readonly Violation[]): string {
  const complaints = violations.flatMap(complaintsOf).join("");
  return `Malformed input request: ${complaints}, please reformat your input and try again.`;
}

/** What the service says when it cannot even read the body as JSON. */
export const unreadableMessage =
  "Malformed input request, please reformat your input and try again.";

function complaintsOf(violation: Violation): string[] {
  if (violation.type === "anyOf") return violation.branches.flat().flatMap(complaintsOf);
  return [`${pointer(violation.path)}: ${complaint(violation)}`];
}

function complaint(violation: Exclude<Violation, { type: "anyOf" }>): string {
  switch (violation.type) {
    case "required":
      return `required key [${violation.key}] not found`;
    case "extraneous":
      return `extraneous key [${violation.key}] is not permitted`;
    case "type":
      return violation.expected === "null"
        ? `expected: null, found: ${javaType(violation.value)}`
        : `expected type: ${typeNames[violation.expected] ?? violation.expected}, found: ${javaType(violation.value)}`;
    case "bound":
      return `${violation.value} is not ${boundWords[violation.bound]} ${violation.limit}`;
    case "length":
      return lengthWords[violation.length](violation.limit, violation.actual);
    case "enum":
      return `${plain(violation.value)} is not a valid enum value`;
    case "const":
      // The recorded validator says nothing about a wrong constant but its place.
      return "";
    case "pattern":
      return `string [${violation.value}] does not match pattern ${violation.pattern}`;
    case "not":
      return `subject must not be valid against schema ${JSON.stringify(violation.schema)}`;
    case "never":
      return "false schema always fails";
    default: {
      const never: never = violation;
      return never;
    }
  }
}

const boundWords = {
  minimum: "greater or equal to",
  maximum: "less or equal to",
  exclusiveMinimum: "greater than",
  exclusiveMaximum: "less than",
};

const lengthWords = {
  minLength: (limit: number, actual: number) => `expected minLength: ${limit}, actual: ${actual}`,
  maxLength: (limit: number, actual: number) => `expected maxLength: ${limit}, actual: ${actual}`,
  minItems: (limit: number, actual: number) =>
    `expected minimum item count: ${limit}, found: ${actual}`,
  maxItems: (limit: number, actual: number) =>
    `expected maximum item count: ${limit}, found: ${actual}`,
  minProperties: (limit: number, actual: number) => `minimum size: [${limit}], found: [${actual}]`,
  maxProperties: (limit: number, actual: number) => `maximum size: [${limit}], found: [${actual}]`,
};

const typeNames: Readonly<Record<string, string>> = {
  string: "String",
  number: "Number",
  integer: "Integer",
  boolean: "Boolean",
  object: "JSONObject",
  array: "JSONArray",
};

function javaType(value: Json): string {
  if (value === null) return "Null";
  if (Array.isArray(value)) return "JSONArray";
  if (typeof value === "number") return Number.isInteger(value) ? "Integer" : "BigDecimal";
  return typeNames[typeof value] ?? "Object";
}

function pointer(path: Path): string {
  return ["#", ...path].join("/");
}

function plain(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
