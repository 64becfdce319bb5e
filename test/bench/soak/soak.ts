// `npm run soak -- --minutes N`: twenty runs at once against servers that break, stopped at random, in
// a window that is reloaded every few seconds and beside one that is killed. Afterwards nothing may be
// left open, and what was sent before each fault has to be in the journal.
import { fork } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { endWithParent, killWithUs, temporaryFolder } from "../../support/janitor.js";
import { say } from "../../support/progress.js";
import { seededRandom } from "../../support/seededRandom.js";
import { checkNothingLeft, whatIsOpen } from "./leftovers.js";
import { checkKilled, checkReloaded, checkRun, type Counts } from "./records.js";
import { startServers, type SoakServers } from "./servers.js";
import type { KilledWindowOrder, KilledWindowReport } from "./killedWindow.js";
import { SoakWindow, type SoakedRun } from "./window.js";

/** Runs at once in both windows together. */
const atOnce = { reloaded: 14, killed: 6 } as const;

/** Milliseconds that a window lives. */
const shortestLifeMs = 3_000;
const longestLifeMs = 12_000;

interface Soak {
  readonly random: () => number;
  readonly folder: string;
  readonly counts: Counts;
  readonly servers: SoakServers;
  readonly endMs: number;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      minutes: { type: "string", default: "10" },
      seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    },
  });
  endWithParent();
  const temporary = temporaryFolder();
  // So that nobody else's temporary files are counted as ours.
  process.env["TMPDIR"] = temporary.path;
  const folder = path.join(temporary.path, "runs");
  const counts = newCounts();
  process.on("warning", ({ message }) => counts.problems.push(`warning: ${message}`));
  const before = whatIsOpen();
  const random = seededRandom(Number(values.seed));
  const servers = await startServers(random);
  say(`soaking for ${values.minutes} minutes, --seed ${values.seed}`);
  const endMs = Date.now() + Number(values.minutes) * 60_000;
  const progress = setInterval(() => say(lineOf(counts)), 10_000);
  const soak = { random, folder, counts, servers, endMs };
  await Promise.all([reloadedWindows(soak), killedWindows(soak)]);
  clearInterval(progress);
  counts.problems.push(...(await servers.close()));
  const files = [...fs.readdirSync(folder), ...fs.readdirSync(temporary.path)];
  const strangers = files.filter((name) => name !== "runs");
  if (strangers.length > 0) counts.problems.push(`files: ${strangers.slice(0, 5).join(" ")}`);
  await temporary.remove();
  counts.problems.push(...(await checkNothingLeft(before)));
  process.stdout.write(`${lineOf(counts)}\n`);
  for (const [problem, times] of tally(counts.problems)) {
    process.stdout.write(`PROBLEM ${times} x ${problem}\n`);
  }
  return counts.problems.length === 0 ? 0 : 1;
}

/** One window after the other on the same records, each closed in mid-stream as a reload does. */
async function reloadedWindows(soak: Soak): Promise<void> {
  const { random, folder, counts, servers } = soak;
  for (let number = 0; Date.now() < soak.endMs; number++) {
    const onProblem = (problem: string) => void counts.problems.push(problem);
    const { places } = servers;
    const window = new SoakWindow({ name: `w${number}`, folder, random, places, onProblem });
    const cutShort: SoakedRun[] = [];
    let isClosing = false;
    const working = window.work(atOnce.reloaded, async (soaked) => {
      await checkRun(soaked, { counts, sentBytes: servers.sentBytes });
      if (isClosing) cutShort.push(soaked);
      else fs.rmSync(soaked.file);
    });
    await lifetime(soak);
    isClosing = true;
    await window.close();
    await working;
    await checkReloaded(folder, cutShort, counts);
    counts.reloads += 1;
  }
}

/** One process after the other, each killed in mid-stream. */
async function killedWindows(soak: Soak): Promise<void> {
  const { random, folder, counts, servers } = soak;
  for (let number = 0; Date.now() < soak.endMs; number++) {
    const order: KilledWindowOrder = {
      name: `k${number}`,
      folder,
      seed: Math.floor(random() * 2 ** 31),
      atOnce: atOnce.killed,
      places: servers.places,
    };
    const program = path.resolve("out/test/bench/soak/killedWindow.js");
    const child = fork(program, [JSON.stringify(order)], { detached: true });
    const forget = killWithUs(child);
    const reports: KilledWindowReport[] = [];
    child.on("message", (message: KilledWindowReport | { readonly problem: string }) => {
      if ("problem" in message) counts.problems.push(message.problem);
      else reports.push(message);
    });
    await lifetime(soak);
    const killedAtMs = Date.now();
    child.kill("SIGKILL");
    await once(child, "exit");
    forget();
    await checkKilled(folder, { name: order.name, reports, killedAtMs }, counts);
    counts.kills += 1;
  }
}

async function lifetime({ random, endMs }: Soak): Promise<void> {
  const ms = shortestLifeMs + random() * (longestLifeMs - shortestLifeMs);
  await sleep(Math.max(0, Math.min(ms, endMs - Date.now())));
}

function newCounts(): Counts {
  return {
    ...{ runs: 0, bytes: 0, compared: 0, reloads: 0, cutShort: 0, kills: 0, recovered: 0 },
    verdicts: new Map(),
    problems: [],
  };
}

function tally(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function lineOf(counts: Counts): string {
  const { runs, compared, bytes, reloads, cutShort, kills, recovered } = counts;
  const endings = [...counts.verdicts].map(([verdict, count]) => `${verdict} ${count}`);
  const mib = (value: number) => (value / 1024 ** 2).toFixed(0);
  return [
    `${runs} runs (${endings.join(", ")})`,
    `${compared} answers compared, ${mib(bytes)} MiB`,
    `${reloads} reloads cut ${cutShort} runs short, ${kills} kills left ${recovered}`,
    `resident ${mib(process.memoryUsage.rss())} MiB`,
    `${counts.problems.length} problems`,
  ].join("; ");
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
