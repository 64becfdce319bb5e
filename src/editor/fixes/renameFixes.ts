import * as l10n from "../../l10n.js";
import { baseModelId } from "../../models/baseModelId.js";
import { familyOfRequest } from "../../models/families.js";
import type { Json } from "../../request/json.js";
import type { Violation } from "../../request/violation.js";
import { nameOf, pathOf } from "./bodyPath.js";
import type { Fix, FixContext } from "./fix.js";
import type { JsonPath } from "./jsonEdit.js";
import { schemaAt, sensibleValue } from "./sensibleValue.js";
import { at } from "./valueAt.js";

/** Names that models give to the same thing. */
const synonyms: readonly RegExp[] = [
  /^(?:prompt|inputText|inputs?|message|messages|text|query)$/,
  /^(?:content|message|text)$/,
  /^(?:max_?(?:\w+_)?tokens(?:_to_sample)?|max_gen_len|max_length|maxTokenCount)$/i,
  /^(?:data|bytes)$/,
  /^(?:stop|stop_?sequences|stop_words)$/i,
  /^(?:system|preamble)$/,
  /^(?:input_?schema|parameters)$/i,
  /^(?:top_?k|k)$/i,
  /^(?:top_?p|p)$/i,
];

/**
 * One key is missing and another that means the same is too many: the body was written for another
 * model, and what stands in it should not be lost.
 */
export function renameFixes(violations: readonly Violation[], context: FixContext): readonly Fix[] {
  const extraneous = pathsOf("extraneousKey", violations, context);
  return pathsOf("missingKey", violations, context).flatMap((path) => {
    const fitting = extraneous.filter((other) => isSame(path, other));
    const [from, ...others] = fitting;
    if (from === undefined || others.length > 0) return [];
    return fitted(from, path, context) === undefined ? [] : [renaming(from, path, context)];
  });
}

function isSame(one: JsonPath, other: JsonPath): boolean {
  if (one.slice(0, -1).join("/") !== other.slice(0, -1).join("/")) return false;
  const names = [one, other].map((path) => String(path.at(-1)));
  return synonyms.some((pattern) => names.every((name) => pattern.test(name)));
}

/** Moves what stands at one path to another. */
export function renaming(from: JsonPath, to: JsonPath, context: FixContext): Fix {
  const value = fitted(from, to, context) ?? at(context.body, from);
  return {
    id: `rename:${from.join(".")}`,
    label: l10n.t("Rename {0} to {1}", nameOf(from), nameOf(to)),
    isPreferred: true,
    action: {
      type: "change",
      changes: [
        { type: "body", path: from, value: undefined },
        { type: "body", path: to, value },
      ],
    },
  };
}

/** What stands at one path in the form in which the family wants it at the other; undefined when it does not fit. */
function fitted(from: JsonPath, to: JsonPath, context: FixContext): Json | undefined {
  const { body, request } = context;
  const value = at(body, from);
  const text = textOf(value);
  const family = familyOfRequest(request.modelId, body);
  const base = baseModelId(request.modelId) ?? "";
  const sample = text === undefined ? undefined : at(family?.body({ prompt: text }, base), to);
  if (sample !== undefined && JSON.stringify(sample).includes(JSON.stringify(text).slice(1, -1))) {
    return sample;
  }
  return typeOf(value) === typeWanted(to, context) ? value : undefined;
}

/** The prompt: a text, or a conversation of a single turn. */
function textOf(value: Json | undefined): string | undefined {
  if (typeof value === "string") return value;
  const isSingle = Array.isArray(value) && value.length === 1;
  const content = isSingle ? at(value, [0, "content"]) : undefined;
  const text = typeof content === "string" ? content : at(content, [0, "text"]);
  const isOnly = typeof content === "string" || (Array.isArray(content) && content.length === 1);
  return isOnly && typeof text === "string" ? text : undefined;
}

function pathsOf(
  type: "extraneousKey" | "missingKey",
  violations: readonly Violation[],
  context: FixContext,
): readonly JsonPath[] {
  return violations.flatMap((violation) =>
    violation.type === type ? [pathOf(violation.pointer, context)] : [],
  );
}

function typeWanted(path: JsonPath, { body, request: { modelId } }: FixContext): string {
  const value = sensibleValue(path, modelId, body);
  if (value !== undefined) return typeOf(value);
  const type = schemaAt(path, modelId, body)?.["type"];
  return typeof type === "string" ? type : "";
}

function typeOf(value: Json | undefined): string {
  return Array.isArray(value) ? "array" : typeof value;
}
