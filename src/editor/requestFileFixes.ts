import * as vscode from "vscode";
import { parseRequestFile } from "../request/requestFile.js";
import { changeDocument } from "./fixes/changeDocument.js";
import { fileRegionFixes } from "./fixes/regionFixes.js";
import { regionMismatch, regionMismatchCode } from "./modelIdProblems.js";

/** Fixes of what is wrong in a request file before anything is sent. */
export function requestFileFixes(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
): vscode.CodeAction[] {
  if (diagnostic.code !== regionMismatchCode) return [];
  const text = document.getText();
  const mismatch = regionMismatch(text, parseRequestFile(text));
  if (!mismatch) return [];
  const place = { uri: document.uri, modelId: diagnostic.range };
  return fileRegionFixes(mismatch.arnRegion).flatMap((fix) => {
    if (fix.action.type !== "change") return [];
    const origin = { kind: "requestFile", place } as const;
    const change = changeDocument(document, origin, undefined, fix.action.changes);
    if (!change) return [];
    const action = new vscode.CodeAction(fix.label, vscode.CodeActionKind.QuickFix);
    action.diagnostics = [diagnostic];
    action.isPreferred = fix.isPreferred ?? false;
    action.edit = change.edit;
    return [action];
  });
}
