import assert from "node:assert/strict";
import { runApart, type Hang } from "../../support/growth/apart.js";
import { carelessReaders } from "../../support/growth/carelessReaders.js";
import { growthsOf, growthsPerReader } from "../../support/growth/inputs.js";
import {
  ALL_VARIABLE,
  isTooMuch,
  lengths,
  maxExponent,
  maxMs,
  type Cost,
} from "../../support/growth/measure.js";
import { readers } from "./readers.js";

/** At once: what else runs on the machine does not count, but two share a core's caches. */
const processes = 2;

describe("functions that read text of others", () => {
  const costs = new Map<string, Cost[]>();
  const hangs: Hang[] = [];

  before("measure them all", async function () {
    this.timeout(0);
    const names = readers.map(({ name }) => name);
    const parts = Array.from({ length: processes }, (_, part) =>
      names.filter((__, index) => index % processes === part),
    );
    const take = (name: string, cost: Cost) => costs.set(name, [...(costs.get(name) ?? []), cost]);
    const found = parts.map((tasks) => runApart<Cost>({ program: "measureReaders", tasks, take }));
    hangs.push(...(await Promise.all(found)).flat());
  });

  for (const { name } of readers) {
    it(`take time in proportion to it: ${name}`, () => {
      const hang = hangs.find(({ task }) => task === name);
      assert.equal(hang?.doing, undefined, "it hangs");
      const found = costs.get(name) ?? [];
      assert.ok(found.length > 0, "nothing was measured");
      assert.deepEqual(found.filter(isTooMuch).map(told), []);
    });
  }

  it("get as many inputs as they should, all of them different, and as long as asked for", () => {
    for (const reader of readers) {
      const growths = growthsOf(reader);
      assert.equal(growths.length, growthsPerReader);
      const texts = new Set(growths.map((growth) => growth.text(lengths[0])));
      assert.ok(texts.size > 0.8 * growthsPerReader, `${reader.name}: ${texts.size} different`);
    }
  });

  after("tell the slowest", () => {
    if (process.env[ALL_VARIABLE] === undefined) return;
    const all = [...costs].flatMap(([name, found]) => found.map((cost) => ({ name, cost })));
    const slowest = all.sort((a, b) => lastMs(b.cost) - lastMs(a.cost)).slice(0, 10);
    const lines = slowest.map(({ name, cost }) => `    ${name}: ${told(cost)}`);
    process.stdout.write(`\n  the slowest of ${all.length}:\n${lines.join("\n")}\n`);
  });
});

describe("the measuring of growth", () => {
  it("finds what hangs and what grows too fast", async function () {
    this.timeout(120_000);
    const bad: string[] = [];
    const tasks = carelessReaders.map(({ name }) => name);
    const take = (name: string, cost: Cost) => {
      if (isTooMuch(cost)) bad.push(name);
    };
    const hangs = await runApart<Cost>({
      program: "measureReaders",
      tasks,
      take,
      timeoutMs: 4_000,
    });
    const found = new Set([...bad, ...hangs.map(({ task }) => task)]);
    assert.deepEqual([...found].sort(), tasks.toSorted());
  });
});

function lastMs({ ms }: Cost): number {
  return ms.at(-1) ?? 0;
}

/** `"a" again and again: 0.1, 0.4, 1.6, 6.4 ms, exponent 1.00`. */
function told({ growth, ms, exponent }: Cost): string {
  const times = ms.map((one) => one.toFixed(1)).join(", ");
  return `${growth}: ${times} ms for ${lengths.join(", ")} characters (at most ${maxMs}), exponent ${exponent.toFixed(2)} (at most ${maxExponent})`;
}
