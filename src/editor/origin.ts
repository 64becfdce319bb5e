import * as vscode from "vscode";
import { rangeOfPointer, type PropertyPart } from "../request/documentRange.js";
import type { DiagnosticPlace } from "../views/diagnostics.js";

/** Where the request of a run stood in the workspace; absent for what was typed or passed in. */
export interface Origin {
  readonly place: DiagnosticPlace;
  /** What kind of text the body is in the document. */
  readonly kind: "requestFile" | "body" | "selection";
  /** The part of the document that held the request when it was sent; absent for the whole. */
  readonly range?: vscode.Range;
}

/** The range of an offset and length in a document's text. */
export function rangeAt(
  document: vscode.TextDocument,
  place: { readonly offset: number; readonly length: number },
): vscode.Range {
  return new vscode.Range(
    document.positionAt(place.offset),
    document.positionAt(place.offset + place.length),
  );
}

/**
 * Finds places of the body in the document it was read from.
 *
 * @param prefix pointer of the body in the text: `/body` in a request file.
 * @param start offset of the text in the document, when it is a part of it.
 */
export function bodyLocator(
  document: vscode.TextDocument,
  text: string,
  prefix: string,
  start = 0,
): (pointer: string, part: PropertyPart) => vscode.Range | undefined {
  const { version } = document;
  return (pointer, part) => {
    // Once it has been edited, the offsets of the text that was sent mean nothing.
    if (document.version !== version) return undefined;
    const found = rangeOfPointer(text, `${prefix}${pointer}`, part);
    if (!found) return undefined;
    return rangeAt(document, { offset: start + found.offset, length: found.length });
  };
}
