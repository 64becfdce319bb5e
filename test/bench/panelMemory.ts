import * as fs from "node:fs";
import type { CDPSession, Page } from "playwright-core";
import { say } from "../support/progress.js";
import type { BenchServer } from "./benchServer.js";
import { openBenchWorkbench, measureIn, type Measure } from "./benchWorkbench.js";
import type { BenchWorkbench } from "./benchWorkbench.js";
import { row, type Row } from "./measure.js";

const MIB = 1024 * 1024;

/** What is held after garbage was collected. */
interface Held {
  /** Heap and buffers of the extension host, in bytes. */
  readonly host: number;
  /** JavaScript heap of the window, which the panel shares with the workbench here, in bytes. */
  readonly page: number;
  /** Resident bytes of the window's process: text and layout are not in its heap. NaN off Linux. */
  readonly pageResident: number;
  readonly nodes: number;
}

/** What runs hold in a real VS Code: in its extension host and in the window with the panel. */
export async function benchPanelMemory(server: BenchServer): Promise<Row[]> {
  const bench = await openBenchWorkbench(server);
  try {
    const { workbench, companion } = bench;
    await workbench.runCommand("Bedrock Stream: Show Output");
    const measure = measureIn(await workbench.panelFrame(), companion, server);
    const look = await lookAt(bench);
    for (let run = 0; run < 3; run++) await measure({ events: 2_000 });
    const rows: Row[] = [];
    say("panel: 200 runs");
    const short = await afterShort(measure, look);
    rows.push(...overRuns(short));
    say("panel: 10 MB of text, 1,000,000 chunks");
    const before = await look();
    await measure({ events: 100_000, letters: 105 });
    rows.push(...afterLong("10 MB of text", { before, after: await look(), bytes: 10_500_000 }));
    const between = await look();
    await measure({ events: 1_000_000 });
    const million = { before: between, after: await look(), bytes: 5_000_000 };
    rows.push(...afterLong("1,000,000 chunks", million));
    return rows;
  } finally {
    await bench.close();
  }
}

const runs = { first: 100, all: 200, atOnce: 10 } as const;

/** What is held before, after 100 and after 200 runs of 500 chunks. */
async function afterShort(measure: Measure, look: () => Promise<Held>): Promise<Held[]> {
  const seen = [await look()];
  for (let done = 0; done < runs.all; done += runs.atOnce) {
    await measure({ events: 500 }, { atOnce: runs.atOnce });
    if (done + runs.atOnce === runs.first) seen.push(await look());
  }
  return [...seen, await look()];
}

function overRuns([start, middle, end]: readonly Held[]): Row[] {
  if (!start || !middle || !end) return [];
  const count = runs.all - runs.first;
  const perRun = (of: (held: Held) => number) => [(of(end) - of(middle)) / count / 1024];
  return [
    row(
      "memory",
      "each run of 500 chunks, of 200: host",
      "KiB",
      perRun(({ host }) => host),
    ),
    row(
      "memory",
      "each run of 500 chunks, of 200: heap of the window",
      "KiB",
      perRun(({ page }) => page),
      {
        limit: 8,
        better: "less",
      },
    ),
    row(
      "memory",
      "elements of the window after 200 runs, times those after 100",
      "x",
      [end.nodes / middle.nodes],
      { limit: 1.1, better: "less" },
    ),
  ];
}

function afterLong(
  name: string,
  { before, after, bytes }: { before: Held; after: Held; bytes: number },
): Row[] {
  const goal = { limit: 3, better: "less" as const };
  const grown = (of: (held: Held) => number) => of(after) - of(before);
  const times = (of: (held: Held) => number) => [grown(of) / bytes];
  const isText = name.includes("text");
  const inHost = ({ host }: Held) => host;
  const inPage = ({ page }: Held) => page;
  return [
    isText
      ? row("memory", `${name}: held by the host, times the text`, "x", times(inHost), goal)
      : row("memory", `${name}: held by the host`, "MiB", [grown(inHost) / MIB]),
    row("memory", `${name}: heap of the window, times the text`, "x", times(inPage), goal),
    row("memory", `${name}: resident bytes of the window, above before`, "MiB", [
      grown(({ pageResident }) => pageResident) / MIB,
    ]),
    row("memory", `${name}: nodes of the window, above before`, "nodes", [
      grown(({ nodes }) => nodes),
    ]),
  ];
}

/** A look at what host and window hold. */
async function lookAt({ workbench, companion }: BenchWorkbench): Promise<() => Promise<Held>> {
  const debug = await workbench.page.context().newCDPSession(workbench.page);
  await debug.send("Performance.enable");
  const pid = await rendererOf(workbench.page);
  return async () => {
    await debug.send("HeapProfiler.collectGarbage");
    const [page, nodes] = await metrics(debug, "JSHeapUsedSize", "Nodes");
    const { heldBytes } = await companion.memory();
    return { host: heldBytes, page: page ?? NaN, nodes: nodes ?? NaN, pageResident: resident(pid) };
  };
}

async function metrics(debug: CDPSession, ...names: readonly string[]): Promise<number[]> {
  const { metrics: all } = await debug.send("Performance.getMetrics");
  return names.map((name) => all.find((one) => one.name === name)?.value ?? NaN);
}

/** The process of a browser with one page that has worked most: the window's. */
async function rendererOf(page: Page): Promise<number | undefined> {
  const debug = await page.context().browser()?.newBrowserCDPSession();
  if (!debug) return undefined;
  const { processInfo } = await debug.send("SystemInfo.getProcessInfo");
  await debug.detach();
  const renderers = processInfo.filter(({ type }) => type === "renderer");
  return renderers.sort((a, b) => b.cpuTime - a.cpuTime)[0]?.id;
}

function resident(pid: number | undefined): number {
  const file = `/proc/${pid}/status`;
  if (pid === undefined || !fs.existsSync(file)) return NaN;
  return 1024 * Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(file, "utf8"))?.[1]);
}
