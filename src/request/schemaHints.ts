import * as l10n from "../l10n.js";
import { isJsonObject, type Json, type JsonObject } from "./json.js";

/**
 * Adds to a schema what VS Code's JSON language service shows beyond draft-07: a description with the
 * type, range and default in it, and the order of keys in completion, required ones first.
 */
export function withHints(schema: JsonObject): JsonObject {
  return hinted(schema, new Set());
}

/** Keywords whose values are schemas by a name, in lists, or single. */
const byName = ["properties", "definitions"];
const lists = ["anyOf", "oneOf", "allOf"];
const single = ["items", "additionalProperties", "then", "else"];

function hinted(schema: JsonObject, required: ReadonlySet<string>, key = ""): JsonObject {
  const own = new Set(strings(schema["required"]));
  const result: Record<string, Json | undefined> = { ...schema };
  for (const keyword of byName) {
    const named = schema[keyword];
    if (!isJsonObject(named)) continue;
    const isProperties = keyword === "properties";
    result[keyword] = Object.fromEntries(
      Object.entries(named).map(([name, part]) => {
        if (!isJsonObject(part)) return [name, part];
        return [name, isProperties ? hinted(part, own, name) : hinted(part, new Set())];
      }),
    );
  }
  for (const keyword of lists) {
    const list = schema[keyword];
    if (!isList(list)) continue;
    result[keyword] = list.map((part) => (isJsonObject(part) ? hinted(part, new Set()) : part));
  }
  for (const keyword of single) {
    const part = schema[keyword];
    if (isJsonObject(part)) result[keyword] = hinted(part, new Set());
  }
  return { ...result, ...(key === "" ? {} : propertyHints(schema, key, required.has(key))) };
}

/** What stands beside a deprecated key in completion. */
export function deprecatedDetail(): string {
  return l10n.t("deprecated");
}

function propertyHints(schema: JsonObject, key: string, isRequired: boolean): JsonObject {
  const isDeprecated = schema["deprecated"] === true;
  const place = isDeprecated ? "3" : isRequired ? "1" : "2";
  const detail = isDeprecated ? deprecatedDetail() : isRequired ? l10n.t("required") : undefined;
  return {
    markdownDescription: describe(schema, isRequired),
    suggestSortText: `${place}${key}`,
    ...(detail === undefined ? {} : { completionDetail: detail }),
  };
}

function describe(schema: JsonObject, isRequired: boolean): string {
  const { description, deprecationMessage } = schema;
  const facts = [
    ...(isRequired ? [l10n.t("required")] : []),
    ...typeFacts(schema),
    ...limitFacts(schema),
  ];
  const notes =
    typeof deprecationMessage === "string" ? [l10n.t("Deprecated. {0}", deprecationMessage)] : [];
  return [
    ...(typeof description === "string" ? [escapeMarkdown(description)] : []),
    ...notes.map(escapeMarkdown),
    ...(facts.length > 0 ? [facts.join(" · ")] : []),
  ].join("\n\n");
}

function typeFacts(schema: JsonObject): string[] {
  const options = isList(schema["enum"]) ? schema["enum"] : [schema["const"]];
  const values = options.filter((option) => option !== undefined);
  if (values.length > 0) return [values.map(code).join(", ")];
  const alternatives = isList(schema["anyOf"]) ? schema["anyOf"].filter(isJsonObject) : [schema];
  const types = new Set(alternatives.flatMap(typesOf));
  return types.size > 0 ? [l10n.either([...types])] : [];
}

function typesOf(schema: JsonObject): string[] {
  const { type } = schema;
  return typeof type === "string" ? [type] : strings(type);
}

function limitFacts(schema: JsonObject): string[] {
  const { minimum, maximum, exclusiveMinimum, maxItems, maxLength } = schema;
  const facts: string[] = [];
  if (isNumber(minimum) && isNumber(maximum))
    facts.push(l10n.t("{0} to {1}", say(minimum), say(maximum)));
  else if (isNumber(minimum)) facts.push(l10n.t("at least {0}", say(minimum)));
  else if (isNumber(maximum)) facts.push(l10n.t("at most {0}", say(maximum)));
  if (isNumber(exclusiveMinimum)) facts.push(l10n.t("more than {0}", say(exclusiveMinimum)));
  if (isNumber(maxItems)) facts.push(l10n.t("at most {0} items", say(maxItems)));
  if (isNumber(maxLength)) facts.push(l10n.t("at most {0} characters", say(maxLength)));
  if (schema["default"] !== undefined) facts.push(l10n.t("default {0}", code(schema["default"])));
  return facts;
}

function say(value: number): string {
  return l10n.decimal(value);
}

function code(value: Json): string {
  return `\`${JSON.stringify(value)}\``;
}

/** Descriptions hold tags such as `<|image|>` and names such as `top_p`, which are no Markdown. */
function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|]/g, "\\$&");
}

function isNumber(value: Json | undefined): value is number {
  return typeof value === "number";
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function strings(value: Json | undefined): string[] {
  return isList(value) ? value.filter((one) => typeof one === "string") : [];
}
