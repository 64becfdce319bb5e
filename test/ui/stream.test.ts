import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { startSandbox, type Sandbox } from "../../src/sandbox/server.js";
import { until } from "../support/until.js";
import { openWorkbench, type Workbench } from "../support/workbench.js";

const claude = "anthropic.claude-3-5-sonnet-20240620-v1:0";

describe("streaming as a person does it", () => {
  let sandbox: Sandbox;
  let workbench: Workbench;

  before(async () => {
    sandbox = await startSandbox({ paceMs: 40 });
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

  /** Opens a new file of the workspace with this text. */
  async function openText(name: string, text: string): Promise<void> {
    fs.writeFileSync(path.join(workbench.workspace, name), text);
    await workbench.openFile(name);
  }

  it("streams a request file: the panel's text grows while the stream is open", async () => {
    await workbench.openFile("first.bedrock.json");
    await workbench.runCommand("Bedrock Stream: Stream Request in Editor");
    const early = await until("the first text is shown", async () => {
      const text = await partText(workbench, "answer");
      return text.length > 0 && text;
    });
    const isOpen = sandbox.openStreams() > 0;
    const later = await until("the text has grown", async () => {
      const text = await partText(workbench, "answer");
      return text.length > early.length && text;
    });
    assert.ok(isOpen, "the first text was shown while the stream was open");
    assert.ok(later.startsWith(early), "text is only appended");
    assert.match((await workbench.statusBarText("bedrockStream.status")) ?? "", /chunks\/s/);
    await workbench.screenshot("streaming");
    await ended(workbench, "complete");
    await workbench.screenshot("complete");
  });

  it("streams a prompt from the palette, to a model id that is typed", async () => {
    await workbench.runCommand("Bedrock Stream: Stream Prompt…");
    await workbench.answerInput("amazon.titan-text-express-v1");
    await workbench.page
      .getByText("What do you want to ask?")
      .waitFor()
      .catch(() => undefined);
    await workbench.answerInput("sandbox: echo");
    const panel = await workbench.panelFrame();
    await until("the model is shown", async () =>
      (await panel.locator("[data-part=model]").innerText()).includes("titan"),
    );
    await ended(workbench, "complete");
  });

  it("streams a selection from the editor's context menu", async () => {
    await openText("selection.txt", "sandbox: echo\nfrom the context menu");
    await workbench.selectAll();
    await workbench.chooseFromContextMenu("Stream Selection as Prompt");
    await until("the answer is shown", async () =>
      (await partText(workbench, "answer")).includes("from the context menu"),
    );
    await ended(workbench, "complete");
  });

  it("offers commands only where they make sense", async () => {
    await openText("plain.txt", "nothing selected");
    await workbench.focusEditor();
    // VS Code keeps `editorHasSelection` of the file before until the cursor moves.
    await workbench.page.keyboard.press("ArrowRight");
    assert.equal(
      await workbench.offersCommand("Bedrock Stream: Stream Selection as Prompt"),
      false,
    );
    assert.equal(await workbench.offersCommand("Bedrock Stream: Stream Request in Editor"), false);
    assert.equal(await workbench.offersCommand("Bedrock Stream: Stop Stream"), false);
  });

  it("stops from the panel, keeps the text and says so below it", async () => {
    await openText("long.bedrock.json", requestText("sandbox: long 3000\nhello"));
    await workbench.runCommand("Bedrock Stream: Stream Request in Editor");
    const panel = await workbench.panelFrame();
    await until("text is shown", async () => (await partText(workbench, "answer")).length > 100);
    await panel.locator("[data-action=stop]").click();
    await ended(workbench, "stopped");
    assert.ok((await partText(workbench, "answer")).length > 100);
    await until("the socket is closed", () => sandbox.openStreams() === 0);
    await workbench.screenshot("stopped");
  });

  it("shows an exception below the text, in Problems and in the status bar", async () => {
    const prompt = "sandbox: modelStreamErrorException after 12\nhello";
    await openText("broken.bedrock.json", requestText(prompt));
    await workbench.runCommand("Bedrock Stream: Stream Request in Editor");
    const panel = await workbench.panelFrame();
    await ended(workbench, "failed");
    assert.ok((await partText(workbench, "answer")).length > 0, "the text stays");
    assert.match(await partText(workbench, "failure"), /ModelStreamErrorException/);
    const below = await panel.evaluate(() => {
      const answer = document.querySelector("[data-part=answer]");
      const failure = document.querySelector("[data-part=failure]");
      if (!answer || !failure) return false;
      return failure.getBoundingClientRect().top >= answer.getBoundingClientRect().bottom;
    });
    assert.ok(below, "the error stands below the text");
    const status = await workbench.statusBarText("bedrockStream.status");
    assert.match(status ?? "", /ModelStreamErrorException/);
    await workbench.runCommand("View: Focus Problems");
    await workbench.page
      .locator(".markers-panel .monaco-list-row")
      .filter({ hasText: "ModelStreamErrorException" })
      .first()
      .waitFor();
    await workbench.screenshot("failed");
    await workbench.runCommand("View: Toggle Panel Visibility").catch(() => undefined);
  });

  it("keeps every character when the view is hidden in mid-stream and shown again", async () => {
    await openText("hidden.bedrock.json", requestText(`sandbox: echo\n${words(60)}`));
    await workbench.runCommand("Bedrock Stream: Stream Request in Editor");
    await until("text is shown", async () => {
      return (await partText(workbench, "answer")).length > 20;
    });
    await workbench.runCommand("View: Show Explorer");
    await until("the stream ends unseen", () => sandbox.openStreams() === 0);
    await workbench.runCommand("Bedrock Stream: Show Output");
    await ended(workbench, "complete");
    assert.equal((await partText(workbench, "answer")).trim(), words(60));
  });

  for (const theme of ["light", "dark", "highContrast"] as const) {
    it(`looks at home in the ${theme} theme`, async () => {
      await workbench.setTheme(theme);
      await workbench.screenshot(`theme-${theme}`);
      const panel = await workbench.panelFrame();
      const colors = await panel.evaluate(() => {
        const style = getComputedStyle(document.body);
        return { color: style.color, background: style.backgroundColor };
      });
      assert.notEqual(colors.color, colors.background);
    });
  }
});

function requestText(prompt: string): string {
  const messages = [{ role: "user", content: prompt }];
  const body = { anthropic_version: "bedrock-2023-05-31", max_tokens: 4000, messages };
  return JSON.stringify({ modelId: claude, body }, null, 2);
}

function words(count: number): string {
  return Array.from({ length: count }, (_, index) => `word${index}`).join(" ");
}

/** Looked up anew each time: VS Code replaces the frame of a view that it shows again. */
async function partText(workbench: Workbench, part: string): Promise<string> {
  const panel = await workbench.panelFrame();
  return panel
    .locator(`[data-part=${part}]`)
    .first()
    .evaluate((element) => element.textContent ?? "")
    .catch(() => "");
}

/** Waits until the panel shows this ending; another one, of the run before, may still be there. */
async function ended(workbench: Workbench, verdict: string): Promise<void> {
  const panel = await workbench.panelFrame();
  const shown = `body[data-state=ended][data-verdict=${verdict}]`;
  await panel.locator(shown).waitFor({ timeout: 60_000 });
  await panel.locator("[data-part=verdict]").waitFor();
}
