import * as vscode from "vscode";
import { variableNames, type VariableName } from "../request/variables.js";

/** What each variable becomes, and what stands after its name. */
function meaningOf(name: VariableName): readonly [string, string?] {
  switch (name) {
    case "selection":
      return [vscode.l10n.t("The text selected in the editor used last.")];
    case "file":
      return [vscode.l10n.t("The text of a file of this workspace."), vscode.l10n.t("path")];
    case "fileBase64":
      return [
        vscode.l10n.t("The bytes of a file of this workspace in base64, for images and PDFs."),
        vscode.l10n.t("path"),
      ];
    case "clipboard":
      return [vscode.l10n.t("The text on the clipboard.")];
    case "env":
      return [vscode.l10n.t("An environment variable that a setting allows."), "NAME"];
    case "input":
      return [vscode.l10n.t("What you type when the request is sent."), vscode.l10n.t("label")];
    case "date":
      return [vscode.l10n.t("Today's date, as 2025-12-31.")];
    case "languageId":
      return [vscode.l10n.t("The language of the file that the selection stands in.")];
    case "fileName":
      return [vscode.l10n.t("The path in the workspace of the file that the selection stands in.")];
    case "lineRange":
      return [vscode.l10n.t("The lines of the selection, as 3-7.")];
    default:
      return name satisfies never;
  }
}

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
    const [meaning, argument] = meaningOf(name);
    const item = new vscode.CompletionItem(`{{${name}}}`, vscode.CompletionItemKind.Variable);
    const rest = argument === undefined ? "" : `:\${1:${argument}}`;
    item.insertText = new vscode.SnippetString(`{{${name}${rest}\\}\\}`);
    item.filterText = `{{${name}}}`;
    item.documentation = meaning;
    item.range = range;
    return item;
  });
}
