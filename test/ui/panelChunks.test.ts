import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  startBrokenServer,
  type BrokenConnection,
  type BrokenServer,
} from "../support/brokenServer.js";
import { chunkFrame } from "../support/invokeKit.js";
import { openPanelPage, type PanelPage } from "../support/panelPage.js";
import { until } from "../support/until.js";
import { runAgainst } from "../unit/run/sandboxRun.js";

/** Milliseconds of one task that only work by the square of the length takes, on any machine. */
const longestTaskMs = 15_000;
const million = 1_000_000;
/** What a million kept chunks may take in memory: as objects they would be several times that. */
const mostBytes = 160_000_000;

const letters = "abcdefghijklmnopqrstuvwxyz";
const mixed = "caf\u00e9 \u4e16\u754c \u{1F600}\u{1F468}\u200D\u{1F469} \u0301e";

describe("the panel and chunks that are cut to pieces", () => {
  let panel: PanelPage;
  let server: BrokenServer;
  let runs = 0;
  before(async () => (panel = await openPanelPage("plain")));
  after(() => panel?.close());
  afterEach(async () => {
    await server.close();
    assert.deepEqual(server.errors, []);
  });

  /** The run of what a script sends, once the panel shows its end. */
  async function shown(script: (connection: BrokenConnection) => Promise<void>) {
    server = await startBrokenServer(async (connection) => {
      await connection.head();
      await script(connection);
      await connection.chunk(chunkFrame('{"type":"message_stop"}'));
      await connection.end();
    });
    runs += 1;
    const service = { endpoint: server.endpoint, region: "us-east-1", bearerToken: "none" };
    const run = runAgainst(service, "hello", { id: `run-${runs}`, stallTimeoutMs: 60_000 });
    panel.show(run);
    const { verdict, text } = await run.ended;
    assert.equal(verdict, "complete");
    const { page } = panel;
    await page
      .locator(`body[data-state=ended][data-run-id=${run.id}]`)
      .waitFor({ timeout: 90_000 });
    const seen = await page.locator("[data-part=answer]").evaluate((answer) => answer.textContent);
    assert.ok(seen === text, "the page shows what the run has read");
    return { run, text };
  }

  it("puts together what was cut within a character, wherever the wire was cut", async () => {
    const { text } = await shown(async (connection) => {
      for (const byte of delta(JSON.stringify(mixed))) await connection.chunk(Buffer.of(byte));
    });
    assert.equal(text, mixed);
  });

  it("joins the halves of a character that came in two chunks", async () => {
    const { text } = await shown(async (connection) => {
      await connection.chunk(delta('"before \\ud83d"'));
      await connection.chunk(delta('"\\ude00 after"'));
    });
    assert.equal(text, "before \u{1F600} after");
  });

  it("keeps all around a character whose bytes were cut into two chunks", async () => {
    const bytes = Buffer.from("before \u{1F600} after");
    const cut = bytes.indexOf(0xf0) + 2;
    const { text } = await shown(async (connection) => {
      await connection.chunk(delta(quoted(bytes.subarray(0, cut))));
      await connection.chunk(delta(quoted(bytes.subarray(cut))));
    });
    assert.match(text, /^before \ufffd+ after$/, "it says that something is missing, not more");
  });

  it("shows a million chunks of one letter each, in bounded memory and without a hang", async () => {
    await panel.page.evaluate(() => {
      new PerformanceObserver((list) => {
        const longest = Math.max(
          Number(Reflect.get(globalThis, "longestTask") ?? 0),
          ...list.getEntries().map(({ duration }) => duration),
        );
        Object.assign(globalThis, { longestTask: longest });
      }).observe({ entryTypes: ["longtask"] });
    });
    const alphabet = Buffer.concat([...letters].map((letter) => delta(`"${letter}"`)));
    const round = Buffer.concat(Array.from({ length: 400 }, () => alphabet));
    const before = usedBytes();
    const { run, text } = await shown(async (connection) => {
      const rounds = Math.floor(million / (400 * letters.length));
      for (let at = 0; at < rounds; at += 1) await connection.chunk(round);
      const rest = million - rounds * 400 * letters.length;
      for (let at = 0; at < rest; at += 1) {
        const letter = letters[at % letters.length] ?? "";
        await connection.chunk(delta(`"${letter}"`));
      }
    });
    assert.equal(text.length, million);
    const all = letters.repeat(Math.ceil(million / letters.length)).slice(0, million);
    assert.ok(text === all, "every letter is there, in its place");
    assert.equal(run.events.length, million + 1);
    await until("memory is bounded", () => usedBytes() - before < mostBytes, 30_000);
    const longest = await panel.page.evaluate(() => Reflect.get(globalThis, "longestTask") ?? 0);
    assert.ok(Number(longest) < longestTaskMs, `a task took ${String(longest)} ms`);
    const nodes = await panel.page.evaluate(() => document.querySelectorAll("*").length);
    assert.ok(nodes < 2_000, `${nodes} elements`);
  });
});

/** A chunk of text; `json` is the text as JSON, quotes included. */
function delta(json: string | Buffer): Uint8Array {
  const start = '{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":';
  return chunkFrame(Buffer.concat([Buffer.from(start), Buffer.from(json), Buffer.from("}}")]));
}

function quoted(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from('"'), bytes, Buffer.from('"')]);
}

/** What this process holds once all that nobody needs is gone. */
function usedBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
