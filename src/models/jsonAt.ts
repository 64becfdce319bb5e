import { isJsonObject, type Json } from "../request/json.js";

/** The value at a path of keys and array positions; undefined where the path leads nowhere. */
export function jsonAt(value: Json | undefined, ...path: (string | number)[]): Json | undefined {
  let current = value;
  for (const step of path) {
    if (typeof step === "number") {
      current = Array.isArray(current) ? (current as readonly Json[])[step] : undefined;
    } else {
      current = isJsonObject(current) && Object.hasOwn(current, step) ? current[step] : undefined;
    }
  }
  return current;
}

/** The string at a path; undefined for any other type. */
export function stringAt(
  value: Json | undefined,
  ...path: (string | number)[]
): string | undefined {
  const found = jsonAt(value, ...path);
  return typeof found === "string" ? found : undefined;
}

/** The number at a path; undefined for any other type. */
export function numberAt(
  value: Json | undefined,
  ...path: (string | number)[]
): number | undefined {
  const found = jsonAt(value, ...path);
  return typeof found === "number" ? found : undefined;
}
