import * as vscode from "vscode";
import type { FailureRecord } from "../failure.js";
import type { RunSummary } from "../run/runSummary.js";
import { failureText, severityOf, type FailureContext } from "./failureText.js";

/** Where in the workspace a run came from, as far as a failure can be shown there. */
export interface DiagnosticPlace {
  readonly uri: vscode.Uri;
  /** The value of `modelId`, or what stands for the whole request: the selection. */
  readonly modelId: vscode.Range;
  /** The value of `body`, where the document holds one. */
  readonly body?: vscode.Range;
}

const documentation =
  "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModelWithResponseStream.html#API_runtime_InvokeModelWithResponseStream_Errors";

/** Failures of runs as Problems, each where its cause stands. */
export class Diagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection("bedrockStream");
  private readonly onEdit = vscode.workspace.onDidChangeTextDocument(
    ({ document, contentChanges }) => {
      // What was wrong may be right now; only the next run can tell.
      if (contentChanges.length > 0) this.clear(document.uri);
    },
  );

  /** Shows why a run failed; clears the place when it did not. */
  show(summary: RunSummary, place: DiagnosticPlace, context: FailureContext): void {
    const { failure } = summary;
    if (!failure) this.clear(place.uri);
    else this.collection.set(place.uri, [toDiagnostic(failure, place, context)]);
  }

  clear(uri: vscode.Uri): void {
    this.collection.delete(uri);
  }

  dispose(): void {
    this.onEdit.dispose();
    this.collection.dispose();
  }
}

function toDiagnostic(
  failure: FailureRecord,
  place: DiagnosticPlace,
  context: FailureContext,
): vscode.Diagnostic {
  const { title, detail, nextStep } = failureText(failure, context);
  const diagnostic = new vscode.Diagnostic(
    blamesBody(failure) ? (place.body ?? place.modelId) : place.modelId,
    `${title}: ${detail}\n${nextStep}`,
    severityOf(failure) === "warning"
      ? vscode.DiagnosticSeverity.Warning
      : vscode.DiagnosticSeverity.Error,
  );
  diagnostic.source = "Bedrock Stream";
  diagnostic.code = {
    value: failure.exception ?? failure.kind,
    target: vscode.Uri.parse(documentation),
  };
  return diagnostic;
}

/** Only a refused body or a failing model speaks of the body; all else is about whom was asked. */
function blamesBody(failure: FailureRecord): boolean {
  return failure.kind === "invalidRequest" || failure.kind === "modelError";
}
