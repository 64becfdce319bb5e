import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { symlink } from "node:fs/promises";
import * as path from "node:path";
import * as vscode from "vscode";
import { setSetting, stream, titan, until, useOwnSandbox, writeFile } from "./sandboxInUse.js";

describe("variables", () => {
  const sandbox = useOwnSandbox();

  /** A request file whose prompt echoes `text`, which is JSON text without its quotes. */
  const fileWith = (text: string) =>
    writeFile(
      "variables.bedrock.json",
      `{ // comment\n"modelId": "${titan}", "body": {"inputText": "sandbox: echo\\n${text}"},}`,
    );

  const nameOf = (uri: vscode.Uri) => path.posix.basename(uri.path);

  async function textFor(text: string): Promise<string> {
    const summary = await stream("streamRequest", { uri: await fileWith(text) });
    return summary.text;
  }

  async function select(text: string, ending: string): Promise<vscode.TextEditor> {
    const editor = await vscode.window.showTextDocument(await writeFile(ending, text));
    editor.selection = new vscode.Selection(1, 0, 2, 6);
    // VS Code tells extensions of a selection a moment later.
    await until(() => vscode.window.activeTextEditor?.selection.isEmpty === false);
    return editor;
  }

  it("put files in, escaped for the string they stand in", async () => {
    const content = 'a "quoted" \\ line\n\tand {{date}}, é';
    const file = await writeFile("content.txt", content);
    assert.equal(await textFor(`[{{file:${nameOf(file)}}}]`), `[${content}]`);
    const sent = sandbox().requests.at(-1)?.body ?? "";
    assert.doesNotThrow(() => JSON.parse(sent));
  });

  it("put the bytes of files in as base64", async () => {
    const file = await writeFile("bytes.bin", "\u0000\u0001é");
    assert.equal(
      await textFor(`{{fileBase64:${nameOf(file)}}}`),
      Buffer.from("\u0000\u0001é").toString("base64"),
    );
  });

  it("take the text of an editor that is not saved", async () => {
    const file = await writeFile("dirty.txt", "old");
    const editor = await vscode.window.showTextDocument(file);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "new and "));
    assert.equal(await textFor(`{{file:${nameOf(file)}}}`), "new and old");
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  it("tell of the latest selection in another file", async () => {
    const editor = await select("first\nsecond\nthird \n", "selected.py");
    await vscode.window.showTextDocument(await fileWith("x"));
    const text = await textFor("{{lineRange}} {{fileName}} {{selection}}");
    const name = vscode.workspace.asRelativePath(editor.document.uri, false);
    assert.equal(text, `2-3 ${name} second\nthird `);
  });

  it("put in the clipboard and the date", async () => {
    await vscode.env.clipboard.writeText("from the clipboard");
    assert.match(await textFor("{{clipboard}} {{date}}"), /^from the clipboard \d{4}-\d\d-\d\d$/);
  });

  it("ask for what only a person knows, and send nothing when the question is left", async () => {
    const uri = await fileWith("<{{input:Name}}>");
    const before = sandbox().requests.length;
    const ended = (command: string) => {
      let result: unknown = "waiting";
      const run = vscode.commands.executeCommand("bedrockStream.streamRequest", { uri });
      void run.then((summary) => (result = summary));
      return until(() => {
        void vscode.commands.executeCommand(command);
        return result !== "waiting";
      }).then(() => result);
    };
    assert.equal(await ended("workbench.action.closeQuickOpen"), undefined);
    assert.equal(sandbox().requests.length, before);
    const summary = await ended("workbench.action.acceptSelectedQuickOpenItem");
    assert.equal((summary as { text: string }).text, "<>");
  });

  it("put in only environment variables that the setting allows", async () => {
    process.env.BEDROCK_STREAM_TEST = "from outside";
    try {
      const uri = await fileWith("{{env:BEDROCK_STREAM_TEST}}");
      await assert.rejects(stream("streamRequest", { uri }), /does not allow BEDROCK_STREAM_TEST/);
      await setSetting("variables.environment", ["BEDROCK_STREAM_TEST", "BEDROCK_STREAM_NONE"]);
      assert.equal(await textFor("{{env:BEDROCK_STREAM_TEST}}"), "from outside");
      await assert.rejects(textFor("{{env:BEDROCK_STREAM_NONE}}"), /not set/);
    } finally {
      delete process.env.BEDROCK_STREAM_TEST;
      await setSetting("variables.environment", undefined);
    }
  });

  it("name no file outside the workspace, neither by path nor by link", async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
    const outside = mkdtempSync(path.join(path.dirname(folder), "outside-"));
    const file = path.join(outside, "secret.txt");
    writeFileSync(file, "marked secret");
    const beside = path.relative(folder, file);
    const link = path.join(folder, `link-${process.pid}`);
    await symlink(file, `${link}.txt`);
    await symlink(outside, link);
    const before = sandbox().requests.length;
    const ways = {
      "out of the workspace": [
        ...[beside, file, `.${path.sep}${beside}`, `nowhere/../${beside}`, `a/b/../../${beside}`],
        ...[beside.replaceAll("/", "\\\\"), `C:\\\\${path.basename(file)}`, `c:/secret.txt`],
        ...[`~/secret.txt`, `//${file}`, `\\\\\\\\host\\\\share\\\\secret.txt`, `..`],
        ...[`${path.basename(link)}.txt`, `${path.basename(link)}/secret.txt`],
      ],
      "There is no file|is no file": [
        ...[beside.replaceAll("..", "%2e%2e"), encodeURIComponent(beside)],
        ...[file.slice(1), `%2F${file.slice(1)}`, ".", "./"],
      ],
    };
    try {
      for (const [said, paths] of Object.entries(ways)) {
        for (const written of paths) {
          for (const name of ["file", "fileBase64"]) {
            await assert.rejects(textFor(`{{${name}:${written}}}`), new RegExp(said), written);
          }
        }
      }
      await assert.rejects(textFor(`{{file:file://${file}}}`), /workspace|no file/);
      assert.equal(sandbox().requests.length, before, "nothing was sent");
    } finally {
      rmSync(outside, { recursive: true });
      rmSync(link);
      rmSync(`${link}.txt`);
    }
  });

  it("are Problems before anything is sent when they have no value", async () => {
    const uri = await fileWith("{{file:missing.txt}} {{env:NOT_ALLOWED}} {{file}} {{slection}}");
    const document = await vscode.workspace.openTextDocument(uri);
    await until(() => vscode.languages.getDiagnostics(uri).length === 4);
    const marked = vscode.languages
      .getDiagnostics(uri)
      .map(({ range, severity }) => `${severity} ${document.getText(range)}`);
    assert.deepEqual(marked.sort(), [
      "0 {{env:NOT_ALLOWED}}",
      "0 {{file:missing.txt}}",
      "0 {{file}}",
      "1 {{slection}}",
    ]);
    const before = sandbox().requests.length;
    await assert.rejects(stream("streamRequest", { uri }), /line 2/);
    assert.equal(sandbox().requests.length, before);
  });

  it("leave the braces of other templates and prompts that are typed as they are", async () => {
    assert.equal(await textFor("{{user.name}} {{#if}}"), "{{user.name}} {{#if}}");
    const prompt = "sandbox: echo\n{{date}}";
    const summary = await stream("streamPrompt", { modelId: titan, prompt });
    assert.equal(summary.text, "{{date}}");
  });

  it("keep the places that the service blames", async () => {
    const file = await writeFile("long.txt", "many\nlines\n".repeat(50));
    const uri = await writeFile(
      "blamed.bedrock.json",
      `{"modelId": "${titan}", "body": {"inputText": "{{file:${nameOf(file)}}}", "wrong": 1}}`,
    );
    const summary = await stream("streamRequest", { uri });
    assert.equal(summary.failure?.exception, "ValidationException");
    const document = await vscode.workspace.openTextDocument(uri);
    const ofRun = vscode.languages
      .getDiagnostics(uri)
      .filter(({ code }) => typeof code === "object");
    assert.deepEqual(
      ofRun.map(({ range }) => document.getText(range)),
      ['"wrong"'],
    );
  });

  it("are shown replaced, read-only, exactly as they would be sent", async () => {
    const uri = await fileWith("{{date}} \\u00e9");
    const before = sandbox().requests.length;
    await vscode.commands.executeCommand("bedrockStream.showRequest", { uri });
    assert.equal(sandbox().requests.length, before);
    const shown = vscode.window.activeTextEditor;
    assert.equal(shown?.document.uri.scheme, "bedrock-stream-request");
    assert.equal(shown?.document.languageId, "json");
    await stream("streamRequest", { uri });
    assert.equal(shown?.document.getText(), sandbox().requests.at(-1)?.body);
    assert.match(shown?.document.getText() ?? "", /\d{4}-\d\d-\d\d \\u00e9/);
  });
});

describe("requests in other documents", () => {
  const sandbox = useOwnSandbox();

  const fenced = [
    "# Notes",
    "",
    "```json bedrock",
    `{ "modelId": "${titan}", "body": { "inputText": "sandbox: echo\\nfrom Markdown" } }`,
    "```",
    "",
    "```json",
    '{ "inputText": "not ours" }',
    "```",
    "",
    "````md",
    "```json bedrock",
    "{}",
    "```",
    "````",
    "",
    "```jsonc bedrock",
    '{ "inputText": "sandbox: echo\\na body alone" /* comment */ }',
    "```",
  ].join("\n");

  it("have a lens above every fenced block that names Bedrock", async () => {
    const uri = await writeFile("notes.md", fenced);
    await vscode.window.showTextDocument(uri);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      "vscode.executeCodeLensProvider",
      uri,
    );
    const ours = lenses.filter(({ command }) => command?.command === "bedrockStream.streamRequest");
    assert.deepEqual(
      ours.map(({ range }) => range.start.line),
      [2, 16],
    );
    await vscode.commands.executeCommand("bedrockStream.selectModel", titan);
    const texts = [];
    for (const { command } of ours) {
      const { interactive: _, ...argument } = command?.arguments?.[0] as Record<string, unknown>;
      texts.push((await stream("streamRequest", argument)).text);
    }
    assert.deepEqual(texts, ["from Markdown", "a body alone"]);
  });

  it("are streamed from a selection that is a JSON object, with the chosen model", async () => {
    await vscode.commands.executeCommand("bedrockStream.selectModel", titan);
    const text = 'const body = {"inputText": "sandbox: echo\\nselected"};';
    const editor = await vscode.window.showTextDocument(await writeFile("code.ts", text));
    editor.selection = new vscode.Selection(0, 13, 0, text.length - 1);
    const summary = await stream("streamRequest", undefined);
    assert.equal(summary.text, "selected");
    assert.equal(sandbox().requests.at(-1)?.body, '{"inputText": "sandbox: echo\\nselected"}');
  });
});
