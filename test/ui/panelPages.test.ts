import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Frame } from "playwright-core";
import { startSandbox } from "../../src/sandbox/server.js";
import { axeViolations } from "../support/axe.js";
import { hostilePayloads } from "../support/hostilePayloads.js";
import { openPanelPage } from "../support/panelPage.js";
import { requestBody, settledModelId, useSandboxWorkbench } from "../support/sandboxWorkbench.js";
import { until } from "../support/until.js";
import type { ThemeName, Workbench } from "../support/workbench.js";
import { runAgainst } from "../unit/run/sandboxRun.js";

const answer = [
  "## Frames\n\nA frame has a **prelude**, headers and a payload.\n",
  "```typescript\n// The first four bytes tell the length.\nexport function lengthOf(frame: DataView): number {\n  return frame.getUint32(0);\n}\n```\n",
  "| Field | Bytes |\n|---|---|\n| length | 4 |\n",
].join("\n");

const pages = ["answer", "events", "timeline", "request"] as const;

describe("the page that is open", () => {
  it("is the answer when another run begins, and stays when one looks at an older run", async () => {
    const sandbox = await startSandbox({ paceMs: 0 });
    const panel = await openPanelPage("plain");
    const { page } = panel;
    const show = async (id: string) => {
      const run = runAgainst(sandbox, `sandbox: echo\n${id}`, { id });
      panel.show(run);
      await page.locator(`body[data-state=ended][data-run-id=${id}]`).waitFor();
    };
    try {
      await show("first");
      await page.locator("[data-page=events].page-tab").click();
      await page.locator("body[data-page=events]").waitFor();
      await show("second");
      assert.equal(await page.locator("body").getAttribute("data-page"), "answer");
      assert.ok(await page.locator("[data-part=answer]").isVisible());
      await page.locator("[data-page=events].page-tab").click();
      await page.locator(".tab[data-run-id=first]").click();
      await page.locator("body[data-run-id=first]").waitFor();
      assert.equal(await page.locator("body").getAttribute("data-page"), "events");
    } finally {
      await panel.close();
      await sandbox.close();
    }
  });
});

describe("the pages of a run", () => {
  const ui = useSandboxWorkbench({ paceMs: 15 });
  before(() => stream("pages.bedrock.json", `sandbox: echo\n${answer}`));

  /** Streams a prompt from a request file and waits for its end. */
  async function stream(name: string, prompt: string): Promise<void> {
    // In one line, as a program would send it.
    const body = requestBody(prompt);
    await ui.streamText(name, JSON.stringify({ modelId: settledModelId, body }));
    await ui.ended("complete");
  }

  async function openPage(page: (typeof pages)[number]): Promise<Frame> {
    const panel = await ui.workbench.panelFrame();
    await panel.locator(`[data-page=${page}].page-tab`).click();
    await panel.locator(`#${page}`).waitFor();
    return panel;
  }

  it("shows the answer first, its code in color, and copies the code as it came", async () => {
    const panel = await openPage("answer");
    await until("code is colored", () =>
      panel.evaluate(() => (CSS.highlights.get("code-keyword")?.size ?? 0) > 0),
    );
    await panel.locator("[data-action=copyCode]").click();
    await until("the code is in the clipboard", async () =>
      (await ui.workbench.page.evaluate(() => navigator.clipboard.readText())).startsWith(
        "// The first four bytes",
      ),
    );
  });

  it("puts code at the editor's cursor", async () => {
    fs.writeFileSync(path.join(ui.workbench.workspace, "target.ts"), "const before = 1;\n");
    await ui.workbench.openFile("target.ts");
    await ui.workbench.focusEditor();
    await ui.workbench.page.keyboard.press("ControlOrMeta+End");
    const panel = await openPage("answer");
    await panel.locator("[data-action=insertCode]").click();
    await ui.workbench.editor.getByText("lengthOf").waitFor();
  });

  it("lists every event, finds text in them and shows one whole", async () => {
    const panel = await openPage("events");
    const note = panel.locator(".events-page .page-note");
    const total = await until("all events were counted", async () => {
      const [, count] = /^(\d+) events$/.exec(await note.innerText()) ?? [];
      return count !== undefined && Number(count);
    });
    assert.ok(total > 10);
    await panel.locator(".event-row[data-at='0']").click();
    const payload = panel.locator("[data-part=payload]");
    await until("its payload is shown", async () =>
      /"message_start"/.test(await payload.innerText()),
    );
    assert.match(await panel.locator(".event-detail .headers").innerText(), /:event-type\s+chunk/);
    await panel.locator("[data-action=copyEvent]").click();
    await until("the event is in the clipboard", async () =>
      (await ui.workbench.page.evaluate(() => navigator.clipboard.readText())).includes(
        '"frameBytes"',
      ),
    );
    await panel.getByLabel("Filter events by text").fill("message_stop");
    await until("one event is left", async () => /^1 of /.test(await note.innerText()));
    const rows = panel.locator(".event-row:not(.head)");
    await until("its row is the only one", async () => (await rows.count()) === 1);
    await panel.getByLabel("Filter events by text").fill("");
    await until("all are back", async () => (await note.innerText()) === `${total} events`);
  });

  it("walks through events by keyboard", async () => {
    const panel = await openPage("events");
    await panel.locator(".event-row[data-at='0']").focus();
    const focused = () =>
      panel.evaluate(() => document.activeElement?.getAttribute("data-at") ?? "");
    // Rows come from the host, so each key has to have arrived before the next one counts.
    const steps = [
      ["End", /^[1-9]/],
      ["Home", /^0$/],
      ["ArrowDown", /^1$/],
      ["ArrowDown", /^2$/],
    ] as const;
    for (const [key, row] of steps) {
      await ui.workbench.page.keyboard.press(key);
      await until(`${key} has moved`, async () => row.test(await focused()));
    }
    await ui.workbench.page.keyboard.press("Enter");
    await panel.locator(".event-detail").waitFor();
    assert.equal(await focused(), "2");
    await ui.workbench.page.keyboard.press("Escape");
    await panel.locator(".event-detail").waitFor({ state: "detached" });
  });

  it("draws the timeline with a script of its own, under the page's policy", async () => {
    const panel = await openPage("timeline");
    await panel.locator(".plot canvas").waitFor();
    const drawn = await panel.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>(".plot canvas");
      const pixels = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data;
      return pixels?.some((value) => value > 0) ?? false;
    });
    assert.ok(drawn, "the canvas is not empty");
    const before = await panel.locator(".readout-time").innerText();
    await panel.locator(".plot").focus();
    await ui.workbench.page.keyboard.press("Home");
    await until("the readout follows the cursor", async () => {
      return (await panel.locator(".readout-time").innerText()) !== before;
    });
    assert.match(await panel.locator(".plot-summary").innerText(), /First byte after/);
  });

  it("shows the request as it was sent, and no secret", async () => {
    const panel = await openPage("request");
    await panel.locator("[data-part=requestBody]").waitFor();
    const text = await panel.locator("#request").innerText();
    assert.ok(text.includes("/invoke-with-response-stream"));
    assert.ok(text.includes("x-amzn-bedrock-accept"));
    for (const secret of [
      ui.sandbox.accessKeyId,
      ui.sandbox.secretAccessKey,
      ui.sandbox.bearerToken,
    ]) {
      assert.ok(!text.includes(secret));
    }
    await panel.locator("[data-action=prettyBody]").click();
    await until("the body is shown as sent", async () =>
      (await panel.locator("[data-part=requestBody]").innerText()).startsWith(
        '{"anthropic_version":"bedrock-2023-05-31",',
      ),
    );
  });

  it("comes back to the page that was looked at when the view was hidden", async () => {
    await openPage("timeline");
    await ui.workbench.runCommand("View: Show Explorer");
    await ui.workbench.runCommand("Bedrock Stream: Show Output");
    const panel = await ui.workbench.panelFrame();
    await panel.locator("#timeline .plot canvas").waitFor();
    await openPage("answer");
  });

  for (const theme of ["dark", "light", "highContrast"] as const) {
    it(`is accessible and looks designed in the ${theme} theme, narrow and wide`, async () => {
      await ui.workbench.setTheme(theme);
      for (const width of [200, 560] as const) {
        await resizeSideBar(ui.workbench, width);
        for (const page of pages) await checkPage(theme, width, page);
      }
    });
  }

  async function checkPage(
    theme: ThemeName,
    width: number,
    page: (typeof pages)[number],
  ): Promise<void> {
    const panel = await openPage(page);
    if (page === "timeline") await panel.locator(".plot canvas").waitFor();
    if (page === "events") await panel.locator(".event-row[data-kind=chunk]").first().waitFor();
    if (page === "request") await panel.locator("[data-part=requestBody]").waitFor();
    await ui.workbench.screenshot(`page-${page}-${theme}-${width}`);
    assert.deepEqual(await violations(panel), [], `${page}, ${theme}, ${width} px`);
  }

  it("lets no answer run or load anything inside VS Code", async () => {
    const reached: string[] = [];
    ui.workbench.page.on("request", (request) => {
      if (request.url().includes("beacon.invalid")) reached.push(request.url());
    });
    const nasty = hostilePayloads.filter(({ name }) => /^(?:markup|link|image)/.test(name));
    await ui.workbench.focusEditor();
    await stream(
      "hostile.bedrock.json",
      `sandbox: echo\n${nasty.map(({ text }) => text).join("\n\n")}`,
    );
    for (const page of pages) {
      const panel = await openPage(page);
      const harmed = await panel.evaluate(() => "harmed" in globalThis);
      assert.equal(harmed, false, page);
    }
    const panel = await openPage("answer");
    const ran = await panel.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "globalThis.harmed = 1";
      document.body.append(script);
      return "harmed" in globalThis;
    });
    assert.equal(ran, false, "a script without the nonce does not run");
    assert.deepEqual(reached, []);
  });
});

/** What axe-core finds wrong, inside the webview's own document. */
async function violations(panel: Frame): Promise<readonly string[]> {
  // The view's own color is the workbench's, behind this document, where axe-core cannot see it.
  await panel.evaluate(() => {
    document.documentElement.style.backgroundColor = "var(--vscode-sideBar-background)";
  });
  return axeViolations(panel);
}

/** Drags the side bar's edge. */
async function resizeSideBar(workbench: Workbench, width: number): Promise<void> {
  const { page } = workbench;
  const sideBar = page.locator(".part.sidebar");
  const box = await sideBar.boundingBox();
  assert.ok(box);
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width, y);
  await page.mouse.down();
  await page.mouse.move(box.x + width, y, { steps: 8 });
  await page.mouse.up();
  await until("the side bar has its width", async () => {
    const now = await sideBar.boundingBox();
    return now !== null && Math.abs(now.width - width) < 12;
  });
}
