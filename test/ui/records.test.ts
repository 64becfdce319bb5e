import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { extensionHosts } from "../support/extensionHosts.js";
import { useSandboxWorkbench, type SandboxWorkbench } from "../support/sandboxWorkbench.js";
import { until } from "../support/until.js";

const openHistory = (ui: SandboxWorkbench) =>
  ui.workbench.runCommand("Bedrock Stream: Focus on History View");

describe("two windows on one storage", () => {
  // Slow enough that no answer ends by itself, and that both windows are at leisure.
  const one = useSandboxWorkbench({ paceMs: 100 });
  let two: SandboxWorkbench;
  let hostOfTwo: number;
  let turn = 0;

  const hosts = () => extensionHosts(one.workbench.workspace);
  /** Words of a prompt that no other try of a test has used. */
  const words = (said: string) => `${said} ${turn}`;
  const row = (said: string, state: string) => new RegExp(`${words(said)}.*${state}`);
  const stream = async (ui: SandboxWorkbench, said: string) => {
    const name = `${words(said)}.bedrock.json`;
    await ui.streamFile(name, `sandbox: long 9000\n${words(said)}`);
    await ui.answerLongerThan(20);
  };

  beforeEach(async () => {
    turn += 1;
    // One of a window before may still be there: VS Code keeps it for a while.
    const before = await until("the first window has an extension host", () => {
      const pids = hosts();
      return pids.length > 0 && pids;
    });
    two = await one.openAnother();
    hostOfTwo = await until("the second window has an extension host", () =>
      hosts().find((pid) => !before.includes(pid)),
    );
    await stream(one, "from window one");
  });
  afterEach(async function () {
    const { currentTest } = this;
    if (currentTest?.isPassed() !== true) await two.screenshot(`failed two ${currentTest?.title}`);
    await two.closeWindow();
    // VS Code would keep it for a window that comes back.
    if (hosts().includes(hostOfTwo)) process.kill(hostOfTwo, "SIGKILL");
    await until("the second window streams no more", () => one.sandbox.openStreams() <= 1);
    if (one.sandbox.openStreams() === 1) {
      await one.workbench.runCommand("Bedrock Stream: Stop All Streams");
      await until("nobody streams", () => one.sandbox.openStreams() === 0);
    }
  });

  it("stream at the same time, and both see both runs", async () => {
    await stream(two, "from window two");
    for (const ui of [one, two]) {
      await openHistory(ui);
      await ui.historyRow(row("from window one", "under way"));
      await ui.historyRow(row("from window two", "under way"));
    }
    await one.workbench.screenshot("two windows");
    await two.workbench.runCommand("Bedrock Stream: Stop Stream");
    await two.ended("stopped");
    await one.historyRow(row("from window two", "\\d s"));
    assert.equal(one.sandbox.openStreams(), 1, "the first one still streams");
  });

  it("clear the history without harm to the other one's run", async () => {
    await stream(two, "from window two");
    await two.workbench.runCommand("Bedrock Stream: Stop Stream");
    await two.ended("stopped");
    await openHistory(one);
    await one.historyRow(row("from window two", "\\d s"));
    await two.workbench.runCommand("Bedrock Stream: Clear History");
    const dialog = two.workbench.page.locator(".monaco-dialog-box");
    await dialog.locator(".monaco-button").getByText("Delete", { exact: true }).click();
    await until("the run that has ended is gone", async () => {
      const rows = await one.historyRows();
      return !rows.some((label) => label.includes("from window two"));
    });
    await openHistory(two);
    await two.historyRow(row("from window one", "under way"));
    const length = (await one.partText("answer")).length;
    await one.answerLongerThan(length);
  });

  it("lose nothing to a kill of the other one's extension host", async () => {
    await stream(two, "killed");
    assert.equal(one.sandbox.openStreams(), 2);
    const length = (await one.partText("answer")).length;
    process.kill(hostOfTwo, "SIGKILL");
    await until("its socket is closed", () => one.sandbox.openStreams() === 1);
    await openHistory(one);
    await one.historyRow(row("killed", "interrupted"));
    await one.answerLongerThan(length);
    await one.workbench.runCommand("Bedrock Stream: Stop Stream");
    await one.ended("stopped");
    await one.historyRow(row("from window one", "\\d s"));
  });
});

describe("records on a bad disk", () => {
  const ui = useSandboxWorkbench({ paceMs: 0 });

  it("cost one run when one is damaged, not the list", async () => {
    for (const words of ["first of three", "second of three", "third of three"]) {
      await ui.streamFile(`${words}.bedrock.json`, `sandbox: echo\n${words}`);
      await ui.ended("complete");
    }
    await openHistory(ui);
    await ui.historyRow(/first of three/);
    const names = fs.readdirSync(ui.recordsFolder).sort();
    assert.equal(names.length, 3);
    const second = path.join(ui.recordsFolder, names[1] ?? "");
    fs.writeFileSync(second, `\u0000\u0001 garbage ${"\n{".repeat(100)}`);
    await ui.workbench.reloadWindow();
    await openHistory(ui);
    await ui.historyRow(/Damaged record/);
    await ui.historyRow(/first of three/);
    await ui.historyRow(/third of three/);
    await ui.workbench.runCommand("Bedrock Stream: Show Output");
    await until("the latest run is shown", async () =>
      (await ui.partText("answer")).includes("third of three"),
    );
    await ui.workbench.screenshot("history with a damaged record");
  });

  it("are given up with one warning when the disk is full, and the streams go on", async function () {
    const folder = ui.recordsFolder;
    const size = "size=64k";
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", size, "tmpfs", folder], { stdio: "ignore" });
    } catch {
      this.test!.title += " (skipped: no tmpfs can be mounted)";
      this.skip();
    }
    try {
      for (const words of ["larger than the disk", "larger than it, too"]) {
        const said = `${words} `.repeat(4_000);
        await ui.streamFile(`${words}.bedrock.json`, `sandbox: echo\n${said}`);
        await ui.ended("complete");
        assert.ok((await ui.partText("answer")).length > 60_000, "the answer is whole");
        await until("there is a warning", async () => (await ui.recordWarnings()).length > 0);
      }
      const [warning, ...more] = await ui.recordWarnings();
      assert.match(warning ?? "", /ENOSPC|no space/i);
      assert.deepEqual(more, []);
      await ui.workbench.screenshot("full disk");
    } finally {
      // Lazily: the extension host watches the folder.
      execFileSync("umount", ["-l", folder]);
    }
  });
});
