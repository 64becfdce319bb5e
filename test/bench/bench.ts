// `npm run bench`: everything that is promised about speed and size, measured in one run.
import * as fs from "node:fs";
import * as os from "node:os";
import { parseArgs } from "node:util";
import { endWithParent } from "../support/janitor.js";
import { say } from "../support/progress.js";
import { startBenchServer, type BenchServer } from "./benchServer.js";
import { benchChatView } from "./chatView.js";
import { benchDecode } from "./decode.js";
import { benchFirstText } from "./firstText.js";
import { benchFrames } from "./frames.js";
import { benchGrowth } from "./growth.js";
import { isMet, lineOf, type Row } from "./measure.js";
import { benchMemory } from "./memory.js";
import { benchPanelMemory } from "./panelMemory.js";
import { benchScreen } from "./screen.js";
import { benchStart } from "./start.js";

type Part = (server: BenchServer, rounds: number) => Promise<Row[]>;

const parts: Readonly<Record<string, { readonly run: Part; readonly rounds: number }>> = {
  decode: { run: benchDecode, rounds: 5 },
  first: { run: benchFirstText, rounds: 31 },
  start: { run: benchStart, rounds: 5 },
  memory: { run: benchMemory, rounds: 5 },
  panel: { run: benchPanelMemory, rounds: 1 },
  frames: { run: benchFrames, rounds: 5 },
  growth: { run: benchGrowth, rounds: 5 },
  screen: { run: benchScreen, rounds: 5 },
  chat: { run: benchChatView, rounds: 5 },
};

async function main(): Promise<boolean> {
  endWithParent();
  const { positionals } = parseArgs({ allowPositionals: true });
  const chosen = positionals.length > 0 ? positionals : Object.keys(parts);
  const unknown = chosen.filter((name) => !parts[name]);
  if (unknown.length > 0) {
    throw new Error(`The parts are ${Object.keys(parts).join(", ")}, not ${unknown.join(", ")}.`);
  }
  const server = await startBenchServer();
  const rows: Row[] = [];
  const failed: string[] = [];
  const started = performance.now();
  try {
    for (const name of chosen) {
      say(`${name} ... (${Math.round((performance.now() - started) / 1000)} s so far)`);
      const found = await measurePart(name, server);
      if (!found) failed.push(name);
      for (const row of found ?? []) say(lineOf(row));
      rows.push(...(found ?? []));
    }
  } finally {
    server.close();
  }
  report({ rows, failed, minutes: (performance.now() - started) / 60_000 });
  return failed.length === 0;
}

/** One part that cannot be measured does not cost the others; undefined for such a one. */
async function measurePart(name: string, server: BenchServer): Promise<Row[] | undefined> {
  const part = parts[name];
  try {
    return await part?.run(server, part.rounds);
  } catch (error) {
    console.error(error);
    return undefined;
  }
}

interface Report {
  readonly rows: readonly Row[];
  /** Parts that could not be measured. */
  readonly failed: readonly string[];
  readonly minutes: number;
}

function report({ rows, failed, minutes }: Report): void {
  const { version, platform, arch } = process;
  const machine = { node: version, platform, arch, cpus: os.cpus().map(({ model }) => model) };
  fs.mkdirSync("out", { recursive: true });
  const file = { at: new Date().toISOString(), machine, load: os.loadavg(), minutes, failed, rows };
  fs.writeFileSync("out/bench.json", `${JSON.stringify(file, null, 2)}\n`);
  process.stdout.write(`\n${rows.map(lineOf).join("\n")}\n\n`);
  const goals = rows.filter(({ goal }) => goal);
  const load = os.loadavg().map((value) => value.toFixed(1));
  for (const name of failed) process.stdout.write(`${name}: COULD NOT BE MEASURED, see above\n`);
  process.stdout.write(
    `${goals.filter(isMet).length} of ${goals.length} goals met in ${minutes.toFixed(1)} minutes; ` +
      `${machine.cpus.length} cores, load ${load.join(" ")}; out/bench.json\n`,
  );
}

main().then(
  (isComplete) => process.exit(isComplete ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
