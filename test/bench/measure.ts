/** Numbers of one thing that was measured several times, or of how far it is from its goal. */
export interface Row {
  readonly part: string;
  readonly name: string;
  readonly unit: string;
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly samples: number;
  /** The limit and whether it was kept; absent where the number stands for comparison only. */
  readonly goal?: Goal;
}

export interface Goal {
  readonly limit: number;
  readonly better: "less" | "more";
}

export function row(
  part: string,
  name: string,
  unit: string,
  samples: readonly number[],
  goal?: Goal,
): Row {
  const sorted = [...samples].sort((a, b) => a - b);
  return {
    part,
    name,
    unit,
    median: medianOf(samples),
    least: sorted[0] ?? Number.NaN,
    most: sorted.at(-1) ?? Number.NaN,
    samples: samples.length,
    ...(goal && { goal }),
  };
}

export function medianOf(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? (upper + (sorted[middle - 1] ?? upper)) / 2 : upper;
}

/** Runs each contender once per round, so that whatever slows the machine slows all of them. */
export async function interleave<Name extends string>(
  contenders: Readonly<Record<Name, () => Promise<number>>>,
  rounds: number,
  warmUps = 1,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contenders) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    number[]
  >;
  for (let round = -warmUps; round < rounds; round++) {
    for (const name of names) {
      const sample = await contenders[name]();
      if (round >= 0) samples[name].push(sample);
    }
  }
  return samples;
}

/** Quotients of two contenders in the same round. */
export function quotients(above: readonly number[], below: readonly number[]): number[] {
  return above.map((value, i) => value / (below[i] ?? Number.NaN));
}

/** The power of `x` by which `y` grows: the slope of both logarithms. */
export function exponentOf(points: readonly (readonly [x: number, y: number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(Math.max(y, 1e-9))] as const);
  const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const meanX = mean(logs.map(([x]) => x));
  const meanY = mean(logs.map(([, y]) => y));
  const above = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return above / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

export function isMet({ median, goal }: Row): boolean {
  return !goal || (goal.better === "less" ? median <= goal.limit : median >= goal.limit);
}

/** One line of the closing table. */
export function lineOf(row: Row): string {
  const spread = row.samples > 1 ? `${short(row.least)} .. ${short(row.most)}` : "";
  return [
    row.part.padEnd(9),
    row.name.padEnd(58),
    `${short(row.median)} ${row.unit}`.padStart(16),
    spread.padStart(20),
    ` ${verdictOf(row)}`,
  ].join(" ");
}

function verdictOf(row: Row): string {
  const { goal, median } = row;
  if (!goal) return "";
  const wanted = `goal ${goal.better === "less" ? "<=" : ">="} ${short(goal.limit)}`;
  if (isMet(row)) return `met    (${wanted})`;
  const factor = goal.better === "less" ? median / goal.limit : goal.limit / median;
  return `MISSED by a factor of ${short(factor)} (${wanted})`;
}

function short(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
