import assert from "node:assert/strict";
import * as fs from "node:fs";
import { extensionHosts } from "../support/extensionHosts.js";
import { useSandboxWorkbench } from "../support/sandboxWorkbench.js";
import { until } from "../support/until.js";

describe("nothing is lost", () => {
  const ui = useSandboxWorkbench({ paceMs: 20 });

  it("keeps the whole text of a run through a reload of the window", async () => {
    await ui.streamFile(
      "kept.bedrock.json",
      "sandbox: echo\nAll of this **stays**.\n\n- one\n- two",
    );
    await ui.ended("complete");
    const before = await ui.partText("answer");
    await ui.workbench.reloadWindow();
    await ui.workbench.runCommand("Bedrock Stream: Show Output");
    assert.equal(await ui.answerLongerThan(before.length - 1), before);
    await ui.workbench.runCommand("Bedrock Stream: Focus on History View");
    await ui.historyRow(/All of this/);
    await ui.workbench.screenshot("history after a reload");
  });

  it("keeps what had arrived when the window is reloaded in mid-stream, and says interrupted", async () => {
    await ui.streamFile("reloaded.bedrock.json", "sandbox: long 2000\nreloaded in mid-stream");
    const seen = await ui.answerLongerThan(300);
    await ui.workbench.reloadWindow();
    await ui.workbench.runCommand("Bedrock Stream: Show Output");
    await until("all that was seen is there again", async () =>
      (await ui.partText("answer")).startsWith(seen.trimEnd()),
    );
    await ui.workbench.runCommand("Bedrock Stream: Focus on History View");
    await ui.historyRow(/reloaded in mid-stream.*interrupted/);
  });

  it("keeps what had arrived when the extension host is killed in mid-stream", async () => {
    await ui.streamFile("killed.bedrock.json", "sandbox: long 2000\nkilled in mid-stream");
    await ui.answerLongerThan(300);
    const [pid] = extensionHosts(ui.workbench.workspace);
    assert.ok(pid !== undefined, "an extension host runs");
    const seen = await ui.partText("answer");
    // What was on the screen a quarter of a second before has to be on disk.
    await new Promise((resolve) => setTimeout(resolve, 250));
    process.kill(pid, "SIGKILL");
    await until("the socket is closed", () => ui.sandbox.openStreams() === 0);
    await ui.workbench.reloadWindow();
    await ui.workbench.runCommand("Bedrock Stream: Show Output");
    await until("all that was seen is there again", async () =>
      (await ui.partText("answer")).startsWith(seen.trimEnd()),
    );
    await ui.workbench.runCommand("Bedrock Stream: Focus on History View");
    await ui.historyRow(/killed in mid-stream.*interrupted/);
    await ui.workbench.screenshot("history after a crash");
  });

  it("finds a run by a word of its answer, and replays it under that label", async () => {
    await ui.workbench.runCommand("Bedrock Stream: Search History…");
    await ui.workbench.quickInput.asked("Search History");
    await ui.workbench.quickInput.box.fill("all stays");
    const found = ui.workbench.quickInput.rows;
    await until("one run is left", async () => (await found.count()) === 1);
    assert.match(await found.first().innerText(), /All of this/);
    await ui.workbench.quickInput.box.press("Enter");
    await until("the run is shown", async () => /All of this/.test(await ui.partText("answer")));
    await ui.workbench.runCommand("Bedrock Stream: Replay Run…");
    const label = "sandbox: echo All of this **stays**. - one - two";
    await ui.workbench.quickInput.choose(label);
    await ui.workbench.quickInput.choose("Instantly");
    const panel = await ui.workbench.panelFrame();
    await panel.locator("[data-part=replay]").waitFor();
    await until("it was played", async () => /All of this/.test(await ui.partText("answer")));
    assert.match((await ui.workbench.statusBarText("bedrockStream.status")) ?? "", /Replay/);
    await ui.workbench.screenshot("replay");
  });

  it("warns once when nothing can be recorded, and the streams go on", async () => {
    const folder = ui.recordsFolder;
    assert.ok(fs.existsSync(folder));
    fs.rmSync(folder, { recursive: true });
    // A file in the folder's place refuses everybody, even root.
    fs.writeFileSync(folder, "");
    for (const words of ["not on disk", "nor this one"]) {
      await ui.streamFile(`${words}.bedrock.json`, `sandbox: echo\n${words}`);
      await until("the answer is shown", async () => (await ui.partText("answer")).includes(words));
    }
    await until("there is a warning", async () => (await ui.recordWarnings()).length > 0);
    assert.equal((await ui.recordWarnings()).length, 1);
    fs.rmSync(folder);
  });
});

describe("a lower limit of the history", () => {
  const ui = useSandboxWorkbench({ paceMs: 0 });
  const records = () =>
    fs.readdirSync(ui.recordsFolder).filter((name) => name.endsWith(".jsonl")).length;
  const question = () =>
    ui.workbench.page.locator(".notifications-toasts .notification-list-item", {
      hasText: "more than its lower limit allows",
    });

  async function answer(button: string): Promise<void> {
    await question().waitFor();
    await ui.workbench.screenshot(`lower history limit ${button}`);
    await question().getByText(button, { exact: true }).click();
    await question().waitFor({ state: "hidden" });
  }

  before(async () => {
    for (const words of ["first", "second", "third"]) {
      await ui.streamFile(`${words}.bedrock.json`, `sandbox: echo\n${words}`);
      await ui.ended("complete");
    }
    await until("all runs are recorded", () => records() === 3);
  });

  it("deletes nothing where the person keeps the runs", async () => {
    await ui.workbench.changeSettings({ "bedrockStream.history.limit": 2 });
    await answer("Keep");
    assert.equal(records(), 3);
  });

  it("deletes the oldest only when the person says so", async () => {
    await ui.workbench.changeSettings({ "bedrockStream.history.limit": 1 });
    await question().waitFor();
    assert.equal(records(), 3, "nothing is deleted before");
    await answer("Delete Now");
    await until("the newest is left", () => records() === 1);
    await ui.workbench.runCommand("Bedrock Stream: Focus on History View");
    await ui.historyRow(/third/);
  });
});
