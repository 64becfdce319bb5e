import * as l10n from "../../l10n.js";
import { familyOfRequest, maxTokensPointerOf } from "../../models/families.js";
import { isJsonObject, type Json } from "../../request/json.js";
import type { Violation } from "../../request/violation.js";
import { nameOf, pathOf } from "./bodyPath.js";
import { convertedValue } from "./convertedValue.js";
import type { Fix, FixContext } from "./fix.js";
import type { JsonPath } from "./jsonEdit.js";
import { renaming } from "./renameFixes.js";
import { schemaAt, sensibleValue } from "./sensibleValue.js";
import { changesTo } from "./tagFits.js";
import { at } from "./valueAt.js";

type Of<Type extends Violation["type"]> = Extract<Violation, { readonly type: Type }>;

/** More choices than this are a list to read, not a fix. */
const mostChoices = 6;

/** What can be changed in the body so that it is not refused again for this reason. */
export function bodyFixes(violation: Violation, context: FixContext): readonly Fix[] {
  switch (violation.type) {
    case "extraneousKey":
    case "deprecatedKey":
      return removal(violation, context);
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

function removal(
  { pointer, instead }: Of<"extraneousKey" | "deprecatedKey">,
  context: FixContext,
): readonly Fix[] {
  const path = pathOf(pointer, context);
  if (at(context.body, path) === undefined) return [];
  const target = instead?.split(".") ?? [];
  const to = target.length === 1 ? [...path.slice(0, -1), ...target] : target;
  const fix = removed(path, context);
  if (to.length === 0 || at(context.body, to) !== undefined) return [fix];
  return [renaming(path, to, context), { ...fix, isPreferred: false }];
}

function removed(path: JsonPath, { body }: FixContext): Fix {
  const whole = withItsShell(path, body);
  return change("remove", l10n.t("Remove {0}", nameOf(whole)), whole, undefined, true);
}

/** With what would be left without any key where one is needed: a block, a tool, a choice. */
function withItsShell(path: JsonPath, body: Json | undefined): JsonPath {
  const owner = path.slice(0, -1);
  const shell = at(body, owner);
  const name = owner.at(-1);
  if (!isJsonObject(shell) || Object.keys(shell).length > 1 || name === undefined) return path;
  return typeof name === "number" || /choice$/i.test(name) ? withItsShell(owner, body) : path;
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
  const number = typeof sent === "string" && sent.trim() !== "" ? Number(sent) : sent;
  if (typeof number !== "number" || !Number.isFinite(number)) return [];
  const type = schemaAt(path, context.request.modelId, context.body)?.["type"];
  const isWhole = type === "integer" || (type === undefined && Number.isInteger(number));
  // Who complains of a number that is a bound does not count the bound in.
  const isBound = number === violation.minimum || number === violation.maximum;
  const exclusive = violation.exclusive === true || isBound;
  const bounded = within(number, { ...violation, exclusive }, isWhole);
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
  const { modelId } = context.request;
  const sent = at(context.body, path);
  if (sent === undefined) return [];
  if (sent === null) return isRequired(path, context) ? [] : [removed(path, context)];
  const expected = violation.expected?.toLowerCase() ?? "";
  const value = convertedValue(expected, sent, { path, modelId, body: context.body });
  if (value === undefined) return [];
  return [
    change("set", l10n.t("Change {0} to {1}", nameOf(path), shown(value)), path, value, true),
  ];
}

function isRequired(path: JsonPath, { body, request: { modelId } }: FixContext): boolean {
  const key = path.at(-1);
  if (typeof key === "number") return true;
  const required = schemaAt(path.slice(0, -1), modelId, body)?.["required"];
  return Array.isArray(required) && required.some((name) => name === key);
}

function replacements(violation: Of<"wrongValue">, context: FixContext): readonly Fix[] {
  const path = tagOf(pathOf(violation.pointer, context), context);
  const { refused, allowed = enumAt(path, context) } = violation;
  const sent = at(context.body, path);
  if (sent === undefined || (typeof sent === "object" && sent !== null)) return [];
  const offered = allowed.flatMap((value) => {
    const changes =
      value === sent || refused?.includes(value) ? undefined : changesTo(value, path, context.body);
    return changes === undefined ? [] : [{ value, changes }];
  });
  if (offered.length > mostChoices) return [];
  // Another name does not make it another kind of file; a message that tells both kinds knows.
  const isName = refused === undefined && /format|media_type/.test(String(path.at(-1)));
  const isPreferred = offered.length === 1 && !isName;
  return offered.map(({ value, changes }) => ({
    id: `set:${path.join(".")}=${JSON.stringify(value)}`,
    label: l10n.t("Change {0} to {1}", nameOf(path), shown(value)),
    isPreferred,
    action: { type: "change", changes },
  }));
}

/** Of a union's object that is none of the variants the tag is what has to change. */
function tagOf(path: JsonPath, { body }: FixContext): JsonPath {
  return typeof at(body, [...path, "type"]) === "string" ? [...path, "type"] : path;
}

function enumAt(path: JsonPath, context: FixContext): readonly string[] {
  const values = schemaAt(path, context.request.modelId, context.body)?.["enum"];
  return Array.isArray(values) ? values.filter((value) => typeof value === "string") : [];
}

function keepOne(violation: Of<"conflict">, context: FixContext): readonly Fix[] {
  const limit = tokenLimitOf(context);
  const isLimits = violation.pointers.every((pointer) => /\bmax_?(?:\w+_)?tokens/i.test(pointer));
  if (limit !== undefined && violation.pointers.includes(limit) && !isLimits) {
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

function shown(value: Json): string {
  return JSON.stringify(value);
}

function tokenLimitOf({ request: { modelId }, body }: FixContext): string | undefined {
  return maxTokensPointerOf(modelId, familyOfRequest(modelId, body));
}
