import * as vscode from "vscode";
import type { DiagnosticPlace } from "../views/diagnostics.js";

/** Where the request of a run stood in the workspace; absent for what was typed or passed in. */
export interface Origin {
  readonly place: DiagnosticPlace;
  /** The document's text when the request was read, to map places in the body back into it. */
  readonly text: string;
  /** What kind of text the body is in the document. */
  readonly kind: "requestFile" | "body" | "selection";
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
