import type { Frame, Page } from "playwright-core";
import { until } from "./until.js";

/**
 * A webview is two nested frames: VS Code's own, whose address names the extension, and in it the
 * one with the extension's document. While a document is being replaced there are two of these;
 * VS Code gives the id `active-frame` to the one that is shown.
 */
export function innerFrame(
  page: Page,
  extensionId: string,
  withinMs: number,
  place: WebviewPlace = "view",
): Promise<Frame> {
  return until(
    `a webview of ${extensionId} has loaded in the ${place}`,
    () => openInnerFrame(page, extensionId, place),
    withinMs,
  );
}

/** Where a webview is: in a view, or in an editor's tab. */
export type WebviewPlace = "view" | "tab";

/** The same, if there is one now. */
export async function openInnerFrame(
  page: Page,
  extensionId: string,
  place: WebviewPlace = "view",
): Promise<Frame | undefined> {
  for (const outer of page.frames()) {
    const address = new URL(outer.url() || "about:blank").searchParams;
    if (address.get("extensionId") !== extensionId) continue;
    if ((await placeOf(outer).catch(() => undefined)) !== place) continue;
    for (const inner of outer.childFrames()) {
      if (await isActive(inner).catch(() => false)) return inner;
    }
  }
  return undefined;
}

/** A line for each webview of an extension: where it is, and what its documents hold. */
export async function describeWebviews(page: Page, extensionId: string): Promise<string[]> {
  const outers = page.frames().filter((frame) => {
    return new URL(frame.url() || "about:blank").searchParams.get("extensionId") === extensionId;
  });
  return Promise.all(
    outers.map(async (outer) => {
      const place = await placeOf(outer).catch(String);
      const inner = await Promise.all(outer.childFrames().map(describeDocument));
      return `${place ?? "nowhere"}, ${inner.join(" and ") || "no document"}`;
    }),
  );
}

async function describeDocument(frame: Frame): Promise<string> {
  const element = await frame.frameElement().catch(() => undefined);
  const id = (await element?.getAttribute("id").catch(() => null)) ?? "gone";
  const asked = frame.evaluate(() => {
    return `${JSON.stringify(document.body.dataset)} ${document.body.textContent.slice(0, 200)}`;
  });
  return `${id}: ${await Promise.race([asked.catch(String), noAnswer()])}`;
}

/** A page that hangs answers nobody. */
function noAnswer(): Promise<string> {
  return new Promise((resolve) => setTimeout(resolve, 5_000, "no answer within 5 s"));
}

/** VS Code lays webviews over the workbench, so only where one lies tells what it belongs to. */
async function placeOf(outer: Frame): Promise<WebviewPlace | undefined> {
  const element = await outer.frameElement();
  const box = await element.boundingBox();
  const editors = await outer.page().locator(".part.editor").boundingBox();
  if (!box || !editors) return undefined;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const isInside =
    x > editors.x &&
    x < editors.x + editors.width &&
    y > editors.y &&
    y < editors.y + editors.height;
  return isInside ? "tab" : "view";
}

async function isActive(frame: Frame): Promise<boolean> {
  const element = await frame.frameElement();
  const id = await element.getAttribute("id");
  return id === "active-frame" && (await frame.locator("body > *").count()) > 0;
}
