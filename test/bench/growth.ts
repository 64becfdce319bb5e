import { say } from "../support/progress.js";
import type { BenchServer } from "./benchServer.js";
import { exponentOf, row, type Row } from "./measure.js";
import { measureApart } from "./measureApart.js";
import type { Measured } from "./ownProcess.js";

const lengths = [1_000, 10_000, 100_000, 1_000_000];
const runsAtOnce = [1, 4, 16, 64];
/** Growth in proportion, with room for what does not grow and for the machine's moods. */
const linear = { limit: 1.15, better: "less" as const };

type Grown = readonly (readonly [size: number, samples: readonly Measured[]])[];

/** How time and memory grow with the length of a stream and with the runs at once. */
export async function benchGrowth(server: BenchServer, rounds: number): Promise<Row[]> {
  const byLength = await grow(lengths, rounds, (events) =>
    measureApart(server.http1, { events, letters: 5, atOnce: 1, runs: 1 }),
  );
  const byRuns = await grow(runsAtOnce, rounds, (runs) =>
    measureApart(server.http1, { events: 5_000, letters: 5, atOnce: runs, runs }),
  );
  return [
    ...byLength.map(([n, samples]) =>
      row("growth", `${n.toLocaleString("en-US")} chunks`, "ms", samples.map(time)),
    ),
    ...byRuns.map(([n, samples]) =>
      row("growth", `${n} runs of 5,000 chunks at once`, "ms", samples.map(time)),
    ),
    exponents("time by length, from 10,000 chunks", byLength, time),
    // Below that, what a run holds is less than what the heap itself moves by.
    exponents("memory by length, from 100,000 chunks", byLength.slice(1), memory),
    exponents("time by runs at once, from 4", byRuns, time),
    exponents("memory by runs at once, from 4", byRuns, memory),
  ];
}

const time = ({ ms }: Measured) => ms;
const memory = ({ heldBytes }: Measured) => heldBytes;

/** The exponent of each round; the smallest size is left out, as most of it does not grow. */
function exponents(name: string, grown: Grown, of: (measured: Measured) => number): Row {
  const rounds = grown[0]?.[1] ?? [];
  const samples = rounds.map((_, round) =>
    exponentOf(
      grown.slice(1).flatMap(([size, all]) => {
        const measured = all[round];
        return measured ? [[size, of(measured)] as const] : [];
      }),
    ),
  );
  return row("growth", name, "exponent", samples, linear);
}

async function grow(
  sizes: readonly number[],
  rounds: number,
  measure: (size: number) => Promise<Measured>,
): Promise<Grown> {
  const found = sizes.map((size): [number, Measured[]] => [size, []]);
  for (let round = 0; round < rounds; round++) {
    say(`growth: up to ${sizes.at(-1)?.toLocaleString("en-US")}, round ${round + 1} of ${rounds}`);
    for (const [size, samples] of found) samples.push(await measure(size));
  }
  return found;
}
