import assert from "node:assert/strict";
import * as vscode from "vscode";
import { useOwnSandbox, writeFile } from "./sandboxInUse.js";

describe("the hover on a model id", () => {
  useOwnSandbox();

  async function hoverAt(uri: vscode.Uri, word: string): Promise<string> {
    const document = await vscode.workspace.openTextDocument(uri);
    const position = document.positionAt(document.getText().indexOf(word) + 1);
    const command = "vscode.executeHoverProvider";
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(command, uri, position);
    return hovers
      .flatMap(({ contents }) => contents)
      .map((content) => (typeof content === "string" ? content : content.value))
      .filter((text) => text.includes("Kind"))
      .join("\n");
  }

  it("tells what the id tells, and after a click what the account says", async () => {
    const modelId = "anthropic.claude-sonnet-4-5-20250929-v1:0";
    const text = `{ "modelId": "${modelId}", "body": {} }`;
    const uri = await writeFile("hover.bedrock.json", text);
    const before = await hoverAt(uri, modelId);
    assert.match(before, /foundation model/);
    assert.match(before, /By the id alone/);
    const link = /command:(_\w+\.\w+)\?([^)]+)\)/.exec(before);
    const values: unknown = JSON.parse(decodeURIComponent(link?.[2] ?? ""));
    assert.deepEqual(values, [uri.toString()]);
    await vscode.commands.executeCommand(link?.[1] ?? "", uri.toString());
    const after = await hoverAt(uri, modelId);
    assert.match(after, /On demand: no/);
    assert.match(after, /By the account/);
    assert.equal(await hoverAt(uri, '"body"'), "");
  });
});
