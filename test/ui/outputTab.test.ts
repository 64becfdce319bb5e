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

  /** So long that the stream is stopped before its end, however slow the machine. */
  const text = Array.from({ length: 3_000 }, (_, index) => `word${index}`).join(" ");
  /** What was shown of it when the first test ended. */
  let shown = "";

  const bringToTab = async () => {
    if (!(await ui.workbench.openPanelFrame("tab"))) await ui.workbench.runCommand(openAsTab);
    return ui.workbench.panelFrame("tab");
  };
  const bringToView = async () => {
    if (!(await ui.workbench.openPanelFrame("tab"))) return;
    await ui.workbench.runCommand("Bedrock Stream: Move Output View Back");
    await until("the tab is closed", async () => !(await ui.workbench.openPanelFrame("tab")));
  };

  it("moves in mid-stream: the text that stood there stands, and the stream goes on", async () => {
    await bringToView();
    await ui.streamFile("moved.bedrock.json", `sandbox: echo\n${text}`);
    const inView = await textIn("view", 100);
    const tab = await bringToTab();
    const inTab = await textIn("tab", inView.length);
    assert.equal(ui.sandbox.openStreams(), 1, "the same stream goes on");
    assert.ok(text.startsWith(inTab.trim()), "nothing is missing and nothing is twice");
    const view = await ui.workbench.panelFrame();
    await view.locator("[data-part=away]").waitFor();
    assert.equal(await partOf(view, "answer"), "");
    await ui.workbench.screenshot("output-moved-into-editor");
    await tab.locator("[data-action=stop]").click();
    await tab.locator("body[data-verdict=stopped]").waitFor();
    shown = await textIn("tab", inTab.length);
    assert.ok(text.startsWith(shown.trim()));
  });

  it("obeys the same policy there as in the view", async () => {
    const tab = await bringToTab();
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
    const tab = await bringToTab();
    await tab.locator("[data-page=events].page-tab").click();
    await tab.locator(".event-row[data-kind=chunk]").first().waitFor();
    const view = await ui.workbench.panelFrame();
    await view.locator("[data-action=moveOutputBack]").click();
    await until("the tab is closed", async () => !(await ui.workbench.openPanelFrame("tab")));
    const back = await ui.workbench.panelFrame();
    await back.locator("#events .event-row[data-kind=chunk]").first().waitFor();
    await back.locator("[data-page=answer].page-tab").click();
    assert.equal(await textIn("view", shown.length - 1), shown);
  });

  it("moves back in mid-stream when its tab is closed, and loses nothing", async () => {
    await bringToView();
    await ui.streamFile("closed.bedrock.json", `sandbox: echo\n${text}`);
    await bringToTab();
    const seen = await textIn("tab", 50);
    await ui.workbench.runCommand("View: Close Editor");
    const later = await textIn("view", seen.length);
    assert.equal(ui.sandbox.openStreams(), 1);
    await ui.workbench.runCommand("Bedrock Stream: Stop Stream");
    await ui.ended("stopped");
    const last = await textIn("view", later.length - 1);
    for (const some of [later, last]) assert.ok(text.startsWith(some.trim()));
  });

  it("comes up in its tab when another run starts or the output is asked for", async () => {
    await bringToTab();
    await ui.openText("next.bedrock.json", "{}");
    await ui.workbench.runCommand("Bedrock Stream: Show Output");
    const tab = await ui.workbench.panelFrame("tab");
    await tab.locator("[data-part=verdict]").waitFor();
    await ui.workbench.runCommand("Bedrock Stream: Run Again");
    await tab.locator("[data-action=stop]").click();
    await tab.locator("body[data-verdict=stopped]").waitFor();
  });

  it("survives a reload of the window, with the run it shows", async () => {
    await bringToTab();
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
