import type * as vscode from "vscode";

/** Id of the language that package.json contributes for request files. */
export const requestLanguageId = "bedrock-request";

/** Where request files are, for providers. */
export const requestFileSelector: vscode.DocumentSelector = [
  { language: requestLanguageId },
  { pattern: "**/*.bedrock.json" },
  { pattern: "**/*.bedrock.jsonc" },
];

/** True for `*.bedrock.json` and `*.bedrock.jsonc`. */
function isRequestFile(uri: vscode.Uri): boolean {
  return /\.bedrock\.jsonc?$/.test(uri.path);
}

/** True for request files, whatever language was chosen for them, and for new ones without a name. */
export function isRequestDocument(document: vscode.TextDocument): boolean {
  return document.languageId === requestLanguageId || isRequestFile(document.uri);
}
