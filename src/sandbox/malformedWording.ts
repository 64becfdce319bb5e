import type { Json } from "../request/json.js";
import type { Path, Violation } from "./schemaViolations.js";

/**
 * The message of the families whose bodies a JSON-schema validator checks. Complaints are joined
 * without a separator and those of every branch are listed, as the recorded ones are:
 * `Malformed input request: #: required key [prompt] not found#: extraneous key [x] is not permitted, please …`
 */
export function malformedMessage(violations: readonly Violation[]): string {
  let complaints = "";
  for (const complaint of complaintsOf(violations)) {
    complaints += complaint;
    if (complaints.length > MAX_MESSAGE_LENGTH) break;
  }
  return `Malformed input request: ${shortened(complaints)}, please reformat your input and try again.`;
}

/** Complaints quote the body, and there may be one for each of its values. */
const MAX_MESSAGE_LENGTH = 10_000;

/** The beginning of a message that quotes too much. */
export function shortened(message: string): string {
  return message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message;
}

/** What the service says when it cannot even read the body as JSON. */
export const unreadableMessage =
  "Malformed input request, please reformat your input and try again.";

function* complaintsOf(violations: readonly Violation[]): Iterable<string> {
  for (const violation of violations) {
    if (violation.type !== "anyOf") yield `${pointer(violation.path)}: ${complaint(violation)}`;
    else for (const branch of violation.branches) yield* complaintsOf(branch);
  }
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
