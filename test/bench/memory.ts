import { say } from "../support/progress.js";
import type { BenchServer } from "./benchServer.js";
import { row, type Row } from "./measure.js";
import { measureApart } from "./measureApart.js";
import type { Measured, Order } from "./ownProcess.js";

const MIB = 1024 * 1024;

const orders = {
  ten: { events: 100_000, letters: 105, atOnce: 1, runs: 1 },
  million: { events: 1_000_000, letters: 5, atOnce: 1, runs: 1 },
  few: { events: 500, letters: 5, atOnce: 1, runs: 20 },
  many: { events: 500, letters: 5, atOnce: 1, runs: 200 },
} satisfies Record<string, Order>;

/** What runs hold in memory, their events and texts included. */
export async function benchMemory(server: BenchServer, rounds: number): Promise<Row[]> {
  const found: Record<keyof typeof orders, Measured[]> = {
    ten: [],
    million: [],
    few: [],
    many: [],
  };
  for (let round = 0; round < rounds; round++) {
    say(`memory: round ${round + 1} of ${rounds}`);
    found.ten.push(await measureApart(server.http1, orders.ten));
    found.million.push(await measureApart(server.http1, orders.million));
    found.few.push(await measureApart(server.http1, orders.few));
    found.many.push(await measureApart(server.http1, orders.many));
  }
  const { ten, million, few, many } = found;
  const held = (all: readonly Measured[], per: number) => all.map((one) => one.heldBytes / per);
  const peak = (all: readonly Measured[]) => all.map((one) => one.peakBytes / MIB);
  const times = ten.map((one) => one.heldBytes / one.textBytes);
  const perRun = { few: held(few, 20 * 1024), many: held(many, 200 * 1024) };
  const flat = perRun.many.map((one, i) => one / (perRun.few[i] ?? NaN));
  return [
    row("memory", "10 MB of text: held, times the text", "x", times, atMost(3)),
    row("memory", "10 MB of text: highest, above the start", "MiB", peak(ten)),
    row("memory", "1,000,000 chunks of 5 letters: held", "MiB", held(million, MIB)),
    row("memory", "1,000,000 chunks of 5 letters: held for each", "bytes", held(million, 1e6)),
    row("memory", "1,000,000 chunks: highest, above the start", "MiB", peak(million)),
    row("memory", "a run of 500 chunks, of 20", "KiB", perRun.few),
    row("memory", "a run of 500 chunks, of 200", "KiB", perRun.many),
    row("memory", "a run of 200, times a run of 20", "x", flat, atMost(1.1)),
  ];
}

const atMost = (limit: number) => ({ limit, better: "less" as const });
