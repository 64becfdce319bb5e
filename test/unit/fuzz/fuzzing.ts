import * as fs from "node:fs";
import * as path from "node:path";
import fc from "fast-check";

/** Set by `npm run fuzz`: how many inputs each target gets, and the seed that makes them. */
export const RUNS_VARIABLE = "BEDROCK_STREAM_FUZZ_RUNS";
export const SEED_VARIABLE = "BEDROCK_STREAM_FUZZ_SEED";

/** In `npm test` all targets together get about 20,000 inputs, the same ones each time. */
const fewRuns = 2_000;
const firstSeed = 20_261_122;

/** Milliseconds after which an input counts as one that hangs. */
const longestMs = 100;

/** Inputs that once failed, shrunk: a JSON array of strings for each target. */
const casesFolder = path.resolve("test/unit/fuzz/cases");

const isNightly = process.env[RUNS_VARIABLE] !== undefined;
const numRuns = Number(process.env[RUNS_VARIABLE] ?? fewRuns);
const seed = Number(process.env[SEED_VARIABLE] ?? firstSeed);

/**
 * A test that gives inputs of all kinds to `take`, which throws when it is not content. Inputs are
 * text, so that a failing one can be kept: the nightly mode adds it to the target's cases, which are
 * tried first in every run.
 */
export function fuzz(
  target: string,
  input: fc.Arbitrary<string>,
  take: (input: string) => void,
  share = 1,
): void {
  it(`take any ${target}`, function () {
    this.timeout(isNightly ? 0 : 60_000);
    const examples = readCases(target).map((text): [string] => [text]);
    const property = fc.property(input, (text) => takeInTime(text, take));
    const runs = Math.max(1, Math.round(numRuns * share)) + examples.length;
    const found = fc.check(property, { seed, numRuns: runs, examples, endOnFailure: false });
    if (!found.failed) return;
    const [counterexample] = found.counterexample ?? [];
    if (isNightly && counterexample !== undefined) keepCase(target, counterexample);
    throw new Error(fc.defaultReportMessage(found), { cause: found.errorInstance });
  });
}

/** Another process may take the processor away: only an input that is slow three times hangs. */
function takeInTime(text: string, take: (input: string) => void): void {
  let ms = 0;
  for (let attempt = 1; attempt <= 3; attempt++) {
    const started = performance.now();
    take(text);
    ms = performance.now() - started;
    if (ms <= longestMs) return;
  }
  throw new Error(`${ms.toFixed(0)} ms for ${text.length} characters`);
}

function caseFile(target: string): string {
  return path.join(casesFolder, `${target.replaceAll(" ", "-")}.json`);
}

function readCases(target: string): readonly string[] {
  const file = caseFile(target);
  if (!fs.existsSync(file)) return [];
  const cases: unknown = JSON.parse(fs.readFileSync(file, "utf8"));
  if (!Array.isArray(cases)) throw new Error(`${file} is no array`);
  return cases.map(String);
}

function keepCase(target: string, text: string): void {
  const cases = [...new Set([...readCases(target), text])];
  fs.mkdirSync(casesFolder, { recursive: true });
  fs.writeFileSync(caseFile(target), `${JSON.stringify(cases, null, 2)}\n`);
}
