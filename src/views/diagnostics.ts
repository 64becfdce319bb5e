import * as vscode from "vscode";
import type { FailureRecord } from "../failure.js";
import type { PropertyPart } from "../request/documentRange.js";
import { explainViolation, type Violation } from "../request/violation.js";
import type { RunSummary } from "../run/runSummary.js";
import { failureText, severityOf, type FailureContext } from "./failureText.js";

/** Where in the workspace a run came from, as far as a failure can be shown there. */
export interface DiagnosticPlace {
  readonly uri: vscode.Uri;
  /** The value of `modelId`, or what stands for the whole request: the selection. */
  readonly modelId: vscode.Range;
  /**
   * The range of a JSON pointer into the body that was sent; for a missing key the object that lacks
   * it. Undefined when the body does not stand in the document, or no longer stands as it was sent.
   */
  readonly locate?: (pointer: string, part: PropertyPart) => vscode.Range | undefined;
}

/** A Problem of a run, with what its quick fixes need. */
export class RunDiagnostic extends vscode.Diagnostic {
  constructor(
    range: vscode.Range,
    message: string,
    severity: vscode.DiagnosticSeverity,
    /** The run whose failure this is. */
    readonly summary: RunSummary,
    readonly failure: FailureRecord,
    /** What a refused body has wrong at this place; absent when the message blames no place. */
    readonly violation?: Violation,
  ) {
    super(range, message, severity);
    this.source = "Bedrock Stream";
    const target = vscode.Uri.parse(documentation);
    this.code = { value: failure.exception ?? failure.kind, target };
  }
}

const documentation =
  "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModelWithResponseStream.html#API_runtime_InvokeModelWithResponseStream_Errors";

/** What a failed run needs to be shown. */
export interface FailedRun {
  readonly summary: RunSummary;
  /** Failures of attempts that were tried again. */
  readonly retried: readonly FailureRecord[];
  /** The body as it was sent. */
  readonly body: string;
  readonly place: DiagnosticPlace;
  readonly context: FailureContext;
}

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
  show(run: FailedRun): void {
    const { uri } = run.place;
    const { failure } = run.summary;
    const passed = run.retried.at(-1);
    if (failure) this.collection.set(uri, diagnosticsOf(run, failure));
    else if (passed) this.collection.set(uri, [passedDiagnostic(run, passed)]);
    else this.clear(uri);
  }

  clear(uri: vscode.Uri): void {
    this.collection.delete(uri);
  }

  dispose(): void {
    this.onEdit.dispose();
    this.collection.dispose();
  }
}

function diagnosticsOf(run: FailedRun, failure: FailureRecord): RunDiagnostic[] {
  const violations = speaksOfRequest(failure)
    ? explainViolation(failure.originalMessage ?? failure.message, run.body)
    : [];
  const found = violations.map((violation) => diagnosticOf(run, failure, violation));
  return found.length > 0 ? found : [diagnosticOf(run, failure)];
}

/** What passed by itself is worth knowing, and nothing to mend. */
function passedDiagnostic(run: FailedRun, passed: FailureRecord): RunDiagnostic {
  const { title, detail } = failureText(passed, run.context);
  const { attempts } = run.summary;
  return new RunDiagnostic(
    run.place.modelId,
    vscode.l10n.t("{0}, then answered at attempt {1}: {2}", title, attempts, detail),
    vscode.DiagnosticSeverity.Information,
    run.summary,
    passed,
  );
}

function diagnosticOf(run: FailedRun, failure: FailureRecord, violation?: Violation) {
  const { title, detail, nextStep } = failureText(failure, run.context);
  const severity =
    severityOf(failure) === "warning"
      ? vscode.DiagnosticSeverity.Warning
      : vscode.DiagnosticSeverity.Error;
  const ranges = violation ? rangesOf(violation, run.place) : [];
  const diagnostic = new RunDiagnostic(
    ranges[0] ?? run.place.modelId,
    vscode.l10n.t("{0}: {1}\n{2}", title, detail, nextStep),
    severity,
    run.summary,
    failure,
    violation,
  );
  diagnostic.relatedInformation = ranges
    .slice(1)
    .map(
      (range) =>
        new vscode.DiagnosticRelatedInformation(
          new vscode.Location(run.place.uri, range),
          vscode.l10n.t("This key takes part in it."),
        ),
    );
  return diagnostic;
}

function rangesOf(violation: Violation, place: DiagnosticPlace): vscode.Range[] {
  if (violation.type === "onDemandUnsupported") return [];
  const pointers = violation.type === "conflict" ? violation.pointers : [violation.pointer];
  // A key that must go is marked by its name, a value that must change by itself.
  const isKey = ["extraneousKey", "deprecatedKey", "conflict"].includes(violation.type);
  return pointers.flatMap((pointer) => place.locate?.(pointer, isKey ? "key" : "value") ?? []);
}

/** Throttling and denials may quote the request too, but nothing in it is to be mended. */
function speaksOfRequest(failure: FailureRecord): boolean {
  return failure.kind === "invalidRequest" || failure.kind === "modelError";
}
