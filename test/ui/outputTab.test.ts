import assert from "node:assert/strict";
import type { Frame } from "playwright-core";
import { useSandboxWorkbench } from "../support/sandboxWorkbench.js";
import { until } from "../support/until.js";

const openAsTab = "Bedrock Stream: Open Output View in Editor";

describe("the output in an editor's tab", () => {
  const ui = useSandboxWorkbench({ paceMs: 20 });

  const partOf = (frame: Frame, part: string) =>
    frame.locator(`[data-part=${part}]`).evaluateAll(([first]) => first?.textContent ?? "");

  /** What is shown in a place, once there is more of it than this. */
  const textIn = (place: "view" | "tab", length: number) =>
    until(`the ${place} shows more than ${length} characters`, async () => {
      const frame = await ui.workbench.panelFrame(place);
      const text = await partOf(frame, "answer").catch(() => "");
      return text.length > length && text;
    });

  const words = (count: number) =>
    Array.from({ length: count }, (_, index) => `word${index}`).join(" ");

  it("moves in mid-stream: the text that stood there stands, and the stream goes on", async () => {
    const text = words(400);
    await ui.streamFile("moved.bedrock.json", `sandbox: echo\n${text}`);
    const inView = await textIn("view", 100);
    await ui.workbench.runCommand(openAsTab);
    const tab = await ui.workbench.panelFrame("tab");
    const inTab = await textIn("tab", inView.length);
    assert.equal(ui.sandbox.openStreams(), 1, "the same stream goes on");
    assert.ok(text.startsWith(inTab.trim()), "nothing is missing and nothing is twice");
    const view = await ui.workbench.panelFrame();
    await view.locator("[data-part=away]").waitFor();
    assert.equal(await partOf(view, "answer"), "");
    await ui.workbench.screenshot("output-moved-into-editor");
    await tab.locator("body[data-verdict=complete]").waitFor({ timeout: 60_000 });
    assert.equal((await partOf(tab, "answer")).trim(), text);
  });

  it("obeys the same policy there as in the view", async () => {
    const tab = await ui.workbench.panelFrame("tab");
    const policyOf = (frame: Frame) =>
      frame.evaluate(
        () => document.querySelector<HTMLMetaElement>("meta[http-equiv]")?.content ?? "",
      );
    const withoutNonce = (policy: string) => policy.replace(/nonce-[^']+/, "nonce");
    const policies = [tab, await ui.workbench.panelFrame()].map(policyOf);
    const [inTab = "", inView = ""] = await Promise.all(policies);
    assert.match(inTab, /^default-src 'none'/);
    assert.equal(withoutNonce(inTab), withoutNonce(inView));
    assert.notEqual(inTab, inView, "each page has a nonce of its own");
  });

  it("keeps the page and the place that the reader was at, there and back", async () => {
    const tab = await ui.workbench.panelFrame("tab");
    await tab.locator("[data-page=events].page-tab").click();
    await tab.locator(".event-row[data-kind=chunk]").first().waitFor();
    const view = await ui.workbench.panelFrame();
    await view.locator("[data-action=moveOutputBack]").click();
    await until("the tab is closed", async () => !(await ui.workbench.openPanelFrame("tab")));
    const back = await ui.workbench.panelFrame();
    await back.locator("#events .event-row[data-kind=chunk]").first().waitFor();
    await back.locator("[data-page=answer].page-tab").click();
    assert.equal((await textIn("view", 1_000)).trim(), words(400));
  });

  it("moves back in mid-stream when its tab is closed, and loses nothing", async () => {
    const text = words(700);
    await ui.streamFile("closed.bedrock.json", `sandbox: echo\n${text}`);
    await ui.workbench.runCommand(openAsTab);
    const seen = await textIn("tab", 50);
    await ui.workbench.runCommand("View: Close Editor");
    const later = await textIn("view", seen.length);
    assert.equal(ui.sandbox.openStreams(), 1);
    assert.ok(text.startsWith(later.trim()));
    await ui.ended("complete");
    assert.equal((await ui.partText("answer")).trim(), text);
  });

  it("comes up in its tab when another run starts or the output is asked for", async () => {
    await ui.workbench.runCommand(openAsTab);
    await ui.openText("next.bedrock.json", "{}");
    await ui.workbench.runCommand("Bedrock Stream: Show Output");
    const tab = await ui.workbench.panelFrame("tab");
    await tab.locator("[data-part=verdict]").waitFor();
    await ui.workbench.runCommand("Bedrock Stream: Run Again");
    await tab.locator("[data-action=stop]").click();
    await tab.locator("body[data-verdict=stopped]").waitFor();
  });

  it("survives a reload of the window, with the run it shows", async () => {
    const before = await textIn("tab", 0);
    await ui.workbench.reloadWindow();
    // VS Code writes down which tab is in front when it likes to; one behind loads when it is shown.
    await ui.workbench.page.locator(".tab", { hasText: /^Bedrock Stream$/ }).click();
    const after = await textIn("tab", before.length - 1);
    assert.equal(after, before);
    await ui.workbench.screenshot("output-in-editor-reloaded");
    await ui.workbench.runCommand("Bedrock Stream: Move Output View Back");
    assert.equal(await textIn("view", before.length - 1), before);
    assert.equal(await ui.workbench.openPanelFrame("tab"), undefined);
  });
});
