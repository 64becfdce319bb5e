import * as fs from "node:fs";
import type { Sandbox } from "../../src/sandbox/server.js";
import { say } from "./progress.js";
import { isAsItShouldBe, reportOf, streamOnce } from "./streamOnce.js";
import type { RunningVscode } from "./vscode.js";
import { openWindow } from "./workbench.js";

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
    const shown = await streamOnce(workbench, () => sandbox.openStreams() > 0);
    process.stdout.write(reportOf(shown));
    return isAsItShouldBe(shown) ? 0 : 1;
  } finally {
    fs.mkdirSync("out", { recursive: true });
    await workbench.page.screenshot({ path: "out/check.png" });
    say("Screenshot: out/check.png");
    await workbench.close();
  }
}
