import type { Growth } from "./inputs.js";
import type { Reader } from "./reader.js";

/** Set by `npm run fuzz`: every input is measured at all lengths, and the slowest are printed. */
export const ALL_VARIABLE = "BEDROCK_STREAM_GROWTH";

/** The lengths that the limits are meant for, in characters. */
export const lengths = [2_048, 8_192, 32_768, 131_072] as const;
const screened = [lengths[1], lengths[2]] as const;

export const maxExponent = 1.3;
/** Of processor time, for the longest input. */
export const maxMs = 100;
/** Below this at the longest input, an exponent says more about the machine than about the function. */
const minJudgedMs = 5;
/**
 * What seems to grow too fast has to do so from the second length up to this one: where a text leaves the
 * processor's cache and memory begins to be collected, time makes one step of two or three times, which
 * over so far is no exponent.
 */
const confirmingLength = 16 * lengths[3];
/** Below this at a shorter one, the function may have found an end that the longer input has not. */
const minCountedMs = 0.5;
/** Inputs of each function that are measured at all lengths, whatever the shorter ones said. */
const alwaysMeasured = 5;
const maxRepetitions = 6;

/** What one input costs; `ms` are of the lengths that were measured. */
export interface Cost {
  readonly growth: string;
  readonly ms: readonly number[];
  /** From the second length on, as the first is mostly what any call costs; 0 where nothing is judged. */
  readonly exponent: number;
}

/**
 * Screens all inputs at the middle lengths, and measures at all lengths those that are not clearly
 * flat and the slowest. What grows with the square over the whole text takes 16 times as long at four
 * times the length, so that it is seen even where the first call was slowed down by compiling.
 */
export async function costsOf(
  reader: Reader,
  growths: readonly Growth[],
  begin: (growth: Growth, length: number) => void,
  all: boolean,
): Promise<readonly Cost[]> {
  const at = async (growth: Growth, length: number): Promise<number> => {
    begin(growth, length);
    return msToRead(reader, growth.text(length));
  };
  const found: { growth: Growth; ms: number; isSteep: boolean }[] = [];
  for (const growth of growths) {
    await at(growth, lengths[0]);
    let [short, long] = [await at(growth, screened[0]), await at(growth, screened[1])];
    let isSteep = long > minCountedMs && long > short * 4 ** maxExponent;
    if (isSteep) {
      // Once more, as the first call is compiled at the cost of one of them.
      short = Math.min(short, await at(growth, screened[0]));
      long = Math.min(long, await at(growth, screened[1]));
      isSteep = long > minCountedMs && long > short * 4 ** maxExponent;
    }
    found.push({ growth, ms: long, isSteep: isSteep || long > maxMs / 5 });
  }
  found.sort((a, b) => b.ms - a.ms);
  const chosen = found.filter(({ isSteep }, rank) => all || isSteep || rank < alwaysMeasured);
  const costs: Cost[] = [];
  for (const { growth } of chosen) costs.push(await costOf(growth, at));
  return costs;
}

/** The least of several times: others use the processor too, and what they take is no property of ours. */
async function costOf(
  growth: Growth,
  at: (growth: Growth, length: number) => Promise<number>,
): Promise<Cost> {
  const ms = lengths.map(() => Infinity);
  for (let repetition = 1; repetition <= maxRepetitions; repetition++) {
    // What others left on the heap is collected at the cost of whoever is measured then.
    if (repetition > 1) globalThis.gc?.();
    for (const [index, length] of lengths.entries()) {
      ms[index] = Math.min(ms[index] ?? Infinity, await at(growth, length));
      // What takes a hundred times as long needs no longer inputs.
      if ((ms[index] ?? 0) > 100 * maxMs) break;
    }
    if (!isTooMuch({ growth: growth.name, ms, exponent: exponentOf(ms) })) break;
  }
  // Another machine may be slower, or this one for a while; it makes all lengths slower alike.
  if (isTooSlow(ms)) ms.forEach((one, index) => (ms[index] = one / slowness()));
  const exponent = exponentOf(ms);
  if (exponent <= maxExponent || isTooSlow(ms)) return { growth: growth.name, ms, exponent };
  let goesOn = Infinity;
  for (let repetition = 1; repetition <= maxRepetitions && goesOn > maxExponent; repetition++) {
    globalThis.gc?.();
    const longer = await at(growth, confirmingLength);
    goesOn = Math.log(longer / (ms[1] ?? 0)) / Math.log(confirmingLength / lengths[1]);
  }
  return { growth: growth.name, ms, exponent: Math.min(exponent, goesOn) };
}

export function isTooMuch({ ms, exponent }: Cost): boolean {
  return exponent > maxExponent || isTooSlow(ms);
}

function isTooSlow(ms: readonly number[]): boolean {
  return ms.some((one) => one !== Infinity && one > maxMs);
}

/** The slope of the time over the length, both as logarithms, by least squares. */
function exponentOf(ms: readonly number[]): number {
  if ((ms.at(-1) ?? 0) < minJudgedMs) return 0;
  const points = lengths.flatMap((length, index) => {
    const time = ms[index] ?? Infinity;
    const counts = time > minCountedMs || index >= lengths.length - 2;
    return counts && time !== Infinity ? [[Math.log(length), Math.log(time)] as const] : [];
  });
  if (points.length < 2) return 0;
  const middle = (axis: 0 | 1) => points.reduce((sum, one) => sum + one[axis], 0) / points.length;
  const [x0, y0] = [middle(0), middle(1)];
  const sum = (of: (x: number, y: number) => number) =>
    points.reduce((all, [x, y]) => all + of(x - x0, y - y0), 0);
  return sum((x, y) => x * y) / sum((x) => x * x);
}

/** What `slowness` computes takes so long on the machine that the limit was set on. */
const usualMs = 5;
const maxSlowness = 3;

/** How many times as long as usual the processor takes at the moment; never less than once. */
function slowness(): number {
  let least = Infinity;
  for (let repetition = 1; repetition <= 5; repetition++) {
    const processor = process.cpuUsage();
    let text = "";
    for (let index = 0; index < 200_000; index++) text += String.fromCharCode(97 + (index % 26));
    for (const found of text.matchAll(/[aeiou]/g)) if (found.index < 0) break;
    const { user, system } = process.cpuUsage(processor);
    least = Math.min(least, (user + system) / 1_000);
  }
  return Math.min(maxSlowness, Math.max(1, least / usualMs));
}

/** Milliseconds of the processor, or of the clock where they are fewer: other threads count as ours. */
export async function msToRead(reader: Reader, text: string): Promise<number> {
  const processor = process.cpuUsage();
  const started = performance.now();
  try {
    await reader.read(text);
  } catch {
    // Whether it may refuse the text is a question for other tests.
  }
  const elapsed = performance.now() - started;
  const { user, system } = process.cpuUsage(processor);
  return Math.min(elapsed, (user + system) / 1_000);
}
