import * as vscode from "vscode";
import { Failure } from "../failure.js";

/** Puts text at the cursor of the editor that was active last, in place of what is selected there. */
export async function insertText(text: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor)
    throw new Failure("callerMistake", vscode.l10n.t("Open the editor to write into first."));
  const isWritten = await editor.edit((edit) => {
    for (const selection of editor.selections) edit.replace(selection, text);
  });
  if (!isWritten)
    throw new Failure("callerMistake", vscode.l10n.t("This editor cannot be changed."));
}
