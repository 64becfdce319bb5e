import { until } from "../support/until.js";
import { useSandboxWorkbench } from "../support/sandboxWorkbench.js";

describe("the README's picture", () => {
  const ui = useSandboxWorkbench({
    paceMs: 45,
    viewport: { width: 1120, height: 640 },
    settings: {
      "editor.minimap.enabled": false,
      "breadcrumbs.enabled": false,
      "editor.fontSize": 13,
      "editor.wordWrap": "on",
      "workbench.hover.delay": 60000,
    },
  });

  // Copied to media/stream.png when the panel has changed.
  it("is an answer on its way", async () => {
    const { page } = ui.workbench;
    await ui.workbench.openFile("first.bedrock.json");
    await ui.workbench.runCommand("Bedrock Stream: Show Output");
    await widenSideBar();
    await ui.workbench.runCommand("Bedrock Stream: Stream Request in Editor");
    const panel = await ui.workbench.panelFrame();
    await until("most of the answer is there", async () => {
      const text = await panel
        .locator("[data-part=answer]")
        .first()
        .innerText()
        .catch(() => "");
      return text.includes("throttling after");
    });
    await page.mouse.move(700, 400);
    await ui.workbench.screenshot("readme");
  });

  async function widenSideBar(): Promise<void> {
    const { page } = ui.workbench;
    const bar = await page.locator(".part.sidebar").boundingBox();
    if (!bar) throw new Error("There is no side bar.");
    const edge = bar.x + bar.width;
    await page.mouse.move(edge, 300);
    await page.mouse.down();
    await page.mouse.move(edge + 60, 300);
    await page.mouse.move(edge + 120, 300);
    await page.mouse.up();
  }
});
