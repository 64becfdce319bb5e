import * as vscode from "vscode";
import type { SchemaProblem } from "../request/schemaService.js";
import { rangeAt } from "./origin.js";

/** A Problem of the body's schema; a service that knows better is asked all the same. */
export function schemaDiagnostic(
  document: vscode.TextDocument,
  problem: SchemaProblem,
): vscode.Diagnostic {
  const severity =
    problem.severity === "error"
      ? vscode.DiagnosticSeverity.Error
      : vscode.DiagnosticSeverity.Warning;
  const range = rangeAt(document, problem);
  const diagnostic = new vscode.Diagnostic(range, problem.message, severity);
  diagnostic.source = "Bedrock Stream";
  diagnostic.code = problem.kind ?? "schema";
  if (problem.kind === "deprecated") diagnostic.tags = [vscode.DiagnosticTag.Deprecated];
  return diagnostic;
}
