import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { startSandbox, type Sandbox } from "../../src/sandbox/server.js";
import { until } from "../support/until.js";
import { openWorkbench, type Workbench } from "../support/workbench.js";

const claude = "anthropic.claude-3-5-sonnet-20240620-v1:0";

describe("nothing is lost", () => {
  let sandbox: Sandbox;
  let workbench: Workbench;

  before(async () => {
    sandbox = await startSandbox({ paceMs: 20 });
    workbench = await openWorkbench({
      workspace: "sample",
      settings: {
        "bedrockStream.endpoint": sandbox.endpoint,
        "bedrockStream.region": sandbox.region,
        "bedrockStream.modelId": claude,
        "bedrockStream.maxAttempts": 1,
      },
      env: {
        AWS_ACCESS_KEY_ID: sandbox.accessKeyId,
        AWS_SECRET_ACCESS_KEY: sandbox.secretAccessKey,
      },
    });
  });
  after(async () => {
    await workbench?.close();
    await sandbox?.close();
  });

  afterEach(async function () {
    const { currentTest } = this;
    if (currentTest?.state === "failed") await workbench?.screenshot(`failed ${currentTest.title}`);
  });

  async function streamFile(name: string, prompt: string): Promise<void> {
    const body = {
      anthropic_version: "bedrock-2023-05-31",
      max_tokens: 4_000,
      messages: [{ role: "user", content: prompt }],
    };
    const text = JSON.stringify({ modelId: claude, body }, null, 2);
    fs.writeFileSync(path.join(workbench.workspace, name), text);
    await workbench.openFile(name);
    await workbench.runCommand("Bedrock Stream: Stream Request in Editor");
  }

  async function answer(): Promise<string> {
    const panel = await workbench.panelFrame();
    return panel.locator("[data-part=answer]").innerText();
  }

  const answerLongerThan = (length: number) =>
    until(`the panel shows more than ${length} characters`, async () => {
      const text = await answer().catch(() => "");
      return text.length > length && text;
    });

  /** Opens the history and returns the labels of its rows, all days unfolded. */
  async function rows(): Promise<string[]> {
    return workbench.page
      .locator('.pane:has-text("History") .monaco-list-row')
      .evaluateAll((all) => all.map((row) => row.getAttribute("aria-label") ?? ""));
  }

  const row = (text: RegExp) =>
    until(`the history has a row like ${text}`, async () =>
      (await rows()).find((label) => text.test(label)),
    );

  it("keeps the whole text of a run through a reload of the window", async () => {
    await streamFile("kept.bedrock.json", "sandbox: echo\nAll of this **stays**.\n\n- one\n- two");
    const panel = await workbench.panelFrame();
    await panel.locator("[data-part=ending], [data-verdict=complete]").first().waitFor();
    const before = await answerLongerThan(20);
    await workbench.reloadWindow();
    await workbench.runCommand("Bedrock Stream: Show Output");
    assert.equal(await answerLongerThan(before.length - 1), before);
    await workbench.runCommand("Bedrock Stream: Focus on History View");
    await row(/All of this/);
    await workbench.screenshot("history after a reload");
  });

  it("keeps what had arrived when the window is reloaded in mid-stream, and says interrupted", async () => {
    await streamFile("reloaded.bedrock.json", "sandbox: long 2000\nreloaded in mid-stream");
    const seen = await answerLongerThan(300);
    await workbench.reloadWindow();
    await workbench.runCommand("Bedrock Stream: Show Output");
    const kept = await answerLongerThan(300);
    assert.ok(kept.startsWith(seen.trimEnd()), "nothing that was seen is missing");
    await workbench.runCommand("Bedrock Stream: Focus on History View");
    await row(/reloaded in mid-stream.*interrupted/);
  });

  it("keeps what had arrived when the extension host is killed in mid-stream", async () => {
    await streamFile("killed.bedrock.json", "sandbox: long 2000\nkilled in mid-stream");
    await answerLongerThan(300);
    const [pid] = extensionHosts(workbench.workspace);
    assert.ok(pid !== undefined, "an extension host runs");
    const seen = await answer();
    // What was on the screen a quarter of a second before has to be on disk.
    await new Promise((resolve) => setTimeout(resolve, 250));
    process.kill(pid, "SIGKILL");
    await until("the socket is closed", () => sandbox.openStreams() === 0);
    await workbench.reloadWindow();
    await workbench.runCommand("Bedrock Stream: Show Output");
    const kept = await answerLongerThan(300);
    assert.ok(kept.startsWith(seen.trimEnd()), "nothing that was seen is missing");
    await workbench.runCommand("Bedrock Stream: Focus on History View");
    await row(/killed in mid-stream.*interrupted/);
    await workbench.screenshot("history after a crash");
  });
});

/** The extension hosts of the VS Code whose data lies beside this workspace. */
function extensionHosts(workspace: string): number[] {
  const temporary = path.dirname(workspace);
  return fs.readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const command = fs.readFileSync(`/proc/${name}/cmdline`, "utf8");
      const environment = fs.readFileSync(`/proc/${name}/environ`, "utf8");
      const isHost = command.includes("--type=extensionHost");
      return isHost && environment.includes(temporary) ? [Number(name)] : [];
    } catch {
      // It ended meanwhile, or belongs to somebody else.
      return [];
    }
  });
}
