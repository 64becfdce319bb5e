import * as vscode from "vscode";
import { isRequestDocument } from "./requestLanguage.js";

/** A selection, for the variables that tell of one. */
export interface SelectionSource {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
}

/**
 * What was selected last in a file that is no request: a request is sent from its own editor, and the
 * selection it speaks of stands in another one.
 */
export class LatestSelection implements vscode.Disposable {
  private latest: SelectionSource | undefined;
  private readonly listeners = [
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.note(textEditor)),
    vscode.window.onDidChangeActiveTextEditor((editor) => editor && this.note(editor)),
    vscode.workspace.onDidCloseTextDocument((document) => {
      if (this.latest?.document === document) this.latest = undefined;
    }),
  ];

  constructor() {
    const editor = vscode.window.activeTextEditor;
    if (editor) this.note(editor);
  }

  get current(): SelectionSource | undefined {
    return this.latest;
  }

  dispose(): void {
    for (const listener of this.listeners) listener.dispose();
  }

  private note({ document, selection }: vscode.TextEditor): void {
    // The output channel and the panel of a debugger are editors too.
    if (isRequestDocument(document) || document.uri.scheme === "output") return;
    this.latest = { document, range: new vscode.Range(selection.start, selection.end) };
  }
}

/** The lines of a selection for people, counted from 1: `3-7`, or `3`. */
export function linesOf({ range }: SelectionSource): string {
  // A selection that ends before the first character of a line does not have that line.
  const end =
    range.end.character === 0 && !range.isSingleLine ? range.end.line : range.end.line + 1;
  const start = range.start.line + 1;
  return start === end ? String(start) : `${start}-${end}`;
}
