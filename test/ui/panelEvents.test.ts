import assert from "node:assert/strict";
import { startSandbox, type Sandbox } from "../../src/sandbox/server.js";
import { openPanelPage, type PanelPage } from "../support/panelPage.js";
import { runAgainst } from "../unit/run/sandboxRun.js";

describe("the list of events", () => {
  let sandbox: Sandbox;
  let panel: PanelPage;
  before(async () => {
    sandbox = await startSandbox({ paceMs: 1 });
    panel = await openPanelPage("markdown");
  });
  after(async () => {
    await panel?.close();
    await sandbox?.close();
  });

  it("has its columns below their heads, however long the name of a type is", async () => {
    const { page } = panel;
    const run = runAgainst(sandbox, "sandbox: modelStreamErrorException after 3", { id: "events" });
    panel.show(run);
    await run.ended;
    await page.locator("[data-page=events].page-tab").click();
    await page.locator('.event-row[data-kind="exception"]').waitFor();
    for (const width of [1_000, 600, 390]) {
      await page.setViewportSize({ width, height: 600 });
      const starts = await page.locator(".event-row").evaluateAll((rows) =>
        rows.flatMap((row) => {
          const cell = row.querySelector(".cell-data");
          return cell?.checkVisibility() === true ? [cell.getBoundingClientRect().left] : [];
        }),
      );
      assert.ok(starts.length > 3, `${starts}`);
      assert.equal(new Set(starts).size, 1, `${width} px: ${starts}`);
    }
  });

  it("tells the whole name of a type that its column is too narrow for", async () => {
    const type = panel.page.locator('.event-row[data-kind="exception"] > .cell-type');
    assert.equal(await type.getAttribute("title"), "modelStreamErrorException");
  });
});
