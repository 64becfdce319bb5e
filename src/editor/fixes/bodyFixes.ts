import * as l10n from "../../l10n.js";
import { familyOfRequest, maxTokensPointerOf } from "../../models/families.js";
import { isJsonObject, type Json } from "../../request/json.js";
import { pointerSegments } from "../../request/pointer.js";
import type { Violation } from "../../request/violation.js";
import type { Fix, FixContext } from "./fix.js";
import type { JsonPath } from "./jsonEdit.js";
import { at, schemaAt, sensibleValue } from "./sensibleValue.js";

type Of<Type extends Violation["type"]> = Extract<Violation, { readonly type: Type }>;

/** More choices than this are a list to read, not a fix. */
const mostChoices = 6;

/** What can be changed in the body so that it is not refused again for this reason. */
export function bodyFixes(violation: Violation, context: FixContext): readonly Fix[] {
  switch (violation.type) {
    case "extraneousKey":
    case "deprecatedKey":
      return removal(violation.pointer, context);
    case "missingKey":
      return addition(violation.pointer, context);
    case "outOfRange":
      return clamp(violation, context);
    case "wrongLength":
      return shortened(violation, context);
    case "wrongType":
      return converted(violation, context);
    case "wrongValue":
      return replacements(violation, context);
    case "conflict":
      return keepOne(violation, context);
    case "onDemandUnsupported":
    case "other":
      return [];
    default: {
      const never: never = violation;
      return never;
    }
  }
}

/** "Raise" for an answer that was cut: twice as much, as far as the schema allows. */
export function raiseTokenLimit(context: FixContext): readonly Fix[] {
  const pointer = tokenLimitOf(context);
  if (pointer === undefined) return [];
  const path = pathOf(pointer, context);
  const now = at(context.body, path);
  if (typeof now !== "number") return [];
  const maximum = schemaAt(path, context.request.modelId, context.body)?.["maximum"];
  const raised = Math.min(now * 2, typeof maximum === "number" ? maximum : Infinity);
  if (raised <= now) return [];
  return [change("raise", l10n.t("Raise {0} to {1}", nameOf(path), raised), path, raised, true)];
}

function removal(pointer: string, context: FixContext): readonly Fix[] {
  const path = pathOf(pointer, context);
  if (at(context.body, path) === undefined) return [];
  return [change("remove", l10n.t("Remove {0}", nameOf(path)), path, undefined, true)];
}

function addition(pointer: string, context: FixContext): readonly Fix[] {
  const path = pathOf(pointer, context);
  if (path.length === 0 || at(context.body, path) !== undefined) return [];
  const value = sensibleValue(path, context.request.modelId, context.body);
  if (value === undefined) return [];
  const label =
    isJsonObject(value) || Array.isArray(value)
      ? l10n.t("Add {0}", nameOf(path))
      : l10n.t("Add {0}: {1}", nameOf(path), JSON.stringify(value));
  return [change("add", label, path, value, true)];
}

function clamp(violation: Of<"outOfRange">, context: FixContext): readonly Fix[] {
  const path = pathOf(violation.pointer, context);
  const sent = at(context.body, path);
  const number = typeof sent === "string" ? Number(sent) : sent;
  if (typeof number !== "number" || !Number.isFinite(number)) return [];
  const type = schemaAt(path, context.request.modelId, context.body)?.["type"];
  const isWhole = type === "integer" || (type === undefined && Number.isInteger(number));
  const bounded = within(number, violation, isWhole);
  if (bounded === number && typeof sent === "number") return [];
  return [change("set", l10n.t("Change {0} to {1}", nameOf(path), bounded), path, bounded, true)];
}

function within(
  number: number,
  { minimum = -Infinity, maximum = Infinity, exclusive = false }: Of<"outOfRange">,
  isWhole: boolean,
): number {
  // The bound itself is outside when exclusive; a hundredth is a step that every model can tell.
  const span = Number.isFinite(maximum - minimum) ? maximum - minimum : 1;
  const step = exclusive ? (isWhole ? 1 : span / 100) : 0;
  if (number < minimum || (exclusive && number === minimum)) return minimum + step;
  if (number > maximum || (exclusive && number === maximum)) return maximum - step;
  return number;
}

function shortened(violation: Of<"wrongLength">, context: FixContext): readonly Fix[] {
  const { maximum } = violation;
  const path = pathOf(violation.pointer, context);
  const value = at(context.body, path);
  if (maximum === undefined || !Array.isArray(value) || value.length <= maximum) return [];
  const items = (value as readonly Json[]).slice(0, maximum);
  const label = l10n.t("Keep the first {0} of {1}", maximum, nameOf(path));
  return [change("shorten", label, path, items)];
}

function converted(violation: Of<"wrongType">, context: FixContext): readonly Fix[] {
  const path = pathOf(violation.pointer, context);
  const expected = violation.expected?.toLowerCase() ?? "";
  const sent = at(context.body, path);
  const value = /array|list/.test(expected) ? listOf(sent, path, context) : as(expected, sent);
  if (value === undefined) return [];
  return [
    change("set", l10n.t("Change {0} to {1}", nameOf(path), shown(value)), path, value, true),
  ];
}

/** The value in the type that a message names; undefined when that would invent something. */
function as(expected: string, value: Json | undefined): Json | undefined {
  const isWhole = /int|long/.test(expected);
  if (isWhole || /num|float|double|decimal/.test(expected)) {
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    if (typeof number !== "number" || !Number.isFinite(number)) return undefined;
    return isWhole ? Math.round(number) : number;
  }
  if (/bool/.test(expected)) {
    return value === "true" ? true : value === "false" ? false : undefined;
  }
  if (/str/.test(expected)) {
    return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
  }
  return undefined;
}

/** A text where a list is wanted: as this family writes a text block, or as a list of one string. */
function listOf(sent: Json | undefined, path: JsonPath, context: FixContext): Json | undefined {
  if (typeof sent !== "string") return undefined;
  const { modelId } = context.request;
  const block = at(sensibleValue(path, modelId, context.body), [0]);
  if (isJsonObject(block) && "text" in block) return [{ ...block, text: sent }];
  const items = schemaAt([...path, 0], modelId, context.body);
  return items?.["type"] === "string" ? [sent] : undefined;
}

function replacements(violation: Of<"wrongValue">, context: FixContext): readonly Fix[] {
  const path = pathOf(violation.pointer, context);
  const allowed = violation.allowed ?? enumAt(path, context);
  if (at(context.body, path) === undefined || allowed.length > mostChoices) return [];
  return allowed.map((value) =>
    change(
      "set",
      l10n.t("Change {0} to {1}", nameOf(path), shown(value)),
      path,
      value,
      allowed.length === 1,
    ),
  );
}

function enumAt(path: JsonPath, context: FixContext): readonly string[] {
  const values = schemaAt(path, context.request.modelId, context.body)?.["enum"];
  return Array.isArray(values) ? values.filter((value) => typeof value === "string") : [];
}

function keepOne(violation: Of<"conflict">, context: FixContext): readonly Fix[] {
  const limit = tokenLimitOf(context);
  if (limit !== undefined && violation.pointers.includes(limit)) {
    return limitAbove(limit, violation, context);
  }
  const paths = violation.pointers.map((pointer) => pathOf(pointer, context));
  const present = paths.filter((path) => at(context.body, path) !== undefined);
  if (present.length < 2) return [];
  return present.map((kept) => {
    const removed = present.filter((path) => path !== kept);
    const names = l10n.both(removed.map(nameOf));
    return {
      id: `keep:${kept.join(".")}`,
      label: l10n.t("Keep {0}, remove {1}", nameOf(kept), names),
      action: {
        type: "change",
        changes: removed.map((path) => ({ type: "body", path, value: undefined })),
      },
    };
  });
}

/** The token limit takes part in a conflict when it has to be above another number, never to leave. */
function limitAbove(limit: string, violation: Of<"conflict">, context: FixContext) {
  const path = pathOf(limit, context);
  const others = violation.pointers.filter((pointer) => pointer !== limit);
  const other = at(context.body, pathOf(others[0] ?? "", context));
  if (others.length !== 1 || typeof other !== "number") return [];
  const value = other + 1024;
  return [change("set", l10n.t("Change {0} to {1}", nameOf(path), value), path, value, true)];
}

function change(
  id: string,
  label: string,
  path: JsonPath,
  value: Json | undefined,
  isPreferred = false,
): Fix {
  const suffix = id === "set" ? `=${JSON.stringify(value)}` : "";
  return {
    id: `${id}:${path.join(".")}${suffix}`,
    label,
    isPreferred,
    action: { type: "change", changes: [{ type: "body", path, value }] },
  };
}

/** A pointer as path: a segment is a position where the body has an array. */
function pathOf(pointer: string, { body }: FixContext): JsonPath {
  const path: (string | number)[] = [];
  for (const segment of pointerSegments(pointer)) {
    const isPosition = Array.isArray(at(body, path)) && /^\d+$/.test(segment);
    path.push(isPosition ? Number(segment) : segment);
  }
  return path;
}

function nameOf(path: JsonPath): string {
  return `"${path.join(".")}"`;
}

function shown(value: Json): string {
  return JSON.stringify(value);
}

function tokenLimitOf({ request: { modelId }, body }: FixContext): string | undefined {
  return maxTokensPointerOf(modelId, familyOfRequest(modelId, body));
}
