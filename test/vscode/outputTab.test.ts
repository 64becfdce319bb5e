import assert from "node:assert/strict";
import * as vscode from "vscode";
import { OutputView } from "../../src/views/output.js";
import { api, claude, stream, until, useOwnSandbox } from "./sandboxInUse.js";

const command = (id: string, ...args: unknown[]) =>
  vscode.commands.executeCommand(`bedrockStream.${id}`, ...args);

describe("the output view in an editor's tab", () => {
  const sandbox = useOwnSandbox(5);

  beforeEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  /** Tabs of this extension's own; VS Code puts a word before the type of a webview. */
  const tabs = () =>
    vscode.window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter(
        ({ input }) =>
          input instanceof vscode.TabInputWebview && input.viewType.endsWith(OutputView.tabType),
      );

  it("opens once, however often it is asked for, and moves back on demand", async () => {
    await command("openOutputAsTab");
    await until(() => tabs().length === 1);
    await command("openOutputAsTab");
    await command("showOutput");
    assert.equal(tabs().length, 1);
    await command("moveOutputBack");
    await until(() => tabs().length === 0);
    await command("moveOutputBack");
  });

  it("leaves the run alone that streams meanwhile", async () => {
    const prompt = "sandbox: long 120\nx";
    const running = stream("streamPrompt", { modelId: claude, prompt });
    await until(() => sandbox().openStreams() === 1);
    const before = (await api()).runIds().length;
    await command("openOutputAsTab");
    await until(() => tabs().length === 1);
    await command("moveOutputBack");
    await until(() => tabs().length === 0);
    const { verdict, text } = await running;
    assert.equal(verdict, "complete");
    assert.equal(text.trim().split(/\s+/).length, 120);
    assert.equal((await api()).runIds().length, before, "nothing was sent again");
  });

  it("goes back to the view when its tab is closed", async () => {
    await command("openOutputAsTab");
    await until(() => tabs().length === 1);
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    await until(() => tabs().length === 0);
    await command("showOutput");
    assert.equal(tabs().length, 0, "it is shown in the view");
  });
});
