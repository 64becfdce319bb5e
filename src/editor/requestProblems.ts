import * as vscode from "vscode";
import { checkExtent } from "../request/checkExtent.js";
import { clipboardOutsideBody } from "../request/clipboardPlace.js";
import { parseRequestFile, type RequestProblem } from "../request/requestFile.js";
import { unknownVariables } from "../request/unknownVariables.js";
import type { VariableProblem } from "../request/variables.js";
import { modelIdProblems, type CodedProblem } from "./modelIdProblems.js";
import { rangeAt } from "./origin.js";
import { isRequestDocument } from "./requestLanguage.js";
import { sourceOf, type LazyRequestSchemas } from "./requestSchemas.js";
import { schemaRemark, unreadRemark, variablesRemark } from "./checkRemarks.js";
import { schemaDiagnostic } from "./requestValidation.js";
import type { Variables } from "./variables.js";

/** What finding problems needs. */
export interface RequestProblemsOptions {
  readonly schemas: LazyRequestSchemas;
  readonly variables: Variables;
  readonly log: (message: string) => void;
}

/** Of each kind: more than anybody reads, and VS Code shows a thousand of a file. */
const maxProblems = 200;

/** Milliseconds without a key before a text is looked at; a slow one waits longer, up to the limit. */
const quietMs = 150;
const quietLimitMs = 1_500;

/**
 * Problems of request files while they are typed: what stands in the way of sending them, and what the
 * model's family says about the body.
 */
export class RequestProblems implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection("bedrockStreamRequest");
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private lastCheckMs = 0;
  private readonly listeners = [
    vscode.workspace.onDidOpenTextDocument((document) => this.schedule(document, 0)),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0) return;
      this.schedule(document, Math.min(quietMs + 3 * this.lastCheckMs, quietLimitMs));
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => this.forget(uri)),
    // Which variables have a value depends on files and on what is allowed.
    vscode.workspace.onDidSaveTextDocument(() => this.checkAll()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => this.checkAll()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("bedrockStream.variables")) this.checkAll();
    }),
  ];

  constructor(private readonly options: RequestProblemsOptions) {
    this.checkAll();
  }

  /** Shows what kept a request from being sent, until the next edit. */
  show(document: vscode.TextDocument, problems: readonly VariableProblem[], start = 0): void {
    this.cancel(document.uri);
    const found = problems.slice(0, maxProblems).map((problem) => {
      const place = { offset: start + problem.offset, length: problem.length };
      return diagnosticOf(document, { severity: "error", message: problem.message, ...place });
    });
    const others = (this.collection.get(document.uri) ?? []).filter(
      (one) => !found.some(({ range }) => range.isEqual(one.range)),
    );
    this.collection.set(document.uri, [...others, ...found]);
  }

  dispose(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    for (const listener of this.listeners) listener.dispose();
    this.collection.dispose();
  }

  private checkAll(): void {
    for (const document of vscode.workspace.textDocuments) this.schedule(document, 0);
  }

  private schedule(document: vscode.TextDocument, delayMs: number): void {
    // What was shown on another document, for a fenced block of it, is no longer true.
    if (!isRequestDocument(document)) return void this.collection.delete(document.uri);
    this.cancel(document.uri);
    const timer = setTimeout(() => {
      this.waiting.delete(document.uri.toString());
      this.check(document).catch((error: unknown) => this.options.log(String(error)));
    }, delayMs);
    this.waiting.set(document.uri.toString(), timer);
  }

  private async check(document: vscode.TextDocument): Promise<void> {
    if (document.isClosed) return;
    const { version } = document;
    const since = performance.now();
    const found = await this.find(document);
    this.lastCheckMs = performance.now() - since;
    if (document.isClosed || document.version !== version) return;
    this.collection.set(document.uri, found);
  }

  private async find(document: vscode.TextDocument): Promise<vscode.Diagnostic[]> {
    const source = sourceOf(document);
    const extent = checkExtent(source.text);
    if (extent === "nothing") return [unreadRemark()];
    const { schemas, variables } = this.options;
    const file = parseRequestFile(source.text);
    const ofFile = [...file.problems, ...modelIdProblems(source.text, file)];
    const ofSchema = await (await schemas.get()).problems(source);
    const ofVariables = await variables.check(document, source.text);
    const strangers = unknownVariables(source.text).map((problem): RequestProblem => ({
      severity: "warning",
      ...problem,
    }));
    return [
      ...(extent === "firstEntries" ? [schemaRemark()] : []),
      ...(ofVariables.isWhole ? [] : [variablesRemark()]),
      ...firstErrors([...ofFile, ...strangers]).map((problem) => diagnosticOf(document, problem)),
      ...[...clipboardOutsideBody(source.text), ...ofVariables.problems]
        .slice(0, maxProblems)
        .map((one) => diagnosticOf(document, { severity: "error", ...one })),
      ...ofSchema.map((problem) => schemaDiagnostic(document, problem)),
    ];
  }

  private forget(uri: vscode.Uri): void {
    this.cancel(uri);
    this.collection.delete(uri);
  }

  private cancel(uri: vscode.Uri): void {
    clearTimeout(this.waiting.get(uri.toString()));
    this.waiting.delete(uri.toString());
  }
}

/** What stands in the way of sending comes before what does not. */
function firstErrors(problems: readonly CodedProblem[]): readonly CodedProblem[] {
  if (problems.length <= maxProblems) return problems;
  const [errors, warnings] = (["error", "warning"] as const).map((severity) =>
    problems.filter((problem) => problem.severity === severity),
  );
  return [...(errors ?? []), ...(warnings ?? [])].slice(0, maxProblems);
}

function diagnosticOf(document: vscode.TextDocument, problem: CodedProblem): vscode.Diagnostic {
  const severity =
    problem.severity === "error"
      ? vscode.DiagnosticSeverity.Error
      : vscode.DiagnosticSeverity.Warning;
  const diagnostic = new vscode.Diagnostic(rangeAt(document, problem), problem.message, severity);
  diagnostic.source = "Bedrock Stream";
  if (problem.code !== undefined) diagnostic.code = problem.code;
  return diagnostic;
}
