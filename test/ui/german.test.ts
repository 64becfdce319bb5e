import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { streamEnded } from "../support/streamOnce.js";
import { until } from "../support/until.js";
import { openWorkbench, type Workbench } from "../support/workbench.js";

describe("a German window", () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench({ workspace: "sample", language: "de" });
  });
  after(() => workbench?.close());
  afterEach(async function () {
    const { currentTest } = this;
    if (currentTest?.state === "failed") await workbench?.screenshot(`failed ${currentTest.title}`);
  });

  it("has German commands and view titles, and a panel that speaks German", async () => {
    await workbench.runCommand("Bedrock Stream: Ausgabe anzeigen");
    const panel = await workbench.panelFrame();
    const welcome = panel.locator("[data-part=welcome]");
    await welcome.getByText("Prompt streamen").waitFor();
    assert.equal(await panel.locator("html").getAttribute("lang"), "de");
    await workbench.page.locator('.pane-header:has-text("Verlauf")').first().waitFor();
    await workbench.screenshot("german-welcome");
  });

  it("ends a stream in German, in the panel, its facts and the status bar", async () => {
    await workbench.runCommand("Bedrock Stream: Sandbox ausprobieren");
    const panel = await workbench.panelFrame();
    await streamEnded(panel);
    assert.match((await panel.locator("[data-part=verdict]").textContent()) ?? "", /Vollständig/);
    assert.match((await panel.locator("body").textContent()) ?? "", /Erstes Byte/);
    await until("the status bar says so", async () =>
      (await workbench.statusBarText("bedrockStream.status"))?.includes("Vollständig"),
    );
    await panel.locator(".page-tab[data-page=timeline]").click();
    await panel.getByText("Abstände zwischen den Ankünften").waitFor();
    await workbench.screenshot("german-timeline");
  });

  it("says in German what is wrong in a request file", async () => {
    const name = "broken.bedrock.json";
    fs.writeFileSync(path.join(workbench.workspace, name), '{ "body": {}, "odd": 1 }');
    await workbench.openFile(name);
    await workbench.page.keyboard.press("ControlOrMeta+Shift+KeyM");
    const problems = workbench.page.locator(".markers-panel");
    await problems.getByText('"modelId" fehlt.').waitFor();
    await problems.getByText(/"odd" ist kein Schlüssel einer Anforderungsdatei/).waitFor();
    await workbench.screenshot("german-problems");
  });
});
