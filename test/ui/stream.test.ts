import assert from "node:assert/strict";
import { useSandboxWorkbench } from "../support/sandboxWorkbench.js";
import { until } from "../support/until.js";

describe("streaming as a person does it", () => {
  // Slow enough for a slow machine to look while a stream is open.
  const ui = useSandboxWorkbench({ paceMs: 60 });

  it("streams a request file: the panel's text grows while the stream is open", async () => {
    await ui.workbench.openFile("first.bedrock.json");
    await ui.newRun(() => ui.workbench.runCommand("Bedrock Stream: Stream Request in Editor"));
    const early = await until("the first text is shown", async () => {
      const text = await ui.partText("answer");
      return text.length > 0 && text;
    });
    const isOpen = ui.sandbox.openStreams() > 0;
    const later = await until("the text has grown", async () => {
      const text = await ui.partText("answer");
      return text.length > early.length && text;
    });
    assert.ok(isOpen, "the first text was shown while the stream was open");
    assert.ok(later.startsWith(early), "text is only appended");
    assert.match((await ui.workbench.statusBarText("bedrockStream.status")) ?? "", /chunks\/s/);
    await ui.workbench.screenshot("streaming");
    await ui.ended("complete");
    await ui.workbench.screenshot("complete");
  });

  it("streams a prompt from the palette, to a model id that is typed", async () => {
    const panel = await ui.newRun(async () => {
      await ui.workbench.runCommand("Bedrock Stream: Stream Prompt…");
      await ui.workbench.answerInput("Stream Prompt: Model", "amazon.titan-text-express-v1");
      await ui.workbench.answerInput("Stream Prompt", "sandbox: echo");
    });
    assert.match(await panel.locator("[data-part=model]").innerText(), /titan/);
    await ui.ended("complete");
  });

  it("streams a selection from the editor's context menu", async () => {
    await ui.openText("selection.txt", "sandbox: echo\nfrom the context menu");
    await ui.workbench.selectAll();
    await ui.newRun(() => ui.workbench.chooseFromContextMenu("Stream Selection as Prompt"));
    await until("the answer is shown", async () =>
      (await ui.partText("answer")).includes("from the context menu"),
    );
    await ui.ended("complete");
  });

  it("offers commands only where they make sense", async () => {
    await ui.openText("plain.txt", "nothing selected");
    await ui.workbench.focusEditor();
    // VS Code keeps `editorHasSelection` of the file before until the cursor moves.
    await ui.workbench.page.keyboard.press("ArrowRight");
    assert.ok(await ui.workbench.lacksCommand("Bedrock Stream: Stream Selection as Prompt"));
    assert.ok(await ui.workbench.lacksCommand("Bedrock Stream: Stream Request in Editor"));
    assert.ok(await ui.workbench.lacksCommand("Bedrock Stream: Stop Stream"));
  });

  it("stops from the panel, keeps the text and says so below it", async () => {
    const panel = await ui.streamFile("long.bedrock.json", "sandbox: long 3000\nhello");
    await until("text is shown", async () => (await ui.partText("answer")).length > 100);
    await panel.locator("[data-action=stop]").click();
    await ui.ended("stopped");
    assert.ok((await ui.partText("answer")).length > 100);
    await until("the socket is closed", () => ui.sandbox.openStreams() === 0);
    await ui.workbench.screenshot("stopped");
  });

  it("shows an exception below the text, in Problems and in the status bar", async () => {
    const prompt = "sandbox: modelStreamErrorException after 12\nhello";
    const panel = await ui.streamFile("broken.bedrock.json", prompt);
    await ui.ended("failed");
    assert.ok((await ui.partText("answer")).length > 0, "the text stays");
    assert.match(await ui.partText("failure"), /ModelStreamErrorException/);
    const below = await panel.evaluate(() => {
      const answer = document.querySelector("[data-part=answer]");
      const failure = document.querySelector("[data-part=failure]");
      if (!answer || !failure) return false;
      return failure.getBoundingClientRect().top >= answer.getBoundingClientRect().bottom;
    });
    assert.ok(below, "the error stands below the text");
    const status = await ui.workbench.statusBarText("bedrockStream.status");
    assert.match(status ?? "", /ModelStreamErrorException/);
    await ui.workbench.runCommand("View: Focus Problems");
    await ui.workbench.page
      .locator(".markers-panel .monaco-list-row")
      .filter({ hasText: "ModelStreamErrorException" })
      .first()
      .waitFor();
    await ui.workbench.screenshot("failed");
    await ui.workbench.runCommand("View: Toggle Panel Visibility").catch(() => undefined);
  });

  it("keeps every character when the view is hidden in mid-stream and shown again", async () => {
    await ui.streamFile("hidden.bedrock.json", `sandbox: echo\n${words(60)}`);
    await until("text is shown", async () => {
      return (await ui.partText("answer")).length > 20;
    });
    await ui.workbench.runCommand("View: Show Explorer");
    await until("the stream ends unseen", () => ui.sandbox.openStreams() === 0);
    await ui.workbench.runCommand("Bedrock Stream: Show Output");
    await ui.ended("complete");
    assert.equal((await ui.partText("answer")).trim(), words(60));
  });

  for (const theme of ["light", "dark", "highContrast"] as const) {
    it(`looks at home in the ${theme} theme`, async () => {
      await ui.workbench.setTheme(theme);
      await ui.workbench.screenshot(`theme-${theme}`);
      const panel = await ui.workbench.panelFrame();
      const colors = await panel.evaluate(() => {
        const style = getComputedStyle(document.body);
        return { color: style.color, background: style.backgroundColor };
      });
      assert.notEqual(colors.color, colors.background);
    });
  }
});

function words(count: number): string {
  return Array.from({ length: count }, (_, index) => `word${index}`).join(" ");
}
