import assert from "node:assert/strict";
import { startSandbox, type Sandbox } from "../../src/sandbox/server.js";
import { openPanelPage, type PanelPage } from "../support/panelPage.js";
import { runAgainst } from "../unit/run/sandboxRun.js";

describe("a panel that is lower than what it says about an ending", () => {
  let sandbox: Sandbox;
  let panel: PanelPage;
  before(async () => {
    sandbox = await startSandbox({ paceMs: 1 });
    panel = await openPanelPage("markdown");
    await panel.page.setViewportSize({ width: 300, height: 320 });
  });
  after(async () => {
    await panel?.close();
    await sandbox?.close();
  });

  for (const prompt of [
    "sandbox: long 300",
    "sandbox: reset after 9",
    "sandbox: ValidationException",
  ]) {
    it(`shows how "${prompt}" ended, not only figures`, async () => {
      const run = runAgainst(sandbox, prompt, { id: prompt });
      panel.show(run);
      await run.ended;
      await panel.page
        .locator(`body[data-state=ended][data-run-id="${prompt}"] [data-part=verdict]`)
        .waitFor();
      const isSeen = await panel.page.waitForFunction(() => {
        const scroller = document.querySelector("#answer");
        const verdict = document.querySelector("[data-part=verdict]");
        if (!scroller || !verdict) return false;
        const { top, bottom } = scroller.getBoundingClientRect();
        const place = verdict.getBoundingClientRect();
        return place.top >= top && place.bottom <= bottom;
      });
      assert.ok(isSeen);
      assert.equal(await panel.page.getByText("Jump to End").isVisible(), false);
    });
  }

  it("stays at what is unfolded at the end", async () => {
    const { page } = panel;
    const raw = page.getByText("Show raw answer");
    await raw.scrollIntoViewIfNeeded();
    await raw.click();
    const before = await page.locator("#answer").evaluate((answer) => answer.scrollTop);
    await page.evaluate(() => new Promise((shown) => requestAnimationFrame(shown)));
    const after = await page.locator("#answer").evaluate((answer) => answer.scrollTop);
    assert.ok(after >= before, `${before} ${after}`);
  });
});
