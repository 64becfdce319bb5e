import type { Node } from "jsonc-parser";
import { jsonTree } from "./jsonTree.js";
import { pointerSegments } from "./pointer.js";

/** A place in a document's text, in UTF-16 units. */
export interface TextRange {
  readonly offset: number;
  readonly length: number;
}

/** Where a JSON pointer leads in a document. */
export interface PointerRange extends TextRange {
  /** False when the last key is missing; the range is then the object or array that lacks it. */
  readonly found: boolean;
}

/** Which part of a property: its value, its key with the quotes, or both with all between. */
export type PropertyPart = "value" | "key" | "property";

/**
 * The range of a JSON pointer in JSON text (comments, trailing commas and syntax errors tolerated).
 * The pointer starts at the document's root: in a request file a place in the body begins `/body`.
 * What stands written in a string (a body given as text) has the string's range.
 * Undefined when the text holds no JSON value at all.
 */
export function rangeOfPointer(
  text: string,
  pointer: string,
  part: PropertyPart = "value",
): PointerRange | undefined {
  const root = jsonTree(text);
  if (root === undefined) return undefined;
  let node = root;
  for (const segment of pointerSegments(pointer)) {
    const child = childOf(node, segment);
    if (child === undefined) return { offset: node.offset, length: node.length, found: false };
    node = child;
  }
  const { offset, length } = partOf(node, part);
  return { offset, length, found: true };
}

function childOf(node: Node, segment: string): Node | undefined {
  if (node.type === "array") {
    return /^(0|[1-9]\d*)$/.test(segment) ? node.children?.[Number(segment)] : undefined;
  }
  if (node.type !== "object") return undefined;
  // Of a key written twice the last one counts, as for JSON.parse.
  const property = node.children?.findLast((child) => child.children?.[0]?.value === segment);
  return property?.children?.[1];
}

function partOf(node: Node, part: PropertyPart): Node {
  const property = node.parent;
  if (part === "value" || property?.type !== "property") return node;
  return part === "property" ? property : (property.children?.[0] ?? node);
}
