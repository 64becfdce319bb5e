import { isJsonObject, type Json } from "../request/json.js";

/*
 * Members of foreign JSON by their type. A value of another type reads as absent: another version
 * wrote it, or a bit of it is wrong, and neither is to cost the rest.
 */

/** More than a century in milliseconds: a longer time was never measured. */
const maxDurationMs = 4e12;
/** The last day that a Date knows, in milliseconds. */
const maxDateMs = 8.64e15;

export function textIn(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A finite number that is not negative: JSON may write one that reads as infinite. */
export function countIn(value: Json | undefined): number | undefined {
  const isCount = typeof value === "number" && Number.isFinite(value) && value >= 0;
  return isCount ? value : undefined;
}

export function durationIn(value: Json | undefined): number | undefined {
  const ms = countIn(value);
  return ms !== undefined && ms <= maxDurationMs ? ms : undefined;
}

export function dateIn(value: Json | undefined): number | undefined {
  const ms = countIn(value);
  return ms !== undefined && ms <= maxDateMs ? ms : undefined;
}

export function wordIn<const Word extends string>(
  value: Json | undefined,
  words: readonly Word[],
): Word | undefined {
  return words.find((word) => word === value);
}

/** The texts of an object, by name. */
export function textsIn(value: Json | undefined): Readonly<Record<string, string>> | undefined {
  if (!isJsonObject(value)) return undefined;
  const texts = Object.entries(value).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return Object.fromEntries(texts);
}

type Present<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** An object without the members that are absent. */
export function present<T extends object>(members: T): Present<T> {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Present<T>;
}
