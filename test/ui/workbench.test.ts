import assert from "node:assert/strict";
import { until } from "../support/until.js";
import { openWorkbench, type Workbench } from "../support/workbench.js";

describe("the workbench", () => {
  let workbench: Workbench;
  before(async () => (workbench = await openWorkbench({ workspace: "sample" })));
  after(() => workbench?.close());

  it("opens a request file of the workspace", async () => {
    await workbench.openFile("first.bedrock.json");
    await workbench.editor.getByText("anthropic_version").waitFor();
    await workbench.screenshot("workbench");
  });

  it("selects what a person would mark", async () => {
    await workbench.selectText("max_tokens");
    await workbench.chooseFromContextMenu("Copy");
    await until("it is copied", async () => {
      const copied = await workbench.page.evaluate(() => navigator.clipboard.readText());
      return copied === "max_tokens";
    });
  });

  it("offers commands of VS Code and of this extension, and no invented ones", async () => {
    assert.ok(await workbench.offersCommand("View: Toggle Terminal"));
    assert.ok(await workbench.offersCommand("Bedrock Stream: Stream Request in Editor"));
    assert.ok(await workbench.lacksCommand("Bedrock Stream: Do Nothing Well"));
  });

  it("changes its theme while it runs", async () => {
    for (const theme of ["light", "highContrast", "highContrastLight", "dark"] as const) {
      await workbench.setTheme(theme);
    }
  });

  it("comes back after a reload", async () => {
    await workbench.reloadWindow();
    await workbench.openFile("first.bedrock.json");
    await until("the cursor's place is shown", () =>
      workbench.statusBarText("status.editor.selection"),
    );
  });
});
