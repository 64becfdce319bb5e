import assert from "node:assert/strict";
import { speak, t } from "../../src/l10n.js";
import { startSandbox, type Sandbox } from "../../src/sandbox/server.js";
import { messageCalls } from "../support/messageCalls.js";
import { openPanelPage, type PanelPage } from "../support/panelPage.js";
import { bracketed, pseudoLanguage, untranslated } from "../support/pseudoLanguage.js";
import { runAgainst } from "../unit/run/sandboxRun.js";

/** What is on the page and was never a message: the model's words, names of the API, code. */
const data = [
  ...["bdi", "code", "[data-part=answer]", "[data-part=model]", "[data-part=requestLine]"],
  ...["[data-exact]", ".headers", "dd", ".tab-label", ".failure .detail", ".event-row:not(.head)"],
  // Types of events are the API's own words.
  "option:not([value=''])",
];

describe("the panel in a language that brackets every message", () => {
  let sandbox: Sandbox;
  let panel: PanelPage;
  before(async () => {
    speak(pseudoLanguage);
    const messages = ["src", "media"].flatMap((folder) => messageCalls(folder));
    const known = messages.flatMap(({ message }) => message ?? []);
    const language = {
      id: pseudoLanguage.id,
      messages: Object.fromEntries(known.map((message) => [message, bracketed(message)])),
    };
    sandbox = await startSandbox({ paceMs: 1 });
    panel = await openPanelPage("markdown", language);
  });
  after(async () => {
    speak(undefined);
    await panel?.close();
    await sandbox?.close();
  });

  const names = ["Bedrock Stream", "TLS", "200 OK"];
  const check = async () => {
    const texts = await panel.page.evaluate(textsOfPage, data);
    assert.ok(texts.length > 0);
    const missed = texts.filter((text) => untranslated(text, names).length > 0);
    assert.deepEqual(missed, []);
  };

  it("greets so", async () => {
    await panel.page.locator("[data-part=welcome]").waitFor();
    assert.equal(t("Stop"), "⟦Stop⟧");
    await check();
  });

  it("shows an answer, its events, its timeline and its request so", async () => {
    const run = runAgainst(sandbox, "Hello");
    panel.show(run);
    await run.ended;
    await panel.page.locator("body[data-state=ended]").waitFor();
    await check();
    for (const page of ["events", "timeline", "request"]) {
      await panel.page.locator(`.page-tab[data-page=${page}]`).click();
      await panel.page.locator(`#${page}`).waitFor();
      await panel.page.locator(`#${page} h2, #${page} [role=columnheader]`).first().waitFor();
      await check();
    }
  });

  it("shows a failure so", async () => {
    const run = runAgainst(sandbox, "sandbox: throttlingException", { id: "failed" });
    panel.show(run);
    await run.ended;
    await panel.page.locator('body[data-state=ended][data-run-id="failed"]').waitFor();
    await panel.page.locator(".page-tab[data-page=answer]").click();
    await check();
  });
});

/** Texts and names of everything on the page, without what is data. */
function textsOfPage(data: readonly string[]): string[] {
  const isData = (element: Element | null) => element?.closest(data.join(",")) !== null;
  const found: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent?.closest("script") || isData(parent)) continue;
    if (node.textContent?.trim()) found.push(node.textContent.trim());
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
    if (isData(element) || element.matches("[role=tab][data-run-id]")) continue;
    for (const name of ["aria-label", "title", "placeholder"]) {
      const value = element.getAttribute(name);
      if (value) found.push(value);
    }
  }
  return found;
}
