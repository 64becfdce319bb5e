import * as vscode from "vscode";
import { parseRequestFile } from "../request/requestFile.js";
import { rangeAt } from "./origin.js";
import { isRequestFile } from "./requestSource.js";

/** Problems of request files while they are typed: what stands in the way of sending them. */
export class RequestProblems implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection("bedrockStreamRequest");
  private readonly listeners = [
    vscode.workspace.onDidOpenTextDocument((document) => this.check(document)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => this.check(document)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => this.collection.delete(uri)),
  ];

  constructor() {
    for (const document of vscode.workspace.textDocuments) this.check(document);
  }

  dispose(): void {
    for (const listener of this.listeners) listener.dispose();
    this.collection.dispose();
  }

  private check(document: vscode.TextDocument): void {
    if (!isRequestFile(document.uri)) return;
    const { problems } = parseRequestFile(document.getText());
    this.collection.set(
      document.uri,
      problems.map((problem) => {
        const severity =
          problem.severity === "error"
            ? vscode.DiagnosticSeverity.Error
            : vscode.DiagnosticSeverity.Warning;
        const range = rangeAt(document, problem);
        const diagnostic = new vscode.Diagnostic(range, problem.message, severity);
        diagnostic.source = "Bedrock Stream";
        return diagnostic;
      }),
    );
  }
}
