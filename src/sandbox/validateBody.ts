import type { Family } from "../models/family.js";
import { isJsonObject, parseJson, type Json, type JsonObject } from "../request/json.js";
import { claudeName } from "./claudeName.js";
import { fieldMessage } from "./fieldWording.js";
import { malformedMessage, shortened, unreadableMessage } from "./malformedWording.js";
import { validationException, type Refusal } from "./refusal.js";
import { schemaViolations, type Violation } from "./schemaViolations.js";

/**
 * Checks a body as the model's family does, against the schema that the editor uses too.
 * @returns the body, or the ValidationException in the family's wording.
 */
export function validateBody(
  text: string,
  family: Family,
  baseModelId: string,
): { readonly body: JsonObject } | Refusal {
  const body = parseJson(text);
  if (body === undefined || isTooDeep(body)) return validationException(unreadableMessage);
  const schema = family.schema(baseModelId);
  const violations = schemaViolations(tolerated(body, family), schema);
  if (family.id === "anthropicMessages" && isJsonObject(body)) {
    const complaint = anthropicComplaint(body, violations, schema, baseModelId);
    if (complaint !== undefined) return validationException(shortened(complaint));
  }
  if (violations.length > 0) return validationException(message(family, violations, body));
  // Every family's body is an object; a schema that forgot to say so must not let others through.
  return isJsonObject(body) ? { body } : validationException(unreadableMessage);
}

/** What the JSON reader of most Java services takes. Whatever is written of a body is written by recursion. */
const MAX_DEPTH = 1000;

function isTooDeep(body: Json): boolean {
  let level = [body as unknown].filter(isContainer);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === MAX_DEPTH) return true;
    level = level.flatMap((one) => Object.values(one).filter(isContainer));
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function message(family: Family, violations: readonly Violation[], body: Json): string {
  if (family.id === "anthropicMessages") return shortened(fieldMessage(violations, body));
  if (family.id !== "chatCompletions") return malformedMessage(violations);
  // The newer open-weight models answer through a second service, whose error object is the text.
  return `The model returned the following errors: ${JSON.stringify({
    error: {
      code: "validation_error",
      message: shortened(fieldMessage(violations, body)),
      param: null,
      type: "invalid_request_error",
    },
  })}`;
}

/** Written by @anthropic-ai/bedrock-sdk from 1.0 on. */
const NEWER_ANTHROPIC_VERSION = "2026-10-21";

/** The body without what clients in use send although no AWS page documents it. */
function tolerated(body: Json, family: Family): Json {
  if (family.id !== "anthropicMessages" || !isJsonObject(body)) return body;
  const { metadata, ...rest } = body;
  // `{"user_id": …}`: Anthropic's clients write it wherever they send.
  const known = isJsonObject(metadata) ? rest : body;
  return known["anthropic_version"] === NEWER_ANTHROPIC_VERSION
    ? { ...known, anthropic_version: "bedrock-2023-05-31" }
    : known;
}

/** What Claude says in words of its own rather than field by field. */
function anthropicComplaint(
  body: JsonObject,
  violations: readonly Violation[],
  schema: JsonObject,
  baseModelId: string,
): string | undefined {
  if (baseModelId !== "" && typeof body["prompt"] === "string" && !("messages" in body)) {
    return `"${claudeName(baseModelId)}" is not supported on this API. Please use the Messages API instead.`;
  }
  const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  for (const key of Object.keys(body)) {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (isJsonObject(property) && property["deprecated"] === true) {
      return `${key} is deprecated for this model`;
    }
  }
  for (const violation of violations) {
    const path = violation.path.join(".");
    if (violation.type === "enum" && path === "thinking.type" && violation.value === "enabled") {
      return (
        '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" ' +
        'and "output_config.effort" to control thinking behavior.'
      );
    }
    if (violation.type === "bound" && violation.bound === "maximum" && path === "max_tokens") {
      return (
        `max_tokens: ${violation.value} > ${violation.limit}, which is the maximum allowed number ` +
        `of output tokens for ${baseModelId}`
      );
    }
  }
  return violations.length > 0 ? undefined : anthropicConversationComplaint(body);
}

function anthropicConversationComplaint(body: JsonObject): string | undefined {
  const messages = Array.isArray(body["messages"]) ? (body["messages"] as readonly Json[]) : [];
  const first = messages[0];
  if (isJsonObject(first) && first["role"] !== "user") {
    return 'messages: first message must use the "user" role';
  }
  const empty = messages.findIndex(
    (turn, i) =>
      isJsonObject(turn) &&
      turn["content"] === "" &&
      (turn["role"] === "user" || i < messages.length - 1),
  );
  if (empty >= 0) {
    return `messages.${empty}: all messages must have non-empty content except for the optional final assistant message`;
  }
  const thinking = body["thinking"];
  const budget = isJsonObject(thinking) ? thinking["budget_tokens"] : undefined;
  const maxTokens = body["max_tokens"];
  if (typeof budget === "number" && typeof maxTokens === "number" && budget >= maxTokens) {
    return "`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking#max-tokens-and-context-window-size";
  }
  return undefined;
}
