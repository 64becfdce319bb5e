import * as fs from "node:fs";
import * as path from "node:path";
import * as v8 from "node:v8";
import fc from "fast-check";
import { Watchdog } from "./watchdog.js";

/** Set by `npm run fuzz`: how many inputs all targets get together, and the seed that makes them. */
export const INPUTS_VARIABLE = "BEDROCK_STREAM_FUZZ_INPUTS";
export const SEED_VARIABLE = "BEDROCK_STREAM_FUZZ_SEED";

/** What `npm test` gives, the same inputs each time. */
const fewInputs = 20_000;
const firstSeed = 20_261_122;

/** Milliseconds after which an input counts as one that hangs. */
const longestMs = 100;
/** Bytes that one input may allocate, garbage included; the longest inputs have some 300 kB. */
const mostBytes = 64_000_000;

/** Inputs that once failed, shrunk: a JSON array of strings for each target. */
const casesFolder = path.resolve("test/unit/fuzz/cases");

const isNightly = process.env[INPUTS_VARIABLE] !== undefined;
const allInputs = Number(process.env[INPUTS_VARIABLE] ?? fewInputs);
const seed = Number(process.env[SEED_VARIABLE] ?? firstSeed);

/** What the targets of all files share: each file is a bundle with its own copy of this one. */
interface Shared {
  shares: number;
  readonly watchdog: Watchdog;
  readonly total: { inputs: number; slowestMs: number; mostBytes: number };
}

const key = Symbol.for("bedrock-stream.fuzzing");
const shared = ((globalThis as { [key]?: Shared })[key] ??= newShared());

function newShared(): Shared {
  const total = { inputs: 0, slowestMs: 0, mostBytes: 0 };
  const startedAt = Date.now();
  if (isNightly) {
    after(() => {
      const { maxRSS } = process.resourceUsage();
      const seconds = ((Date.now() - startedAt) / 1000).toFixed(0);
      const text = `${said(total)} in ${seconds} s, resident at most ${mega(maxRSS * 1024)} MB`;
      process.stdout.write(`\n  all together: ${text}\n`);
    });
  }
  return { shares: 0, watchdog: new Watchdog(casesFolder), total };
}

type Take = (input: string) => void | Promise<void>;

/**
 * A test that gives inputs of all kinds to `take`, which throws when it is not content. Inputs are
 * text, so that a failing one can be kept: the nightly mode adds it to the target's cases, which are
 * tried first in every run.
 *
 * @param share how many inputs this target gets, compared with 1 of others
 */
export function fuzz(target: string, input: fc.Arbitrary<string>, take: Take, share = 1): void {
  shared.shares += share;
  it(`take any ${target}`, async function () {
    this.timeout(isNightly ? 0 : 60_000);
    const measured = { inputs: 0, slowestMs: 0, mostBytes: 0 };
    const examples = readCases(target).map((text): [string] => [text]);
    const property = fc.asyncProperty(input, (text) =>
      takeWithinLimits(target, text, take, measured),
    );
    // Only now are all targets known.
    const numRuns = Math.ceil((allInputs * share) / shared.shares) + examples.length;
    const found = await fc.check(property, { seed, numRuns, examples, endOnFailure: false });
    sum(measured, shared.total);
    if (isNightly) process.stdout.write(`    ${target}: ${said(measured)}\n`);
    if (!found.failed) return;
    const [counterexample] = found.counterexample ?? [];
    if (isNightly && counterexample !== undefined) keepCase(target, counterexample);
    throw new Error(`${fc.defaultReportMessage(found)}\n${shortStack(found.errorInstance)}`);
  });
}

type Measured = Shared["total"];

/**
 * Other processes take the processor away, and other threads of this one use it: only an input that
 * is slow by both clocks, three times, hangs.
 */
async function takeWithinLimits(
  target: string,
  text: string,
  take: Take,
  measured: Measured,
): Promise<void> {
  let least = { ms: Infinity, bytes: Infinity };
  shared.watchdog.begin(target, text);
  try {
    for (let attempt = 1; attempt <= 3; attempt++) {
      const bytesBefore = bytesInUse();
      const processor = process.cpuUsage();
      const started = performance.now();
      await take(text);
      const { user, system } = process.cpuUsage(processor);
      const ms = Math.min(performance.now() - started, (user + system) / 1000);
      const bytes = bytesInUse() - bytesBefore;
      least = { ms: Math.min(least.ms, ms), bytes: Math.min(least.bytes, bytes) };
      if (least.ms <= longestMs && least.bytes <= mostBytes) break;
    }
  } finally {
    shared.watchdog.end();
  }
  measured.inputs += 1;
  measured.slowestMs = Math.max(measured.slowestMs, least.ms);
  measured.mostBytes = Math.max(measured.mostBytes, least.bytes);
  if (least.ms > longestMs) {
    throw new Error(`${least.ms.toFixed(0)} ms for ${text.length} characters`);
  }
  if (least.bytes > mostBytes) {
    throw new Error(`${mega(least.bytes)} MB for ${text.length} characters`);
  }
}

/** On the heap and beside it: buffers are beside it. */
function bytesInUse(): number {
  const { used_heap_size, external_memory } = v8.getHeapStatistics();
  return used_heap_size + external_memory;
}

/** Of a stack that is full nobody reads more. */
function shortStack(error: unknown): string {
  const stack = error instanceof Error ? error.stack : undefined;
  return (stack ?? String(error)).split("\n").slice(0, 12).join("\n");
}

function sum(one: Measured, all: Measured): void {
  all.inputs += one.inputs;
  all.slowestMs = Math.max(all.slowestMs, one.slowestMs);
  all.mostBytes = Math.max(all.mostBytes, one.mostBytes);
}

function said({ inputs, slowestMs, mostBytes: bytes }: Measured): string {
  return `${inputs} inputs, the slowest ${slowestMs.toFixed(1)} ms, at most ${mega(bytes)} MB for one`;
}

function mega(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

/** The file of a target's cases. */
export function caseFile(folder: string, target: string): string {
  return path.join(folder, `${target.replaceAll(" ", "-")}.json`);
}

function readCases(target: string): readonly string[] {
  const file = caseFile(casesFolder, target);
  if (!fs.existsSync(file)) return [];
  const cases: unknown = JSON.parse(fs.readFileSync(file, "utf8"));
  if (!Array.isArray(cases)) throw new Error(`${file} is no array`);
  return cases.map(String);
}

function keepCase(target: string, text: string): void {
  const cases = [...new Set([...readCases(target), text])];
  fs.mkdirSync(casesFolder, { recursive: true });
  fs.writeFileSync(caseFile(casesFolder, target), `${JSON.stringify(cases, null, 2)}\n`);
}
