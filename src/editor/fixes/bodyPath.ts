import { pointerSegments } from "../../request/pointer.js";
import type { FixContext } from "./fix.js";
import type { JsonPath } from "./jsonEdit.js";
import { at } from "./valueAt.js";

/** A pointer as path: a segment is a position where the body has an array. */
export function pathOf(pointer: string, { body }: FixContext): JsonPath {
  const path: (string | number)[] = [];
  for (const segment of pointerSegments(pointer)) {
    const isPosition = Array.isArray(at(body, path)) && /^\d+$/.test(segment);
    path.push(isPosition ? Number(segment) : segment);
  }
  return path;
}

/** A path as people read it, in quotes. */
export function nameOf(path: JsonPath): string {
  return `"${path.join(".")}"`;
}
