import { until } from "../support/until.js";
import type { Workbench } from "../support/workbench.js";
import type { BenchServer } from "./benchServer.js";
import { measureIn, openBenchWorkbench, type Measure, type Streamed } from "./benchWorkbench.js";
import type { HostReport } from "./companion.js";
import { medianOf, row, type Row } from "./measure.js";
import { sdkReader } from "./readers.js";

/** Real VS Code: what arrives in its extension host, until it is seen in the panel. */
export async function benchScreen(server: BenchServer, rounds: number): Promise<Row[]> {
  const bench = await openBenchWorkbench(server);
  const { workbench, companion } = bench;
  try {
    const activations = await activationTimes(workbench, rounds);
    companion.forget();
    await workbench.reloadWindow();
    await workbench.runCommand("Bedrock Stream: Show Output");
    const measure = measureIn(await workbench.panelFrame(), companion, server);
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
    await bench.close();
  }
}

/** No model answers sooner. */
const pauseMs = 200;

async function firstText(measure: Measure, rounds: number): Promise<Row[]> {
  const after: number[] = [];
  const atOnce: number[] = [];
  const stream = { events: 20, letters: 5, perSecond: 50 };
  const delay = ({ firstTextAt, firstByteAt }: Streamed) => firstTextAt - firstByteAt;
  for (let round = 0; round < rounds * 3; round++) {
    after.push(delay(await measure({ ...stream, pauseMs })));
    atOnce.push(delay(await measure(stream)));
  }
  const goal = { limit: 25, better: "less" as const };
  return [
    row("screen", "first text painted after it was sent", "ms", after, goal),
    // The panel still draws the run's beginning then.
    row("screen", "the same, of a model that answers in no time", "ms", atOnce, goal),
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

const eight = (measure: Measure) =>
  measure({ events: 1_000, letters: 5, perSecond: 200 }, { atOnce: 8 });

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
