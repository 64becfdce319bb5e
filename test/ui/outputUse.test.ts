import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { useSandboxWorkbench } from "../support/sandboxWorkbench.js";
import { until } from "../support/until.js";

describe("what a run's output is good for", () => {
  const ui = useSandboxWorkbench({ paceMs: 5, settings: { "bedrockStream.maxAttempts": 3 } });

  /** Answers the question for a file's name, and waits until there is something in it. */
  async function saved(button: "saveEvents" | "saveRawBytes", name: string): Promise<Buffer> {
    const panel = await ui.workbench.panelFrame();
    await panel.locator("[data-page=events].page-tab").click();
    const file = path.join(ui.workbench.workspace, name);
    const { box } = ui.workbench.quickInput;
    await until(`${name} is saved`, async () => {
      if (fs.existsSync(file)) return true;
      if (!(await box.isVisible())) await panel.locator(`[data-action=${button}]`).click();
      // While the dialog reads the folder it may put its own name in place of what is typed.
      await box.fill(file, { timeout: 5_000 }).catch(() => undefined);
      await box.press("Enter", { timeout: 5_000 }).catch(() => undefined);
      return box.waitFor({ state: "hidden", timeout: 2_000 }).then(
        () => until(`${name} is there`, () => fs.existsSync(file), 2_000).catch(() => false),
        () => false,
      );
    });
    return until(`${name} is written`, () => {
      const content = fs.readFileSync(file);
      return content.length > 0 && content;
    });
  }

  it("saves its events as lines of JSON", async () => {
    await ui.streamFile("saved.bedrock.json", "sandbox: echo\nsave all of this");
    await ui.ended("complete");
    const lines = (await saved("saveEvents", "events.jsonl"))
      .toString("utf8")
      .trimEnd()
      .split("\n");
    const events = lines.map((line): unknown => JSON.parse(line));
    assert.ok(events.length > 5);
    assert.ok(lines.every((line) => line.includes('"type":"chunk"')));
  });

  it("saves its raw bytes as they came", async () => {
    const bytes = await saved("saveRawBytes", "bytes.eventstream");
    assert.equal(bytes.readUInt32BE(0) <= bytes.length, true);
    assert.ok(bytes.includes(":event-type"));
  });

  it("shows both versions before it replaces a selection that has changed meanwhile", async () => {
    await ui.openText("replace.txt", "sandbox: echo\nnew words");
    await ui.workbench.selectAll();
    await ui.newRun(() => ui.workbench.runCommand("Bedrock Stream: Stream Selection as Prompt"));
    await ui.ended("complete");
    await ui.workbench.focusEditor();
    const { page } = ui.workbench;
    await page.keyboard.press("ControlOrMeta+End");
    await page.keyboard.type(" and more");
    const replace = async () => {
      await ui.workbench.selectAll();
      await ui.workbench.runCommand("Bedrock Stream: Replace Selection with Output");
      await page.locator(".monaco-diff-editor").first().waitFor();
    };
    const choose = (name: string) =>
      page.locator(".notifications-toasts .monaco-button").getByText(name, { exact: true }).click();
    const isClosed = () =>
      page.locator(".monaco-diff-editor").first().waitFor({ state: "detached" });
    const text = () => ui.workbench.editor.locator(".view-lines").innerText();
    await replace();
    await ui.workbench.screenshot("replace-preview");
    await choose("Keep");
    await isClosed();
    assert.match(await text(), /and.more/);
    await replace();
    await choose("Replace");
    await isClosed();
    await until("the text is replaced", async () => /^new.words$/.test((await text()).trim()));
    await ui.workbench.focusEditor();
    await page.keyboard.press("ControlOrMeta+KeyZ");
    await until("one step brings it back", async () => /and.more/.test(await text()));
  });

  it("shows each attempt that failed, waits before the next, and still knows after a reload", async () => {
    const prompt = "sandbox: ThrottlingException once retry after 25\nhello";
    const panel = await ui.streamFile("attempts.bedrock.json", prompt);
    await panel.locator("[data-page=answer].page-tab").click();
    await until("the pause is counted", async () =>
      /^Waiting \d+ s before attempt 2$/.test(await ui.partText("countdown")),
    );
    const attempt = panel.locator("[data-part=failedAttempt]");
    assert.match(await attempt.innerText(), /Attempt 1[\s\S]*ThrottlingException[\s\S]*429/);
    await ui.workbench.screenshot("waiting-before-attempt");
    await panel.locator("[data-action=tryNow]").click();
    await ui.ended("complete");
    assert.equal(await attempt.evaluate((details) => details.hasAttribute("open")), false);
    await ui.workbench.reloadWindow();
    await ui.workbench.runCommand("Bedrock Stream: Show Output");
    await ui.ended("complete");
    assert.match(await ui.partText("failedAttempt"), /Attempt 1[\s\S]*ThrottlingException/);
    await ui.workbench.screenshot("attempts-after-reload");
  });
});
