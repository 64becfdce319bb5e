import assert from "node:assert/strict";
import * as vscode from "vscode";
import { stream, titan, useOwnSandbox, writeFile } from "./sandboxInUse.js";

describe("prompt templates", () => {
  const sandbox = useOwnSandbox();
  const folder = () => {
    const first = vscode.workspace.workspaceFolders?.[0];
    if (!first) throw new Error("no workspace folder is open");
    return vscode.Uri.joinPath(first.uri, ".vscode", "bedrock");
  };
  const range = new vscode.Range(1, 0, 2, 4);
  const sentPrompt = (): string => {
    const body = JSON.parse(sandbox().requests.at(-1)?.body ?? "{}") as { inputText?: string };
    return body.inputText ?? "";
  };

  async function selected(): Promise<{ uri: vscode.Uri; range: vscode.Range; name: string }> {
    const uri = await writeFile("code.py", 'zero\none = "{{date}}"\ntwo()\n');
    return { uri, range, name: vscode.workspace.asRelativePath(uri, false) };
  }

  afterEach(async () => {
    try {
      await vscode.workspace.fs.delete(folder(), { recursive: true });
    } catch {
      // Most tests write no template.
    }
  });

  it("send an instruction with the selection, and where it stands, as context", async () => {
    const { name, ...place } = await selected();
    const instruction = "What is one?";
    await stream("askSelection", { instruction, modelId: titan, ...place });
    const prompt = sentPrompt();
    assert.match(prompt, /What is one\?/);
    assert.ok(prompt.includes(`<selection file="${name}" lines="2-3" language="python">`), prompt);
    assert.ok(prompt.includes('one = "{{date}}"\ntwo('), "the selection itself is not touched");
  });

  for (const [command, words] of [
    ["explainSelection", /Explain/],
    ["reviewSelection", /Review/],
    ["testSelection", /unit tests/],
    ["documentSelection", /documentation comments/],
  ] as const) {
    it(`have a built-in one for ${command}`, async () => {
      const { name: _, ...place } = await selected();
      const summary = await stream(command, { modelId: titan, ...place });
      assert.equal(summary.verdict, "complete");
      assert.match(sentPrompt(), words);
      assert.match(sentPrompt(), /two\(/);
    });
  }

  it("are request files of the workspace that stand in place of the built-in ones", async () => {
    const { name, ...place } = await selected();
    const text = `// Mine\n{ "modelId": "${titan}", "body": { "inputText": "sandbox: echo\\nMine: {{fileName}} {{selection}}" } }`;
    await vscode.workspace.fs.createDirectory(folder());
    for (const id of ["explain", "own words"]) {
      const uri = vscode.Uri.joinPath(folder(), `${id}.bedrock.json`);
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    }
    const expected = `Mine: ${name} one = "{{date}}"\ntwo(`;
    assert.equal((await stream("explainSelection", place)).text, expected);
    assert.equal(
      (await stream("askSelection", { template: "own words", ...place })).text,
      expected,
    );
  });

  it("refuse an unknown template and an empty selection as a caller's mistake", async () => {
    const { name: _, ...place } = await selected();
    await assert.rejects(
      stream("askSelection", { template: "none", ...place }),
      /no prompt template/,
    );
    const empty = new vscode.Range(1, 0, 1, 0);
    await assert.rejects(stream("explainSelection", { uri: place.uri, range: empty }), /Select/);
  });
});
