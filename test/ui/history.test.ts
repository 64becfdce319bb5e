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

  /** Waits until the panel shows the run that streams now, and this much of it. */
  async function streamed(length: number): Promise<string> {
    const panel = await workbench.panelFrame();
    await panel.locator("[data-action=stop]").waitFor();
    return answerLongerThan(length);
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
    const seen = await streamed(300);
    await workbench.reloadWindow();
    await workbench.runCommand("Bedrock Stream: Show Output");
    const kept = await answerLongerThan(300);
    assert.ok(kept.startsWith(seen.trimEnd()), "nothing that was seen is missing");
    await workbench.runCommand("Bedrock Stream: Focus on History View");
    await row(/reloaded in mid-stream.*interrupted/);
  });

  it("keeps what had arrived when the extension host is killed in mid-stream", async () => {
    await streamFile("killed.bedrock.json", "sandbox: long 2000\nkilled in mid-stream");
    await streamed(300);
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

  it("finds a run by a word of its answer, and replays it under that label", async () => {
    await workbench.runCommand("Bedrock Stream: Search History…");
    await workbench.quickInput.box.fill("all stays");
    const found = workbench.quickInput.rows;
    await until("one run is left", async () => (await found.count()) === 1);
    assert.match(await found.first().innerText(), /All of this/);
    await workbench.quickInput.box.press("Enter");
    await until("the run is shown", async () => /All of this/.test(await answer()));
    await workbench.runCommand("Bedrock Stream: Replay Run…");
    const label = "sandbox: echo All of this **stays**. - one - two";
    await workbench.quickInput.choose(label);
    await workbench.quickInput.choose("Instantly");
    const panel = await workbench.panelFrame();
    await panel.locator("[data-part=replay]").waitFor();
    await until("it was played", async () => /All of this/.test(await answer()));
    assert.match((await workbench.statusBarText("bedrockStream.status")) ?? "", /Replay/);
    await workbench.screenshot("replay");
  });

  it("warns once when nothing can be recorded, and the streams go on", async () => {
    const storage = path.join(path.dirname(workbench.workspace), "data/User/globalStorage");
    const folder = path.join(storage, "bedrock-stream.bedrock-stream/runs");
    assert.ok(fs.existsSync(folder));
    fs.rmSync(folder, { recursive: true });
    // A file in the folder's place refuses everybody, even root.
    fs.writeFileSync(folder, "");
    for (const words of ["not on disk", "nor this one"]) {
      await streamFile(`${words}.bedrock.json`, `sandbox: echo\n${words}`);
      await until("the answer is shown", async () => (await answer()).includes(words));
    }
    await until("there is a warning", async () => (await warnings()).length > 0);
    assert.equal((await warnings()).length, 1);
    fs.rmSync(folder);
  });

  async function warnings(): Promise<string[]> {
    const all = await workbench.notifications();
    return all.filter((message) => message.includes("cannot record runs"));
  }
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
