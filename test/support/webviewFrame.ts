import type { Frame, Page } from "playwright-core";
import { until } from "./until.js";

/**
 * A webview is two nested frames: VS Code's own, whose address names the extension, and in it the
 * one with the extension's document. While a document is being replaced there are two of these;
 * VS Code gives the id `active-frame` to the one that is shown.
 */
export function innerFrame(page: Page, extensionId: string, withinMs: number): Promise<Frame> {
  return until(
    `a webview view of ${extensionId} has loaded`,
    () => openInnerFrame(page, extensionId),
    withinMs,
  );
}

/** The same, if there is one now. */
export async function openInnerFrame(page: Page, extensionId: string): Promise<Frame | undefined> {
  for (const outer of page.frames()) {
    const address = new URL(outer.url() || "about:blank").searchParams;
    if (address.get("extensionId") !== extensionId) continue;
    // `webviewPanel` is an editor tab. A view is `webviewView` at first, and nothing once it was hidden.
    if (address.get("purpose") === "webviewPanel") continue;
    for (const inner of outer.childFrames()) {
      if (await isActive(inner).catch(() => false)) return inner;
    }
  }
  return undefined;
}

async function isActive(frame: Frame): Promise<boolean> {
  const element = await frame.frameElement();
  const id = await element.getAttribute("id");
  return id === "active-frame" && (await frame.locator("body > *").count()) > 0;
}
