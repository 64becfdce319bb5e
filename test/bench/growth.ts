import type { BenchServer } from "./benchServer.js";
import { exponentOf, medianOf, row, type Row } from "./measure.js";
import { measureApart } from "./measureApart.js";
import type { Measured } from "./ownProcess.js";

const lengths = [1_000, 10_000, 100_000, 1_000_000];
const runsAtOnce = [1, 4, 16, 64];
/** Growth in proportion, with room for what does not grow and for the machine's moods. */
const linear = { limit: 1.15, better: "less" as const };

/** How time and memory grow with the length of a stream and with the runs at once. */
export async function benchGrowth(server: BenchServer, rounds: number): Promise<Row[]> {
  const rows: Row[] = [];
  const byLength = await grow(lengths, rounds, (events) =>
    measureApart(server.http1, { events, letters: 5, atOnce: 1, runs: 1 }),
  );
  const byRuns = await grow(runsAtOnce, rounds, (runs) =>
    measureApart(server.http1, { events: 5_000, letters: 5, atOnce: runs, runs }),
  );
  for (const [n, samples] of byLength) {
    rows.push(row("growth", `${n.toLocaleString("en-US")} chunks`, "ms", msOf(samples)));
  }
  for (const [n, samples] of byRuns) {
    rows.push(row("growth", `${n} runs of 5,000 chunks at once`, "ms", msOf(samples)));
  }
  const exponent = (from: typeof byLength, of: (measured: Measured) => number) =>
    exponentOf(from.slice(1).map(([n, samples]) => [n, medianOf(samples.map(of))]));
  const time = (measured: Measured) => measured.ms;
  const memory = (measured: Measured) => measured.heldBytes;
  const add = (name: string, value: number) =>
    rows.push(row("growth", name, "exponent", [value], linear));
  add("time by length, from 10,000 chunks", exponent(byLength, time));
  add("memory by length, from 10,000 chunks", exponent(byLength, memory));
  add("time by runs at once, from 4", exponent(byRuns, time));
  add("memory by runs at once, from 4", exponent(byRuns, memory));
  return rows;
}

async function grow(
  sizes: readonly number[],
  rounds: number,
  measure: (size: number) => Promise<Measured>,
): Promise<[size: number, samples: Measured[]][]> {
  const found = sizes.map((size): [number, Measured[]] => [size, []]);
  for (let round = 0; round < rounds; round++) {
    for (const [size, samples] of found) {
      // The longest takes as long as all others together, and varies least.
      if (size >= 1_000_000 && round > 0) continue;
      samples.push(await measure(size));
    }
  }
  return found;
}

const msOf = (samples: readonly Measured[]) => samples.map(({ ms }) => ms);
