import assert from "node:assert/strict";
import * as vscode from "vscode";
import {
  api,
  claude,
  claudeFile,
  problemsOf,
  setSetting,
  stream,
  useOwnSandbox,
  writeFile,
} from "./sandboxInUse.js";

const { Error, Warning } = vscode.DiagnosticSeverity;

/** Where a Problem of a request file stands that blames no key of the body. */
type Place = "modelId" | "body";

const inStream: readonly (readonly [string, string, Place, vscode.DiagnosticSeverity])[] = [
  ["internalServerException", "InternalServerException", "modelId", Warning],
  ["modelStreamErrorException", "ModelStreamErrorException", "modelId", Error],
  ["modelTimeoutException", "ModelTimeoutException", "modelId", Warning],
  ["throttlingException", "ThrottlingException", "modelId", Warning],
  ["validationException", "ValidationException", "modelId", Error],
  ["serviceUnavailableException", "ServiceUnavailableException", "modelId", Warning],
];

const beforeStream: readonly (readonly [string, number, vscode.DiagnosticSeverity])[] = [
  ["AccessDeniedException", 403, Error],
  ["ResourceNotFoundException", 404, Error],
  ["ValidationException", 400, Error],
  ["ServiceQuotaExceededException", 400, Error],
  ["ModelTimeoutException", 408, Warning],
  ["ModelErrorException", 424, Error],
  ["ModelStreamErrorException", 424, Error],
  ["ThrottlingException", 429, Warning],
  ["ModelNotReadyException", 429, Warning],
  ["InternalServerException", 500, Warning],
  ["ServiceUnavailableException", 503, Warning],
  ["ExpiredTokenException", 403, Error],
  ["UnrecognizedClientException", 403, Error],
];

describe("exceptions", () => {
  useOwnSandbox();
  before(() => setSetting("maxAttempts", 1));
  after(() => setSetting("maxAttempts", undefined));

  for (const [member, exception, place, severity] of inStream) {
    it(`report ${member} in mid-stream below the text, in Problems and in the status bar`, async () => {
      const uri = await writeFile(
        "inStream.bedrock.json",
        claudeFile(`sandbox: ${member} after 6\nhello`),
      );
      const summary = await stream("streamRequest", { uri });
      assert.equal(summary.verdict, "failed");
      assert.equal(summary.failure?.exception, exception);
      assert.equal(summary.failure?.requestId, summary.requestId);
      assert.ok(summary.text.length > 0, "the text that had arrived stays");
      await assertProblem(uri, exception, place, severity);
      const status = (await api()).statusBar();
      assert.match(status?.text ?? "", new RegExp(exception));
      assert.equal(status?.background, severity === Warning ? "warning" : "error");
    });
  }

  for (const [exception, httpStatus, severity] of beforeStream) {
    it(`report ${exception} before the stream`, async () => {
      const uri = await writeFile(
        "before.bedrock.json",
        claudeFile(`sandbox: ${exception}\nhello`),
      );
      const summary = await stream("streamRequest", { uri });
      assert.equal(summary.verdict, "failed");
      assert.equal(summary.failure?.exception, exception);
      assert.equal(summary.failure?.httpStatus, httpStatus);
      assert.equal(summary.text, "");
      const [problem] = problemsOf(uri);
      assert.equal(problem?.severity, severity);
      assert.match((await api()).statusBar()?.text ?? "", new RegExp(exception));
    });
  }

  it("stand on the selection when a selection was sent", async () => {
    const uri = await writeFile("selection.txt", "first\nsandbox: AccessDeniedException\nhello\n");
    const range = new vscode.Range(1, 0, 2, 5);
    await stream("streamSelection", { uri, range, modelId: claude });
    const [problem] = problemsOf(uri);
    assert.ok(problem?.range.isEqual(range));
  });

  it("stand on the very key of the body that the service refuses", async () => {
    const body = { anthropic_version: "bedrock-2023-05-31", max_tokens: 10, messages: [], topp: 1 };
    const text = JSON.stringify({ modelId: claude, body }, null, 2);
    const uri = await writeFile("key.bedrock.json", text);
    const summary = await stream("streamRequest", { uri });
    assert.equal(summary.failure?.exception, "ValidationException");
    const document = await vscode.workspace.openTextDocument(uri);
    const marked = problemsOf(uri).map(({ range }) => document.getText(range));
    assert.ok(marked.includes('"topp"'), JSON.stringify([marked, summary.failure]));
    assert.match(summary.failure.pointer ?? "", /^\/(topp|messages)/);
  });

  it("leave Problems with the next run and with an edit", async () => {
    const uri = await writeFile(
      "clear.bedrock.json",
      claudeFile("sandbox: throttlingException\nx"),
    );
    await stream("streamRequest", { uri });
    assert.equal(problemsOf(uri).length, 1);
    const editor = await vscode.window.showTextDocument(uri);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "// edited\n"));
    assert.equal(problemsOf(uri).length, 0);
    await stream("streamRequest", { uri });
    assert.equal(problemsOf(uri).length, 1);
    const whole = new vscode.Range(0, 0, editor.document.lineCount, 0);
    await editor.edit((edit) => edit.replace(whole, claudeFile("sandbox: echo\nfine")));
    await stream("streamRequest", { uri });
    assert.equal(problemsOf(uri).length, 0);
  });

  it("are tried again when that can help, and then are no failure", async () => {
    await setSetting("maxAttempts", 3);
    const text = claudeFile("sandbox: ThrottlingException once\nhello");
    const uri = await writeFile("passed.bedrock.json", text);
    const summary = await stream("streamRequest", { uri });
    assert.equal(summary.verdict, "complete");
    assert.equal(summary.attempts, 2);
    const [problem] = problemsOf(uri);
    assert.equal(problem?.severity, vscode.DiagnosticSeverity.Information);
    await setSetting("maxAttempts", 1);
  });

  it("are named although no endpoint can be reached", async () => {
    const configuration = vscode.workspace.getConfiguration("bedrockStream");
    const endpoint = configuration.get<string>("endpoint");
    await setSetting("endpoint", "http://127.0.0.1:9");
    const summary = await stream("streamPrompt", { modelId: claude, prompt: "hello" });
    await setSetting("endpoint", endpoint);
    assert.equal(summary.verdict, "failed");
    assert.equal(summary.failure?.kind, "connection");
    assert.equal(summary.failure?.code, "ECONNREFUSED");
  });
});

async function assertProblem(
  uri: vscode.Uri,
  exception: string,
  place: Place,
  severity: vscode.DiagnosticSeverity,
): Promise<void> {
  const problems = problemsOf(uri);
  assert.equal(problems.length, 1);
  const [problem] = problems;
  assert.equal(problem?.source, "Bedrock Stream");
  assert.equal(problem?.severity, severity);
  const code = problem?.code as { value: string; target: vscode.Uri };
  assert.equal(code.value, exception);
  assert.equal(code.target.scheme, "https");
  const text = (await vscode.workspace.openTextDocument(uri)).getText(problem?.range);
  assert.match(text, place === "body" ? /^\{[^]*anthropic_version[^]*\}$/ : /^"anthropic\.claude/);
}
