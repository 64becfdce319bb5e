import assert from "node:assert/strict";
import * as vscode from "vscode";

describe("the extension", () => {
  it("is there and activates", async () => {
    const extension = vscode.extensions.getExtension("bedrock-stream.bedrock-stream");
    assert.ok(extension, "VS Code does not know the extension");
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
