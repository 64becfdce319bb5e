import { say } from "../support/progress.js";
import type { BenchServer } from "./benchServer.js";
import { measureIn, openBenchWorkbench, type Measure, type Streamed } from "./benchWorkbench.js";
import type { HostReport } from "./companion.js";
import { medianOf, row, type Goal, type Row } from "./measure.js";
import { sdkReader } from "./readers.js";
import { lettersPerChunk } from "./watchPanel.js";

const atMost = (limit: number): Goal => ({ limit, better: "less" });

/** Real VS Code: what arrives in its extension host, until it is seen in the panel. */
export async function benchScreen(server: BenchServer, rounds: number): Promise<Row[]> {
  const bench = await openBenchWorkbench(server);
  const { workbench, companion } = bench;
  try {
    await workbench.runCommand("Bedrock Stream: Show Output");
    const measure = measureIn(await workbench.panelFrame(), companion, server);
    for (const events of [200, 20_000]) await measure({ events });
    return [
      ...(await firstText(measure, rounds * 3)),
      ...(await fullSpeed(measure, server, rounds)),
      ...(await eightRuns(measure, rounds)),
      ...(await tenMegabytes(measure, rounds)),
    ];
  } finally {
    await bench.close();
  }
}

/** No model answers sooner. */
const pauseMs = 200;

async function firstText(measure: Measure, rounds: number): Promise<Row[]> {
  say("screen: first text");
  const after: number[] = [];
  const atOnce: number[] = [];
  const stream = { events: 20, perSecond: 50 };
  const delay = ({ firstTextAt, firstByteAt }: Streamed) => firstTextAt - firstByteAt;
  for (let round = 0; round < rounds; round++) {
    after.push(delay(await measure({ ...stream, pauseMs })));
    atOnce.push(delay(await measure(stream)));
  }
  return [
    row("screen", "first text painted after it was sent", "ms", after, atMost(25)),
    // The panel still draws how the run begins.
    row("screen", "the same, of a model that answers in no time", "ms", atOnce, atMost(25)),
  ];
}

/** 100,000 chunks, in turns with the official client that only decodes them. */
async function fullSpeed(measure: Measure, server: BenchServer, rounds: number): Promise<Row[]> {
  say("screen: 100,000 chunks");
  const client = sdkReader(server.http2, "HTTP/2");
  const stream = { events: 100_000, letters: 5 };
  const ours: Streamed[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await measure(stream, { letters: stream.events * lettersPerChunk }));
    theirs.push((await client.read(stream)).totalMs);
  }
  client.destroy();
  const goal = atMost(medianOf(theirs));
  return [
    row("screen", "100,000 chunks until the last is painted", "ms", timesOf(ours), goal),
    row("screen", "official client, decoding only", "ms", theirs),
    ...frameRows("100,000 chunks", ours, 50),
    ...hostRows("100,000 chunks", ours),
  ];
}

async function eightRuns(measure: Measure, rounds: number): Promise<Row[]> {
  say("screen: 8 runs at once");
  const paced: Streamed[] = [];
  const fast: Streamed[] = [];
  for (let round = 0; round < rounds; round++) {
    paced.push(await measure({ events: 500, perSecond: 200 }, { atOnce: 8 }));
    fast.push(await measure({ events: 12_500 }, { atOnce: 8 }));
  }
  return [
    ...frameRows("8 runs, 200 chunks/s each", paced, 50),
    ...hostRows("8 runs, 200 chunks/s each", paced),
    ...frameRows("8 runs of 12,500 chunks", fast, 50),
    ...hostRows("8 runs of 12,500 chunks", fast),
  ];
}

async function tenMegabytes(measure: Measure, rounds: number): Promise<Row[]> {
  say("screen: 10 MB of text");
  const all: Streamed[] = [];
  for (let round = 0; round < rounds; round++) {
    all.push(await measure({ events: 100_000, letters: 105 }));
  }
  return [
    row("screen", "10 MB of text until the last is painted", "ms", timesOf(all)),
    ...frameRows("10 MB of text", all, 100),
    ...hostRows("10 MB of text", all),
  ];
}

const timesOf = (all: readonly Streamed[]) =>
  all.map(({ firstByteAt, lastTextAt }) => lastTextAt - firstByteAt);

function frameRows(name: string, all: readonly Streamed[], limit: number): Row[] {
  const frames = all.map(({ longestFrameMs }) => longestFrameMs);
  return [row("screen", `${name}: longest frame`, "ms", frames, atMost(limit))];
}

function hostRows(name: string, all: readonly Streamed[]): Row[] {
  const of = (pick: (report: HostReport) => number) => all.map(({ host }) => pick(host));
  const delays = of(({ p99Ms }) => p99Ms);
  return [row("screen", `${name}: event-loop delay of the host, p99`, "ms", delays, atMost(25))];
}
