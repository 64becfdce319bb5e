/** True when a value from outside has the type T. */
export type Guard<T> = (value: unknown) => value is T;

/** One guard for each member; an optional member's guard is wrapped in `optional`. */
type Members<T> = { readonly [K in keyof Required<T>]: Guard<T[K]> };

/** The members of a tagged union that carry one tag. */
export type Tagged<Union, Tag> = Union extends { readonly type: infer Type }
  ? Tag extends Type
    ? Union
    : never
  : never;

/** A guard for each tag of a union: one without a check does not compile. */
export type Guards<Union extends { readonly type: string }> = {
  readonly [Tag in Union["type"]]: Guard<Tagged<Union, Tag>>;
};

export const isString: Guard<string> = (value) => typeof value === "string";
export const isNumber: Guard<number> = (value) => typeof value === "number";
export const isBoolean: Guard<boolean> = (value) => typeof value === "boolean";

/** Absent members read as undefined. */
export function optional<T>(guard: Guard<T>): Guard<T | undefined> {
  return (value): value is T | undefined => value === undefined || guard(value);
}

export function oneOf<const T extends string>(...words: readonly T[]): Guard<T> {
  return (value): value is T => words.some((word) => word === value);
}

export function listOf<T>(guard: Guard<T>): Guard<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(guard);
}

/** Texts by a name. */
export const isMessages: Guard<Readonly<Record<string, string>>> = (
  value,
): value is Readonly<Record<string, string>> =>
  isRecord(value) && Object.values(value).every(isString);

export function shape<T extends object>(members: Members<T>): Guard<T> {
  const entries = Object.entries<Guard<unknown>>(members);
  return (value): value is T =>
    isRecord(value) && entries.every(([name, guard]) => guard(value[name]));
}

/** A tagged union: the tag chooses the guard. */
export function taggedBy<Union extends { readonly type: string }>(
  guards: Guards<Union>,
): Guard<Union> {
  const byTag = new Map<string, Guard<Union>>(Object.entries(guards));
  return (value): value is Union =>
    isRecord(value) &&
    typeof value["type"] === "string" &&
    byTag.get(value["type"])?.(value) === true;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
