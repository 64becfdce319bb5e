import assert from "node:assert/strict";
import { openPanelPage, type PanelPage } from "../support/panelPage.js";
import { until } from "../support/until.js";
import { HandDrivenRun } from "../unit/views/shownRunKit.js";

/** Several times as long as a page waits before it asks for what is new. */
const slowScriptMs = 600;

describe("the timeline of a stream", () => {
  let panel: PanelPage;
  before(async () => (panel = await openPanelPage("plain")));
  after(() => panel?.close());

  it("is drawn once, however long its script takes to come", async () => {
    const { page } = panel;
    await page.route("**/timeline.js", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, slowScriptMs));
      await route.continue();
    });
    const listeners: (() => void)[] = [];
    const run = Object.assign(new HandDrivenRun("run"), {
      onDidChange: (listener: () => void) => listeners.push(listener),
    });
    const arrive = (atMs: number) => {
      const json = JSON.stringify({ type: "content_block_delta", delta: { text: "word " } });
      const event = { type: "chunk", headers: {}, frameBytes: json.length, json } as const;
      run.events.push({ atMs, attempt: 1, event });
      run.say("word ");
      for (const listener of listeners) listener();
    };
    arrive(10);
    panel.show(run);
    await page.locator("[data-page=timeline].page-tab").click();
    let atMs = 10;
    await until("it is drawn, and drawn again", async () => {
      arrive((atMs += 20));
      const words = await page.locator(".plot").getAttribute("aria-label");
      return words !== null && atMs > 400;
    });
    assert.equal(await page.locator(".plot canvas").count(), 1);
  });
});
