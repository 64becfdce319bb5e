import { applyEdits, findNodeAtLocation, type Edit, type Node } from "jsonc-parser";
import type { Json } from "../../request/json.js";
import { jsonTokens } from "../../request/jsonTokens.js";
import { jsonTree } from "../../request/jsonTree.js";

/** Keys and array positions from the document's root. */
export type JsonPath = readonly (string | number)[];

/** A value to write at a path; undefined removes the key or item that stands there. */
export interface JsonChange {
  readonly path: JsonPath;
  readonly value: Json | undefined;
}

/**
 * The text after a change, the rest of it as it was, comments included. A missing key is added after
 * the last one of its object, missing objects on the way with it. The text itself when the path
 * leads nowhere.
 */
export function changeJson(text: string, { path, value }: JsonChange): string {
  const root = jsonTree(text);
  if (!root) return text;
  const node = findNodeAtLocation(root, [...path]);
  if (value === undefined) return node ? applyEdits(text, removal(text, node)) : text;
  if (!node) return insert(text, root, path, value);
  const content = linesOf(value, indentAt(text, node.offset), styleOf(text, node));
  return applyEdits(text, [{ offset: node.offset, length: node.length, content }]);
}

/**
 * Not `modify`: with the key it takes the comments before it, and leaves the one behind it to the
 * wrong key.
 */
function removal(text: string, value: Node): Edit[] {
  const node = value.parent?.type === "property" ? value.parent : value;
  const container = node.parent;
  if (!container) return [];
  const siblings = container.children ?? [];
  const previous = siblings[siblings.indexOf(node) - 1];
  const nodeEnd = node.offset + node.length;
  const comma = commaAfter(text, nodeEnd);
  const edits: Edit[] = [];
  if (comma === undefined && previous) {
    const before = commaAfter(text, previous.offset + previous.length);
    if (before !== undefined) edits.push({ offset: before, length: 1, content: "" });
  }
  const { start, end } = withItsLine(text, node.offset, comma === undefined ? nodeEnd : comma + 1);
  edits.push({ offset: start, length: end - start, content: "" });
  return edits;
}

/** The whole lines, with the comment behind, when nothing else stands on them; else with its space. */
function withItsLine(text: string, from: number, to: number): { start: number; end: number } {
  const start = from - (/(?<![ \t])[ \t]*$/.exec(text.slice(0, from))?.[0].length ?? 0);
  const end = endOfLineComments(text, to);
  const isAlone = start === 0 || text[start - 1] === "\n";
  const lineBreak = /^\r?\n/.exec(text.slice(end))?.[0];
  if (isAlone && lineBreak !== undefined) return { start, end: end + lineBreak.length };
  if (text[to - 1] !== ",") return { start, end: to };
  return { start: from, end: to + (/^[ \t]*/.exec(text.slice(to))?.[0].length ?? 0) };
}

function insert(text: string, root: Node, path: JsonPath, value: Json): string {
  let depth = path.length - 1;
  let parent = findNodeAtLocation(root, path.slice(0, depth));
  while (!parent && depth > 0) parent = findNodeAtLocation(root, path.slice(0, --depth));
  const key = path[depth];
  const last = parent?.children?.at(-1);
  if (parent?.type !== "object" || typeof key !== "string") return text;
  const nested = path.slice(depth + 1).reduceRight((inner, step) => ({ [step]: inner }), value);
  const style = styleOf(text, last ?? parent);
  if (!last) return applyEdits(text, [firstProperty(text, parent, key, nested)]);
  return applyEdits(text, insertion(text, last, `${JSON.stringify(key)}: `, nested, style));
}

/** Into an object without keys; comments that it holds stay. */
function firstProperty(text: string, parent: Node, key: string, value: Json): Edit {
  const style = styleOf(text, parent);
  const outer = indentAt(text, parent.offset);
  const indent = outer + (outer.includes("\t") ? "\t" : " ".repeat(style.tabSize));
  const property = `${JSON.stringify(key)}: ${linesOf(value, indent, style)}`;
  const offset = parent.offset + 1;
  const inside = text.slice(offset, parent.offset + parent.length - 1);
  const isEmpty = inside.trim() === "";
  return {
    offset,
    length: isEmpty ? inside.length : 0,
    content: style.eol + indent + property + (isEmpty ? style.eol + outer : ""),
  };
}

/** Not `modify`, which lays out the whole line anew, in time with the square of its length. */
function linesOf(value: Json, indent: string, { tabSize, eol }: Style): string {
  const lines = JSON.stringify(value, null, indent.includes("\t") ? "\t" : tabSize);
  return lines.replaceAll("\n", eol + indent);
}

interface Style {
  readonly tabSize: number;
  readonly eol: string;
}

/** Not `modify`: it would put the new key before the comment that stands behind the last one. */
function insertion(text: string, last: Node, key: string, value: Json, style: Style): Edit[] {
  const lastEnd = last.offset + last.length;
  const comma = commaAfter(text, lastEnd);
  const indent = indentAt(text, last.offset);
  if (!startsItsLine(text, last)) {
    const content = key + JSON.stringify(value);
    return comma === undefined
      ? [{ offset: lastEnd, length: 0, content: `, ${content}` }]
      : [{ offset: comma + 1, length: 0, content: ` ${content},` }];
  }
  const property = key + linesOf(value, indent, style);
  const offset = endOfLineComments(text, comma === undefined ? lastEnd : comma + 1);
  const content = `${style.eol}${indent}${property}`;
  if (comma !== undefined) return [{ offset, length: 0, content: `${content},` }];
  // Edits at one offset would meet when nothing stands behind the last key.
  if (offset === lastEnd) return [{ offset, length: 0, content: `,${content}` }];
  return [
    { offset: lastEnd, length: 0, content: "," },
    { offset, length: 0, content },
  ];
}

/** Of what is JSON: a comment may stand before it. */
function startsItsLine(text: string, node: Node): boolean {
  const siblings = node.parent?.children ?? [];
  const previous = siblings[siblings.indexOf(node) - 1];
  const since = previous ? previous.offset + previous.length : (node.parent?.offset ?? 0);
  return text.slice(since, node.offset).includes("\n");
}

/** The offset of the comma that follows, comments between allowed. */
function commaAfter(text: string, offset: number): number | undefined {
  const [next] = jsonTokens(text, { from: offset, ignoreTrivia: true });
  return next?.text === "," ? next.offset : undefined;
}

/** The end of the comments that follow on the same line, with what separates them. */
function endOfLineComments(text: string, offset: number): number {
  let end = offset;
  for (const { offset: at, text: token } of jsonTokens(text, { from: offset })) {
    if (/^\/[/*]/.test(token)) end = at + token.length;
    else if (/^[\r\n]/.test(token)) return at;
    else if (/\S/.test(token)) return end;
  }
  return text.length;
}

function styleOf(text: string, node: Node): Style {
  const own = indentAt(text, node.offset);
  const outer = node.parent?.type === "property" ? node.parent.parent : node.parent;
  const step = own.length - (outer ? indentAt(text, outer.offset).length : 0);
  return { tabSize: step > 0 && step <= 8 ? step : 2, eol: text.includes("\r\n") ? "\r\n" : "\n" };
}

function indentAt(text: string, offset: number): string {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? "";
}
