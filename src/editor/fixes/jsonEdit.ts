import { applyEdits, findNodeAtLocation, modify, type Edit, type Node } from "jsonc-parser";
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
  const formattingOptions = { ...styleOf(text, node), insertSpaces: true };
  return applyEdits(text, modify(text, [...path], value, { formattingOptions }));
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
  if (!last) {
    const formattingOptions = { ...style, insertSpaces: true };
    return applyEdits(text, modify(text, path.slice(0, depth + 1), nested, { formattingOptions }));
  }
  return applyEdits(text, insertion(text, last, `${JSON.stringify(key)}: `, nested, style));
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
  const lines = JSON.stringify(value, null, indent.includes("\t") ? "\t" : style.tabSize);
  const property = key + lines.replaceAll("\n", `${style.eol}${indent}`);
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
