import * as fs from "node:fs";
import type { Frame } from "playwright-core";
import type { Sandbox } from "../../src/sandbox/server.js";
import { say } from "./progress.js";
import { until } from "./until.js";
import type { RunningVscode } from "./vscode.js";
import { openWindow } from "./workbench.js";

/** Milliseconds that the sample's answer may take; it streams at a human pace. */
const ANSWER_LIMIT_MS = 60_000;

export interface CheckOptions {
  readonly vscode: RunningVscode;
  readonly sandbox: Sandbox;
  readonly url: string;
  /** Name of the request file that the address opens. */
  readonly file: string;
}

/**
 * Streams the sample request as a person would, prints what the panel showed and saves
 * out/check.png.
 * @returns 0 when the text was there while the stream was open, and the whole of it at the end.
 */
export async function startCheck(options: CheckOptions): Promise<number> {
  const { sandbox, file } = options;
  say("Opening VS Code in headless Chromium ...");
  const workbench = await openWindow(options.vscode, options.url);
  await workbench.page.locator(`.tab.active[data-resource-name="${file}"]`).waitFor();
  try {
    const title = "Bedrock Stream: Stream Request in Editor";
    say(`Running "${title}" ...`);
    await workbench.runCommand(title);
    const since = performance.now();
    const panel = await workbench.panelFrame();
    await until("the panel shows text", () => shownText(panel), ANSWER_LIMIT_MS);
    const firstMs = Math.round(performance.now() - since);
    const early = sandbox.openStreams() > 0;
    await panel.locator("body[data-state=ended]").waitFor({ timeout: ANSWER_LIMIT_MS });
    const endMs = Math.round(performance.now() - since);
    const text = await shownText(panel);
    const verdict = await panel.locator('[data-part="verdict"]').first().innerText();
    const kind = await panel.locator("body").getAttribute("data-verdict");
    print({ text, verdict, early, firstMs, endMs });
    return early && text !== undefined && kind === "complete" ? 0 : 1;
  } finally {
    fs.mkdirSync("out", { recursive: true });
    await workbench.page.screenshot({ path: "out/check.png" });
    say("Screenshot: out/check.png");
    await workbench.close();
  }
}

interface Shown {
  readonly text: string | undefined;
  readonly verdict: string;
  readonly early: boolean;
  readonly firstMs: number;
  readonly endMs: number;
}

function print({ text, verdict, early, firstMs, endMs }: Shown): void {
  const lines = [
    `text: ${text ?? "none"}`,
    `verdict: ${verdict.replace(/\s+/g, " ")}`,
    `timing: first text after ${firstMs} ms, verdict after ${endMs} ms`,
    `shown while the stream was open: ${early ? "yes" : "no"}`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

async function shownText(panel: Frame): Promise<string | undefined> {
  const texts = await panel.locator('[data-part="answer"]').allInnerTexts();
  return texts.join("\n").trim() || undefined;
}
