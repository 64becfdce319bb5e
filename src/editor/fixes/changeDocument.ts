import { findNodeAtLocation } from "jsonc-parser";
import * as vscode from "vscode";
import type { JsonObject } from "../../request/json.js";
import type { TextRange } from "../../request/documentRange.js";
import { jsonTree } from "../../request/jsonTree.js";
import { rangeAt, type Origin } from "../origin.js";
import type { Change } from "./fix.js";
import { changeJson, type JsonChange } from "./jsonEdit.js";
import { at } from "./valueAt.js";

/** What becomes of the part of a document that holds the request. */
export interface DocumentChange {
  readonly edit: vscode.WorkspaceEdit;
  /** Where that part stands afterwards. */
  readonly after: TextRange;
}

type RequestOrigin = Pick<Origin, "kind" | "place" | "range">;

/**
 * The edit that makes these changes where the request stands. Undefined when the document holds no
 * request that can be changed, or no longer the one that was sent.
 *
 * @param sent the body as it was sent.
 */
export function changeDocument(
  document: vscode.TextDocument,
  origin: RequestOrigin,
  sent: JsonObject | undefined,
  changes: readonly Change[],
): DocumentChange | undefined {
  if (origin.kind === "selection") return undefined;
  const range = requestRange(document, origin);
  if (!range) return undefined;
  const text = document.getText(range);
  const changed =
    origin.kind === "requestFile"
      ? changedFile(text, sent, changes)
      : changedBody(text, sent, changes);
  if (changed === undefined) return undefined;
  return replaced(document, document.offsetAt(range.start), text, changed);
}

/** A request file's text after the changes; undefined when it does not hold what was sent. */
function changedFile(
  text: string,
  sent: JsonObject | undefined,
  changes: readonly Change[],
): string | undefined {
  let changed: string | undefined = text;
  for (const change of changes) {
    switch (change.type) {
      case "modelId":
        changed = changeJson(changed, { path: ["modelId"], value: change.modelId });
        break;
      case "region":
        changed = changeJson(changed, { path: ["region"], value: change.region });
        break;
      case "body":
        changed = changedMember(changed, sent, change);
        if (changed === undefined) return undefined;
        break;
      default:
        change satisfies never;
    }
  }
  return changed;
}

/** `body` may be given as an object or as its text in a string. */
function changedMember(
  text: string,
  sent: JsonObject | undefined,
  change: JsonChange,
): string | undefined {
  const root = jsonTree(text);
  const node = root && findNodeAtLocation(root, ["body"]);
  const value: unknown = node?.value;
  if (typeof value !== "string") return changedWithin(text, ["body"], sent, change);
  const body = changedWithin(value, [], sent, change);
  return body === undefined ? undefined : changeJson(text, { path: ["body"], value: body });
}

function changedBody(
  text: string,
  sent: JsonObject | undefined,
  changes: readonly Change[],
): string | undefined {
  let changed = text;
  for (const change of changes) {
    // Model and region stand elsewhere.
    if (change.type !== "body") return undefined;
    const next = changedWithin(changed, [], sent, change);
    if (next === undefined) return undefined;
    changed = next;
  }
  return changed;
}

/** Changes a key only where the text still has, or still lacks, what was sent. */
function changedWithin(
  text: string,
  prefix: readonly string[],
  sent: JsonObject | undefined,
  { path, value }: JsonChange,
): string | undefined {
  const root = jsonTree(text);
  const node = root && findNodeAtLocation(root, [...prefix, ...path]);
  const before = at(sent, path);
  if ((node === undefined) !== (before === undefined)) return undefined;
  // Of texts only the presence counts: variables in them had other values when they were sent.
  if (typeof before === "number" && node?.value !== before) return undefined;
  return changeJson(text, { path: [...prefix, ...path], value });
}

/** Where the request stands; a part of a document is lost with the first edit. */
function requestRange(document: vscode.TextDocument, { place, range }: RequestOrigin) {
  const whole = rangeAt(document, { offset: 0, length: document.getText().length });
  return range && !place.locate?.("", "value") ? undefined : (range ?? whole);
}

/** Replaces only what differs, so that cursors and folds elsewhere stay. */
function replaced(
  document: vscode.TextDocument,
  start: number,
  before: string,
  after: string,
): DocumentChange | undefined {
  if (before === after) return undefined;
  let head = 0;
  while (head < before.length && before[head] === after[head]) head += 1;
  while (head > 0 && isOneWithNext(before, head)) head -= 1;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  while (tail > 0 && isOneWithNext(before, before.length - tail)) tail -= 1;
  const edit = new vscode.WorkspaceEdit();
  const range = rangeAt(document, { offset: start + head, length: before.length - head - tail });
  edit.replace(document.uri, range, after.slice(head, after.length - tail));
  return { edit, after: { offset: start, length: after.length } };
}

/** VS Code moves a position inside a surrogate pair or a line break. */
function isOneWithNext(text: string, offset: number): boolean {
  return /[\ud800-\udbff\r]/.test(text[offset - 1] ?? "");
}
