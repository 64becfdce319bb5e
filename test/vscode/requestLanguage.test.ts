import assert from "node:assert/strict";
import * as vscode from "vscode";
import { claude, until, writeFile } from "./sandboxInUse.js";

const newest = "us.anthropic.claude-opus-4-8";

/** Opens a new request file; a bar in the text marks a place. */
async function open(marked: string, ending = "language.bedrock.json") {
  const offset = marked.indexOf("|");
  const uri = await writeFile(ending, marked.replace("|", ""));
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return { uri, document, position: document.positionAt(Math.max(offset, 0)) };
}

async function completionsAt(marked: string): Promise<vscode.CompletionItem[]> {
  const { uri, position } = await open(marked);
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    "vscode.executeCompletionItemProvider",
    uri,
    position,
  );
  return [...list.items].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

function sortKey(item: vscode.CompletionItem): string {
  return item.sortText ?? labelOf(item);
}

function labelOf({ label }: vscode.CompletionItem): string {
  return typeof label === "string" ? label : label.label;
}

async function hoverAt(marked: string): Promise<string> {
  const { uri, position } = await open(marked);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    uri,
    position,
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === "string" ? content : content.value))
    .join("\n");
}

/** Problems of the text of a request file, once there are as many as expected. */
async function problemsOf(text: string, count: number): Promise<vscode.Diagnostic[]> {
  const { uri } = await open(text);
  await until(() => vscode.languages.getDiagnostics(uri).length === count);
  return vscode.languages.getDiagnostics(uri);
}

describe("the language of request files", () => {
  it("says calmly which requests are too large to be checked", async () => {
    const list = (count: number) => `[${"1,".repeat(count)}1]`;
    const request = (value: string) =>
      `{"modelId": "${claude}", "body": {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 1, "messages": ${value}}}`;
    const turns = Array.from({ length: 2_000 }, () => '{"role": "user", "content": "hi"}');
    for (const [text, said] of [
      [request(`[${turns.join(",")}]`), /only the first entries are checked/],
      [request(list(200_000)), /not checked while you write/],
      [request("[".repeat(50_000)), /nested deeper/],
    ] as const) {
      const [remark] = await problemsOf(text, 1);
      assert.match(remark?.message ?? "", said);
      assert.equal(remark?.severity, vscode.DiagnosticSeverity.Information);
    }
  });

  it("looks each different variable up once, and only so many of them", async () => {
    const request = (prompt: string) =>
      `{"modelId": "meta.llama3-8b-instruct-v1:0", "body": {"prompt": "${prompt}"}}`;
    const same = await problemsOf(request("{{file:none.txt}} ".repeat(100_000)), 200);
    assert.ok(same.every(({ message }) => message.includes("none.txt")));
    const names = Array.from({ length: 400 }, (_, i) => `{{file:none${i}.txt}}`);
    const different = await problemsOf(request(names.join(" ")), 201);
    const remarks = different.filter(
      ({ severity }) => severity === vscode.DiagnosticSeverity.Information,
    );
    assert.match(remarks[0]?.message ?? "", /more than 200 different variables/);
  });

  it("is chosen by the name of the file", async () => {
    assert.equal((await open("{}")).document.languageId, "bedrock-request");
    assert.equal((await open("{}", "a.bedrock.jsonc")).document.languageId, "bedrock-request");
    assert.equal((await open("{}", "a.json")).document.languageId, "json");
  });

  it("knows comments and brackets", async () => {
    const { document } = await open('{\n"modelId": "x"\n}');
    await vscode.commands.executeCommand("editor.action.commentLine");
    assert.match(document.getText(), /^\/\/ ?\{/);
  });

  it("formats, keeping comments", async () => {
    const { uri } = await open('{// why\n"modelId":"x",\n"body":{"a":[1,2]}}');
    const edits = await vscode.commands.executeCommand<vscode.TextEdit[]>(
      "vscode.executeFormatDocumentProvider",
      uri,
      { tabSize: 2, insertSpaces: true },
    );
    const edit = new vscode.WorkspaceEdit();
    edit.set(uri, edits);
    await vscode.workspace.applyEdit(edit);
    const formatted = (await vscode.workspace.openTextDocument(uri)).getText();
    assert.match(formatted, /^\{ \/\/ why\n {2}"modelId": "x",\n {2}"body": \{\n/);
  });

  it("outlines and folds", async () => {
    const { uri } = await open('{\n"modelId":"x",\n"body":{\n"a":1\n}\n}');
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      "vscode.executeDocumentSymbolProvider",
      uri,
    );
    assert.deepEqual(
      symbols.map(({ name, children }) => [name, children.length]),
      [
        ["modelId", 0],
        ["body", 1],
      ],
    );
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      "vscode.executeFoldingRangeProvider",
      uri,
    );
    assert.ok(folds.some(({ start, end }) => start === 2 && end === 3));
  });

  describe("completion", () => {
    it("offers the keys of the model's body, the required ones first", async () => {
      const items = await completionsAt(`{"modelId": "${claude}", "body": {|}}`);
      assert.deepEqual(items.slice(0, 3).map(labelOf), [
        "anthropic_version",
        "max_tokens",
        "messages",
      ]);
      const messages = items[2]?.insertText;
      assert.ok(messages instanceof vscode.SnippetString);
      assert.match(messages.value, /"messages": \[[^]*"role": "user"/);
      const other = await completionsAt('{"modelId": "amazon.titan-text-express-v1", "body": {|}}');
      assert.ok(other.some((item) => labelOf(item) === "inputText"));
      assert.ok(!other.some((item) => labelOf(item) === "max_tokens"));
    });

    it("strikes out deprecated keys and puts them last", async () => {
      const items = await completionsAt(`{"modelId": "${newest}", "body": {|}}`);
      const struck = items.filter((item) =>
        item.tags?.includes(vscode.CompletionItemTag.Deprecated),
      );
      assert.deepEqual(struck.map(labelOf), ["temperature", "top_k", "top_p"]);
      assert.deepEqual(items.slice(-3), struck);
    });

    it("offers the keys of the file and values of enums", async () => {
      const keys = await completionsAt("{|}");
      assert.ok(["modelId", "body", "region"].every((key) => keys.some((k) => labelOf(k) === key)));
      const tiers = await completionsAt('{"serviceTier": "|"}');
      assert.ok(tiers.some((item) => labelOf(item) === '"flex"'));
    });

    it("offers model ids, those picked lately first", async () => {
      await vscode.commands.executeCommand("bedrockStream.selectModel", "my.recent-model-v1");
      const items = await completionsAt('{"modelId": "|"}');
      assert.equal(labelOf(items[0]!), "my.recent-model-v1");
      assert.ok(
        items.some(
          (item) => labelOf(item) === "amazon.nova-lite-v1:0" || /nova/.test(labelOf(item)),
        ),
      );
    });

    it("offers variables inside texts", async () => {
      const text = `{"modelId": "amazon.titan-text-express-v1", "body": {"inputText": "a {{|}}"}}`;
      const items = await completionsAt(text);
      const labels = items.map(labelOf);
      for (const label of ["{{selection}}", "{{file}}", "{{input}}", "{{date}}"]) {
        assert.ok(labels.includes(label), label);
      }
      const date = items.find((item) => labelOf(item) === "{{date}}");
      assert.ok(date?.range instanceof vscode.Range && !date.range.isEmpty);
    });
  });

  describe("hover", () => {
    it("tells meaning, range and default by the model", async () => {
      const text = (id: string) =>
        `{"modelId": "${id}", "body": {"messages": [], "temp|erature": 1}}`;
      const older = await hoverAt(text(claude));
      assert.match(older, /Randomness/);
      assert.match(older, /0 to 1/);
      assert.match(older, /default `1`/);
      assert.match(await hoverAt(text(newest)), /Deprecated/);
    });

    it("tells what the keys of the file mean", async () => {
      assert.match(await hoverAt('{"ser|viceTier": "flex"}'), /tier/);
    });
  });

  describe("problems", () => {
    it("follow the model id above the body", async () => {
      const body =
        '{"anthropic_version": "bedrock-2023-05-31", "max_tokens": 9, "messages": [{"role": "user", "content": "a"}], "temperature": 1}';
      const [deprecated] = await problemsOf(`{"modelId": "${newest}", "body": ${body}}`, 1);
      assert.deepEqual(deprecated?.tags, [vscode.DiagnosticTag.Deprecated]);
      assert.equal(deprecated?.severity, vscode.DiagnosticSeverity.Warning);
      const { uri } = await open(`{"modelId": "${claude}", "body": ${body}}`);
      const editor = vscode.window.activeTextEditor;
      await editor?.edit((edit) => {
        edit.replace(
          new vscode.Range(0, 13, 0, 13 + claude.length),
          "amazon.titan-text-express-v1",
        );
      });
      await until(() => vscode.languages.getDiagnostics(uri).length === 5);
      const messages = vscode.languages.getDiagnostics(uri).map(({ message }) => message);
      assert.ok(messages.some((message) => /inputText/.test(message)));
    });

    it("are errors for what is missing or wrong and warnings for unknown keys", async () => {
      const body = '{"anthropic_version": "bedrock-2023-05-31", "max_tokens": 0, "topp": 1}';
      const problems = await problemsOf(`{"modelId": "${claude}", "body": ${body}}`, 3);
      const bySeverity = (severity: vscode.DiagnosticSeverity) =>
        problems.filter((problem) => problem.severity === severity).map(({ message }) => message);
      assert.deepEqual(bySeverity(vscode.DiagnosticSeverity.Warning), [
        '"topp" is no key of this object; the service refuses it.',
      ]);
      const errors = bySeverity(vscode.DiagnosticSeverity.Error).join("\n");
      assert.match(errors, /"messages"/);
      assert.match(errors, /minimum of 1/);
    });

    it("come while typing in a file of one megabyte without holding up the editor", async () => {
      const turn = { role: "user", content: [{ type: "text", text: "lorem ipsum ".repeat(12) }] };
      const messages = Array.from({ length: 3_600 }, () => turn);
      const body = { anthropic_version: "bedrock-2023-05-31", max_tokens: 9, messages };
      const text = JSON.stringify({ modelId: claude, body }, null, 2);
      assert.ok(text.length > 1_000_000);
      const { uri, document } = await open(text);
      const editor = vscode.window.activeTextEditor;
      const start = document.positionAt(text.indexOf('": 9') + 3);
      for (let i = 0; i < 5; i++) await editor?.edit((edit) => edit.insert(start, "9"));
      const number = new vscode.Range(start, start.translate(0, 6));
      await editor?.edit((edit) => edit.replace(number, "0"));
      await until(() => vscode.languages.getDiagnostics(uri).length === 2);
      const found = vscode.languages.getDiagnostics(uri).map(({ message }) => message);
      assert.match(found.join("\n"), /only the first entries are checked[^]*minimum/);
    });
  });
});
