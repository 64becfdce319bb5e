import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { streamEnded } from "../support/streamOnce.js";
import { until } from "../support/until.js";
import { openWorkbench, type Workbench } from "../support/workbench.js";

const steps = ["sandbox", "requestFile", "selection", "account"] as const;
type Step = (typeof steps)[number];

/** Wide enough for VS Code to show the pictures beside the steps. */
const viewport = { width: 1700, height: 900 };

describe("the walkthrough", () => {
  let workbench: Workbench;
  before(async () => (workbench = await openWorkbench({ workspace: "sample", viewport })));
  after(() => workbench?.close());

  afterEach(async function () {
    const { currentTest } = this;
    if (currentTest?.state === "failed") await workbench?.screenshot(`failed ${currentTest.title}`);
  });

  const row = (step: Step) =>
    workbench.page.locator(
      `.getting-started-step[data-step-id="bedrock-stream.bedrock-stream#firstSteps#${step}"]`,
    );
  const isChecked = async (step: Step) =>
    (await row(step).locator("[role=checkbox]").getAttribute("aria-checked")) === "true";
  const open = async (step: Step) => {
    if (!(await row(step).isVisible())) {
      await workbench.runCommand("Bedrock Stream: Get Started");
    }
    await row(step).locator(".step-title").click();
    await row(step).locator(".step-description-container .monaco-button").first().waitFor();
    // Until it is there the page takes the focus from whatever is opened next.
    await until("a picture is shown", () => pictureFill(workbench.page));
  };

  it("opens by command and shows four steps, none of them done", async () => {
    await workbench.runCommand("Bedrock Stream: Get Started");
    for (const step of steps) {
      await row(step).waitFor();
      assert.equal(await isChecked(step), false, step);
    }
  });

  it("checks the first step once an answer has come from the sandbox", async () => {
    await open("sandbox");
    await workbench.screenshot("walkthrough");
    await row("sandbox").getByText("Try the Sandbox").click();
    await streamEnded(await workbench.panelFrame());
    await until("the step is checked", () => isChecked("sandbox"));
    assert.equal(await isChecked("requestFile"), false);
    await workbench.screenshot("walkthrough-done");
  });

  it("checks the second step once a request file has been streamed, not before", async () => {
    await open("requestFile");
    await workbench.screenshot("walkthrough-requestFile");
    await row("requestFile").getByText("New Request File").click();
    await workbench.page
      .locator('.tab.active[data-resource-name="request.bedrock.json"]')
      .waitFor();
    await workbench.runCommand("Bedrock Stream: Stream Request in Editor");
    await until("a run is under way", async () =>
      (await workbench.panelFrame()).locator("body[data-state=streaming]").isVisible(),
    );
    await streamEnded(await workbench.panelFrame());
    await open("requestFile");
    await until("the step is checked", () => isChecked("requestFile"));
  });

  it("shows pictures in the colors of the theme", async () => {
    const fills: (string | undefined)[] = [];
    for (const theme of ["light", "highContrast", "dark"] as const) {
      await workbench.setTheme(theme);
      await open("selection");
      await open("account");
      const fill = await until("another picture is shown", async () => {
        const shown = await pictureFill(workbench.page);
        return shown !== undefined && !fills.includes(shown) && shown;
      });
      fills.push(fill);
      await workbench.screenshot(`walkthrough-${theme}`);
    }
  });
});

/** The color of the first card in the picture that is shown; a picture's frame comes and goes. */
async function pictureFill(page: Page): Promise<string | undefined> {
  for (const frame of page.frames()) {
    const card = frame.locator('svg[viewBox="0 0 560 400"] rect').first();
    const fill = async () =>
      (await card.count()) > 0 ? card.evaluate((rect) => getComputedStyle(rect).fill) : undefined;
    const shown = await fill().catch(() => undefined);
    if (shown !== undefined) return shown;
  }
  return undefined;
}
