import * as fs from "node:fs";
import * as path from "node:path";
import type { Frame } from "playwright-core";
import { temporaryFolder } from "../support/janitor.js";
import { until } from "../support/until.js";
import { openWorkbench, type Workbench } from "../support/workbench.js";
import type { BenchServer } from "./benchServer.js";
import type { CompanionReady, HostReport, StreamOrder } from "./companion.js";
import { medianOf, row, type Row } from "./measure.js";
import { modelId, sdkReader } from "./readers.js";

/** What was seen in the panel while something streamed; times since the epoch. */
interface Painted {
  readonly firstTextAt: number;
  readonly lastTextAt: number;
  readonly longestFrameMs: number;
}

interface Streamed extends Painted {
  readonly host: HostReport;
  readonly firstByteAt: number;
}

/** Real VS Code: what arrives in its extension host, until it is seen in the panel. */
export async function benchScreen(server: BenchServer, rounds: number): Promise<Row[]> {
  const temporary = temporaryFolder();
  const companion = new Companion(temporary.path);
  const workbench = await openWorkbench({
    companion: temporary.path,
    settings: {
      "bedrockStream.endpoint": server.http1,
      "bedrockStream.region": "us-east-1",
      "bedrockStream.stallTimeout": 0,
    },
    env: { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" },
  });
  try {
    const activations = await activationTimes(workbench, rounds);
    companion.forget();
    await workbench.reloadWindow();
    await workbench.runCommand("Bedrock Stream: Show Output");
    const panel = await workbench.panelFrame();
    const measure = (body: object, atOnce = 1) =>
      streamed({ panel, companion, server, order: { request: { modelId, body }, atOnce } });
    await measure({ events: 200, letters: 5 });
    const rows = [
      row("start", "activation, first start", "ms", activations.slice(0, 1)),
      row("start", "activation, after a reload", "ms", activations.slice(1), {
        limit: 10,
        better: "less",
      }),
    ];
    rows.push(...(await firstText(measure, rounds)));
    rows.push(...(await fullSpeed(measure, server, rounds)));
    rows.push(...hostRows("8 runs at once, 200 chunks/s each", [await eight(measure)]));
    const large = [await measure({ events: 100_000, letters: 105 })];
    rows.push(...panelRows("10 MB of text", large, 100), ...hostRows("10 MB of text", large));
    return rows;
  } finally {
    await workbench.close();
    await temporary.remove();
  }
}

type Measure = (body: object, atOnce?: number) => Promise<Streamed>;

async function firstText(measure: Measure, rounds: number): Promise<Row[]> {
  const delays: number[] = [];
  for (let round = 0; round < rounds * 2; round++) {
    const { firstTextAt, firstByteAt } = await measure({ events: 20, letters: 5, perSecond: 50 });
    delays.push(firstTextAt - firstByteAt);
  }
  return [
    row("screen", "first text painted after it was sent", "ms", delays, {
      limit: 25,
      better: "less",
    }),
  ];
}

/** 100,000 chunks, in turns with the official client that only decodes them. */
async function fullSpeed(measure: Measure, server: BenchServer, rounds: number): Promise<Row[]> {
  const client = sdkReader(server.http2, "HTTP/2");
  const stream = { events: 100_000, letters: 5 };
  const ours: Streamed[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await measure(stream));
    theirs.push((await client.read(stream)).totalMs);
  }
  client.destroy();
  const times = ours.map(({ firstByteAt, lastTextAt }) => lastTextAt - firstByteAt);
  return [
    row("screen", "100,000 chunks until the last is painted", "ms", times, {
      limit: medianOf(theirs),
      better: "less",
    }),
    row("screen", "official client, decoding only", "ms", theirs),
    ...panelRows("100,000 chunks", ours, 50),
    ...hostRows("100,000 chunks", ours),
  ];
}

const eight = (measure: Measure) => measure({ events: 1_000, letters: 5, perSecond: 200 }, 8);

function panelRows(name: string, all: readonly Streamed[], limit: number): Row[] {
  const frames = all.map(({ longestFrameMs }) => longestFrameMs);
  return [
    row("screen", `${name}: longest frame of the panel`, "ms", frames, { limit, better: "less" }),
  ];
}

function hostRows(name: string, all: readonly Streamed[]): Row[] {
  const of = (pick: (report: HostReport) => number) => all.map(({ host }) => pick(host));
  return [
    row(
      "screen",
      `${name}: event-loop delay of the host, p99`,
      "ms",
      of(({ p99Ms }) => p99Ms),
      { limit: 25, better: "less" },
    ),
    row(
      "screen",
      `${name}: heap of the host`,
      "MiB",
      of(({ heapBytes }) => heapBytes / 1024 ** 2),
    ),
  ];
}

async function streamed(what: {
  readonly panel: Frame;
  readonly companion: Companion;
  readonly server: BenchServer;
  readonly order: StreamOrder;
}): Promise<Streamed> {
  const { panel, companion, server, order } = what;
  const watching = panel.evaluateHandle(watchPanel);
  const watch = await watching;
  const host = await companion.stream(order);
  // Until what the host has sent is drawn: 300 ms in which nothing changes.
  await until("the panel is at rest", () => watch.evaluate((seen) => seen.isAtRest()), 60_000);
  const painted = await watch.evaluate((seen) => seen.end());
  return { ...painted, host, firstByteAt: server.firstTextAt() };
}

/** Runs inside the panel: notes when the answer grows, and how long frames take. */
function watchPanel() {
  const now = () => performance.timeOrigin + performance.now();
  const lengthOf = () =>
    [...document.querySelectorAll('[data-part="answer"]')].reduce(
      (sum, part) => sum + (part.textContent?.length ?? 0),
      0,
    );
  let isOver = false;
  let firstTextAt = 0;
  let lastTextAt = 0;
  let longestFrameMs = 0;
  let changedAt = 0;
  let previousFrame = 0;
  let isFresh = true;
  const observer = new MutationObserver(() => {
    changedAt = now();
    // The answer before leaves the panel first.
    if (isFresh && lengthOf() > 400) return;
    isFresh = false;
    // A task behind the frame that draws the change.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        lastTextAt = now();
        if (firstTextAt === 0 && lengthOf() > 0) firstTextAt = lastTextAt;
      };
      port2.postMessage(0);
    });
  });
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  const frame = (time: number): void => {
    if (firstTextAt > 0 && previousFrame > 0) {
      longestFrameMs = Math.max(longestFrameMs, time - previousFrame);
    }
    previousFrame = time;
    if (!isOver) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  return {
    isAtRest: () => firstTextAt > 0 && now() - changedAt > 300,
    end() {
      isOver = true;
      observer.disconnect();
      return { firstTextAt, lastTextAt, longestFrameMs };
    },
  };
}

/** What VS Code itself shows for our activation: loading the code and calling `activate`. */
async function activationTimes(workbench: Workbench, rounds: number): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    if (round > 0) await workbench.reloadWindow();
    await workbench.runCommand("Developer: Show Running Extensions");
    const row = workbench.page.locator(".runtime-extensions-editor .extension", {
      hasText: "Bedrock Stream",
    });
    const shown = await until("VS Code shows the time of activation", async () => {
      const text = await row.locator(".activation-time").first().innerText();
      return /(\d+)\s*ms/.exec(text)?.[1];
    });
    times.push(Number(shown));
    await workbench.page.keyboard.press("ControlOrMeta+F4");
  }
  return times;
}

/** The bench's own extension in that VS Code. */
class Companion {
  constructor(private readonly folder: string) {
    const manifest = {
      name: "bench-companion",
      publisher: "bedrock-stream-test",
      version: "0.0.1",
      engines: { vscode: "^1.104.0" },
      main: "./companion.js",
      activationEvents: ["*"],
    };
    fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
    fs.copyFileSync("out/test/bench/companion.js", path.join(folder, "companion.js"));
  }

  /** Before a reload: the next extension host says again when it is there. */
  forget(): void {
    fs.rmSync(path.join(this.folder, "ready.json"), { force: true });
  }

  async stream(order: StreamOrder): Promise<HostReport> {
    const { port } = await this.ready();
    const response = await fetch(`http://127.0.0.1:${port}`, {
      method: "POST",
      body: JSON.stringify(order),
    });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as HostReport;
  }

  private ready(): Promise<CompanionReady> {
    const file = path.join(this.folder, "ready.json");
    return until(
      "the companion is there",
      () => fs.existsSync(file) && (JSON.parse(fs.readFileSync(file, "utf8")) as CompanionReady),
      60_000,
    );
  }
}
