import assert from "node:assert/strict";
import { useSandboxWorkbench } from "../support/sandboxWorkbench.js";
import { until } from "../support/until.js";

describe("what cannot count as it is", () => {
  const ui = useSandboxWorkbench({ paceMs: 0 });
  const toast = (text: string) =>
    ui.workbench.page.locator(".notifications-toasts .notification-list-item", { hasText: text });

  it("is told of with a way to the Problem, when a request cannot be sent", async () => {
    const { page } = ui.workbench;
    await ui.openText("empty.bedrock.json", "");
    await ui.workbench.runCommand("Bedrock Stream: Stream Request in Editor");
    const told = toast("empty.bedrock.json, line 1: Nothing to send");
    await told.waitFor();
    assert.equal(await page.locator(".monaco-dialog-box").count(), 0);
    await ui.workbench.screenshot("refused request");
    await told.getByText("Open Problems").click();
    await page.locator(".markers-panel").getByText("Nothing to send").first().waitFor();
  });

  it("is told of with the way out of the sandbox, when a key is set that it does not use", async () => {
    const { workbench } = ui;
    await workbench.runCommand("Bedrock Stream: Use Sandbox");
    await until("the sandbox is in use", () =>
      workbench.offersCommand("Bedrock Stream: Stop Sandbox", 2_000),
    );
    await workbench.runCommand("Bedrock Stream: Set Bedrock API Key…");
    await workbench.page.locator(".quick-input-widget input[type=password]").fill("ABSKtest");
    await workbench.page.keyboard.press("Enter");
    const told = toast("The sandbox is in use");
    await told.waitFor();
    await workbench.screenshot("key beside the sandbox");
    await told.getByText("Stop Sandbox").click();
    await until("the sandbox is left", () =>
      workbench.offersCommand("Bedrock Stream: Use Sandbox", 2_000),
    );
    await workbench.runCommand("Bedrock Stream: Clear Bedrock API Key");
  });
});
