import assert from "node:assert/strict";
import { startSandbox, type Sandbox } from "../../src/sandbox/server.js";
import { hostilePayloads, type HostilePayload } from "../support/hostilePayloads.js";
import { openPanelPage, type PanelPage } from "../support/panelPage.js";
import { runAgainst } from "../unit/run/sandboxRun.js";

/**
 * Milliseconds of work that only something gone wrong costs the page, such as work that grows with
 * the square of a payload's length: ten times what the slowest one took. It is the processor's time,
 * this test's own looks included; how fast the panel is, the benchmark tells.
 */
const longestFreezeMs = 15_000;

/** What the page says about itself after a payload. */
interface Seen {
  readonly text: string;
  readonly copied: string;
  readonly harmed: boolean;
  readonly strangers: number;
  readonly links: readonly string[];
  readonly images: readonly string[];
}

describe("the panel and hostile answers", () => {
  let sandbox: Sandbox;
  before(async () => (sandbox = await startSandbox({ paceMs: 0 })));
  after(() => sandbox?.close());

  it(`has ${hostilePayloads.length} of them`, () => assert.ok(hostilePayloads.length >= 200));

  for (const format of ["markdown", "plain"] as const) {
    describe(`as ${format}`, () => {
      let panel: PanelPage;
      let work: () => Promise<number>;
      let longest = 0;
      before(async () => {
        panel = await openPanelPage(format);
        work = await watchWork(panel);
      });
      after(() => panel?.close());

      for (const [first, payloads] of inTens(hostilePayloads)) {
        it(`runs nothing, loads nothing, and keeps every letter: from ${first} on`, async () => {
          for (const payload of payloads) {
            const before = await work();
            await show(panel, sandbox, payload, format);
            longest = Math.max(longest, (await work()) - before);
          }
          assert.deepEqual(panel.reached, []);
          assert.deepEqual(panel.asked, [], "nothing asks the host for anything by itself");
        });
      }

      it("never froze", () => {
        assert.ok(longest > 0 && longest < longestFreezeMs, `${longest} ms`);
      });
    });
  }

  it("shows their events whole and harmless, too", async () => {
    const panel = await openPanelPage("plain");
    try {
      await panel.page.locator("body[data-state=empty]").waitFor();
      for (const [at, payload] of hostilePayloads.entries()) {
        if (payload.text.length > 2_000) continue;
        await show(panel, sandbox, payload, "plain");
        if (at % 8 !== 0) continue;
        await panel.page.locator(".page-tab[data-page=events]").click();
        await panel.page.locator("#event-1").click();
        await panel.page.locator("[data-part=payload]").waitFor();
        const { harmed, strangers } = await look(panel);
        assert.deepEqual([harmed, strangers], [false, 0], payload.name);
        await panel.page.locator(".page-tab[data-page=answer]").click();
      }
      assert.deepEqual(panel.reached, []);
    } finally {
      await panel.close();
    }
  });
});

describe("the panel's policy", () => {
  let panel: PanelPage;
  before(async () => (panel = await openPanelPage("markdown")));
  after(() => panel?.close());

  it("runs no script without the page's nonce, and no handler in an attribute", async () => {
    const ran = await panel.page.evaluate(async () => {
      const inline = document.createElement("script");
      inline.textContent = "globalThis.harmed = 1";
      const guessed = document.createElement("script");
      guessed.nonce = "guessed";
      guessed.textContent = "globalThis.harmed = 1";
      const own = document.createElement("script");
      own.src = "/output.js?again";
      const handler = document.createElement("button");
      handler.setAttribute("onclick", "globalThis.harmed = 1");
      document.body.append(inline, guessed, own, handler);
      handler.click();
      const refused = await new Promise((resolve) => {
        own.addEventListener("load", () => resolve(false));
        own.addEventListener("error", () => resolve(true));
      });
      return { harmed: "harmed" in globalThis, refused };
    });
    assert.deepEqual(ran, { harmed: false, refused: true });
  });

  it("loads no image, style, frame or connection from anywhere", async () => {
    const refused = await panel.page.evaluate(async () => {
      const directives = new Set<string>();
      document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
        if (blockedURI.startsWith("https://beacon.invalid")) directives.add(effectiveDirective);
      });
      new Image().src = "https://beacon.invalid/a.png";
      const style = document.createElement("link");
      style.rel = "stylesheet";
      style.href = "https://beacon.invalid/a.css";
      const frame = document.createElement("iframe");
      frame.src = "https://beacon.invalid/";
      document.body.append(style, frame);
      await fetch("https://beacon.invalid/").catch(() => undefined);
      while (directives.size < 4) await new Promise(requestAnimationFrame);
      return [...directives].sort();
    });
    assert.deepEqual(refused, ["connect-src", "frame-src", "img-src", "style-src-elem"]);
  });
});

function inTens(all: readonly HostilePayload[]): [string, readonly HostilePayload[]][] {
  const tens: [string, readonly HostilePayload[]][] = [];
  for (let at = 0; at < all.length; at += 10) {
    tens.push([all[at]?.name ?? "", all.slice(at, at + 10)]);
  }
  return tens;
}

async function show(
  panel: PanelPage,
  sandbox: Sandbox,
  { name, text }: HostilePayload,
  format: "markdown" | "plain",
): Promise<void> {
  const choices = { id: `${name} ${format}`, maxTokens: 4_000_000 };
  const run = runAgainst(sandbox, `sandbox: echo\n${text}`, choices);
  panel.show(run);
  const summary = await run.ended;
  assert.equal(summary.verdict, "complete", name);
  assert.ok(summary.text === text, `${name}: the run has other text than was sent`);
  await panel.page.locator(`body[data-state=ended][data-run-id="${run.id}"]`).waitFor();
  const seen = await look(panel);
  assert.equal(seen.harmed, false, name);
  assert.equal(seen.strangers, 0, name);
  for (const link of seen.links) assert.match(link, /^(?:https?|mailto):/, name);
  for (const image of seen.images) {
    assert.match(image, /^data:image\/(?:png|jpeg|gif|webp);base64,/, name);
  }
  if (format === "markdown") return;
  assert.ok(seen.text === text, `${name}: the page shows other text than was sent`);
  assert.ok(seen.copied === text, `${name}: copying gives other text than was sent`);
}

/** As JSON text, because halves of surrogate pairs would not pass the browser's debugger. */
async function look(panel: PanelPage): Promise<Seen> {
  const json = await panel.page.evaluate(() => {
    const answer = document.querySelector("[data-part=answer]");
    const strangers = "script, iframe, object, embed, svg, video, audio, link, style, form, base";
    const selection = document.getSelection();
    let copied = "";
    if (answer && selection) {
      document.addEventListener(
        "copy",
        (event) => (copied = event.clipboardData?.getData("text/plain") ?? ""),
        { once: true },
      );
      selection.selectAllChildren(answer);
      document.execCommand("copy");
      selection.removeAllRanges();
    }
    return JSON.stringify({
      text: answer?.textContent ?? "",
      copied,
      harmed: "harmed" in globalThis,
      strangers: document.querySelectorAll(`.panel :is(${strangers})`).length,
      links: [...document.querySelectorAll<HTMLAnchorElement>(".panel a[href]")].map(
        ({ href }) => href,
      ),
      images: [...document.querySelectorAll("img")].map(({ src }) => src),
    } satisfies Seen);
  });
  const seen: Seen = JSON.parse(json);
  return seen;
}

/** @returns what tells the milliseconds that the page's main thread has worked so far. */
async function watchWork(panel: PanelPage): Promise<() => Promise<number>> {
  const debug = await panel.page.context().newCDPSession(panel.page);
  await debug.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await debug.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN) * 1_000;
  };
}
