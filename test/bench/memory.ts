import type { BenchServer } from "./benchServer.js";
import { row, type Row } from "./measure.js";
import { measureApart } from "./measureApart.js";

const MIB = 1024 * 1024;

/** What runs hold in memory, their events and texts included. */
export async function benchMemory(server: BenchServer): Promise<Row[]> {
  const long = { events: 100_000, letters: 105, atOnce: 1, runs: 1 };
  const ten = await measureApart(server.http1, long);
  const million = await measureApart(server.http1, { ...long, events: 1_000_000, letters: 5 });
  const few = await measureApart(server.http1, { events: 500, letters: 5, atOnce: 1, runs: 20 });
  const many = await measureApart(server.http1, { events: 500, letters: 5, atOnce: 1, runs: 200 });
  const times = (measured: typeof ten) => [measured.heldBytes / measured.textBytes];
  const goal = { limit: 3, better: "less" as const };
  return [
    row("memory", "10 MB of text: held, times the text", "x", times(ten), goal),
    row("memory", "10 MB of text: highest, above the start", "MiB", [ten.peakBytes / MIB]),
    row("memory", "1,000,000 chunks of 5 letters: held", "MiB", [million.heldBytes / MIB]),
    row("memory", "1,000,000 chunks of 5 letters: held for each", "bytes", [
      million.heldBytes / 1_000_000,
    ]),
    row("memory", "1,000,000 chunks: highest, above the start", "MiB", [million.peakBytes / MIB]),
    row("memory", "a run of 500 chunks, of 20", "KiB", [few.heldBytes / 20 / 1024]),
    row("memory", "a run of 500 chunks, of 200", "KiB", [many.heldBytes / 200 / 1024]),
  ];
}
