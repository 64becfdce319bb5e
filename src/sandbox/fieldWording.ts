import { isJsonObject, type Json } from "../request/json.js";
import type { Path, Violation } from "./schemaViolations.js";

/**
 * The message of the families whose bodies are checked field by field, Claude's Messages first of
 * all: one complaint, the first, as `messages.0.content: Field required`.
 *
 * @param body to name the union members on the way, as those services do: the path of a tool's name
 * reads `tools.0.custom.name`.
 */
export function fieldMessage(violations: readonly Violation[], body: Json): string {
  const [violation] = violations;
  if (violation === undefined) return "Input is invalid";
  const first = mostTelling(violation);
  if (first.type === "not") return exclusiveMessage(first.schema);
  const keyed = first.type === "required" || first.type === "extraneous";
  const path = taggedPath(keyed ? [...first.path, first.key] : first.path, body);
  if (first.type === "length" && first.length === "minItems" && path === "messages") {
    return "messages: at least one message is required";
  }
  return path === "" ? complaint(first) : `${path}: ${complaint(first)}`;
}

type Complaint = Exclude<Violation, { type: "anyOf" }>;

/** Of several branches the one that fits furthest: it is the one that was meant. */
function mostTelling(violation: Violation): Complaint {
  if (violation.type !== "anyOf") return violation;
  const firsts = violation.branches.flatMap((branch) => branch.slice(0, 1).map(mostTelling));
  const depth = (one: Complaint): number => one.path.length + (one.type === "type" ? 0 : 0.5);
  const [best] = firsts.sort((a, b) => depth(b) - depth(a));
  return best ?? { type: "never", path: violation.path };
}

function complaint(violation: Complaint): string {
  switch (violation.type) {
    case "required":
      return "Field required";
    case "extraneous":
    case "never":
      return "Extra inputs are not permitted";
    case "type":
      return violation.expected === "integer" && typeof violation.value === "number"
        ? "Input should be a valid integer, got a number with a fractional part"
        : `Input should be a valid ${typeNames[violation.expected] ?? violation.expected}`;
    case "bound":
      return `Input should be ${boundWords[violation.bound]} ${violation.limit}`;
    case "length":
      return lengthComplaint(violation.length, violation.limit, violation.actual);
    case "enum":
    case "const":
      return `Input should be ${alternatives(violation.allowed)}`;
    case "pattern":
      return `String should match pattern '${violation.pattern}'`;
    case "not":
      return exclusiveMessage(violation.schema);
    default: {
      const never: never = violation;
      return never;
    }
  }
}

const typeNames: Readonly<Record<string, string>> = { array: "list", object: "dictionary" };

const boundWords = {
  minimum: "greater than or equal to",
  maximum: "less than or equal to",
  exclusiveMinimum: "greater than",
  exclusiveMaximum: "less than",
};

function lengthComplaint(length: string, limit: number, actual: number): string {
  const direction = length.startsWith("min") ? "at least" : "at most";
  const ending = limit === 1 ? "" : "s";
  if (length.endsWith("Items")) {
    return `List should have ${direction} ${limit} item${ending} after validation, not ${actual}`;
  }
  return length.endsWith("Properties")
    ? `Dictionary should have ${direction} ${limit} item${ending} after validation, not ${actual}`
    : `String should have ${direction} ${limit} character${ending}`;
}

function alternatives(allowed: readonly Json[]): string {
  const quoted = allowed.map((value) => (typeof value === "string" ? `'${value}'` : String(value)));
  const last = quoted.pop() ?? "";
  return quoted.length === 0 ? last : `${quoted.join(", ")} or ${last}`;
}

function exclusiveMessage(schema: Json): string {
  const keys = isJsonObject(schema) && Array.isArray(schema["required"]) ? schema["required"] : [];
  const names = keys.map((key) => `\`${String(key)}\``).join(" and ");
  return `${names} cannot both be specified for this model. Please use only one.`;
}

/** Dots, positions from 0, and the tag of a union member after the element that has one. */
function taggedPath(path: Path, body: Json): string {
  const steps: (string | number)[] = [];
  let at: Json | undefined = body;
  path.forEach((step, i) => {
    steps.push(step);
    at = child(at, step);
    const tag = isJsonObject(at) ? at["type"] : undefined;
    const isMember = typeof step === "number" || step === "source";
    // A complaint about the tag itself comes before the member is chosen.
    if (!isMember || i === path.length - 1 || path[i + 1] === "type") return;
    if (typeof tag === "string") steps.push(tag);
    else if (path[i - 1] === "tools") steps.push("custom");
  });
  return steps.join(".");
}

function child(value: Json | undefined, step: string | number): Json | undefined {
  if (typeof step === "number") return Array.isArray(value) ? (value[step] as Json) : undefined;
  return isJsonObject(value) ? value[step] : undefined;
}
