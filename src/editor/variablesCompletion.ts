import * as vscode from "vscode";
import { variableNames, type VariableName } from "../request/variables.js";

/** What each variable becomes, and what stands after its name. */
const meanings: Readonly<Record<VariableName, readonly [string, string?]>> = {
  selection: ["The text selected in the editor used last."],
  file: ["The text of a file of this workspace.", "path"],
  fileBase64: ["The bytes of a file of this workspace in base64, for images and PDFs.", "path"],
  clipboard: ["The text on the clipboard."],
  env: ["An environment variable that a setting allows.", "NAME"],
  input: ["What you type when the request is sent.", "label"],
  date: ["Today's date, as 2025-12-31."],
  languageId: ["The language of the file that the selection stands in."],
  fileName: ["The path in the workspace of the file that the selection stands in."],
  lineRange: ["The lines of the selection, as 3-7."],
};

/** Variables to write after `{{`; none elsewhere. */
export function variableCompletions(
  document: vscode.TextDocument,
  position: vscode.Position,
): vscode.CompletionItem[] {
  const line = document.lineAt(position.line).text;
  const begun = /\{\{[A-Za-z]*$/.exec(line.slice(0, position.character));
  if (!begun) return [];
  // The editor closes what it sees opened.
  const closed = /^\}{0,2}/.exec(line.slice(position.character))?.[0].length ?? 0;
  const range = new vscode.Range(
    position.with({ character: begun.index }),
    position.translate(0, closed),
  );
  return variableNames.map((name) => {
    const [meaning, argument] = meanings[name];
    const item = new vscode.CompletionItem(`{{${name}}}`, vscode.CompletionItemKind.Variable);
    const rest = argument === undefined ? "" : `:\${1:${argument}}`;
    item.insertText = new vscode.SnippetString(`{{${name}${rest}\\}\\}`);
    item.filterText = `{{${name}}}`;
    item.documentation = meaning;
    item.range = range;
    return item;
  });
}
