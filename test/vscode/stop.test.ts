import assert from "node:assert/strict";
import * as vscode from "vscode";
import { api, claude, setSetting, stream, until, useOwnSandbox } from "./sandboxInUse.js";

describe("Stop Stream", () => {
  const sandbox = useOwnSandbox(10);

  async function stoppedWhen(prompt: string, ready: () => boolean | Promise<boolean>) {
    const running = stream("streamPrompt", { modelId: claude, prompt });
    while (!(await ready())) await new Promise((resolve) => setTimeout(resolve, 5));
    const at = performance.now();
    await vscode.commands.executeCommand("bedrockStream.stop");
    const summary = await running;
    return { summary, at };
  }

  const statusMatches = (pattern: RegExp) => async () =>
    pattern.test((await api()).statusBar()?.text ?? "");

  it("ends a run before the first byte and closes its socket", async () => {
    const { summary } = await stoppedWhen("sandbox: silence\nx", () => sandbox().openStreams() > 0);
    assert.equal(summary.verdict, "stopped");
    assert.equal(summary.failure, undefined);
    await until(() => sandbox().openStreams() === 0);
  });

  it("ends a run in mid-stream, keeps its text and closes its socket", async () => {
    const { summary } = await stoppedWhen(
      "sandbox: long 5000\nx",
      statusMatches(/[1-9]\d* chunks\/s/),
    );
    assert.equal(summary.verdict, "stopped");
    assert.ok(summary.text.length > 0);
    await until(() => sandbox().openStreams() === 0);
  });

  it("ends a run that waits before its next attempt", async () => {
    const prompt = "sandbox: ThrottlingException 9 times retry after 20\nx";
    const { summary } = await stoppedWhen(prompt, statusMatches(/Attempt 2 in/));
    assert.equal(summary.verdict, "stopped");
    assert.equal(summary.attempts, 1);
  });

  it("ends every run with Stop All Streams", async () => {
    const runs = [1, 2, 3].map(() =>
      stream("streamPrompt", { modelId: claude, prompt: "sandbox: stall after 2\nx" }),
    );
    await until(() => sandbox().openStreams() === 3);
    await vscode.commands.executeCommand("bedrockStream.stopAll");
    const verdicts = (await Promise.all(runs)).map(({ verdict }) => verdict);
    assert.deepEqual(verdicts, ["stopped", "stopped", "stopped"]);
  });

  it("is not needed for a stream that stalls: stallTimeout ends it, the text stays", async () => {
    await setSetting("stallTimeout", 0.5);
    const prompt = "sandbox: stall after 6\nx";
    const summary = await stream("streamPrompt", { modelId: claude, prompt });
    await setSetting("stallTimeout", undefined);
    assert.equal(summary.verdict, "stalled");
    assert.ok(summary.text.length > 0);
  });
});
