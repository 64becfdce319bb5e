// The process in which the functions named on the command line are measured.
import { endWithParent } from "../janitor.js";
import { readers } from "../../unit/growth/readers.js";
import { carelessReaders } from "./carelessReaders.js";
import { growthsOf, type Growth } from "./inputs.js";
import { ALL_VARIABLE, costsOf, isTooMuch } from "./measure.js";
import { writeLine } from "./writeLine.js";

async function main(): Promise<void> {
  endWithParent();
  // The Markdown parser says of each odd text that it is one.
  console.assert = () => undefined;
  for (const name of process.argv.slice(2)) {
    const careless = carelessReaders.find((one) => one.name === name);
    const reader = careless ?? readers.find((one) => one.name === name);
    if (!reader) throw new Error(`no function is called ${name}`);
    const begin = (growth: Growth, length: number) =>
      writeLine({ type: "begin", doing: `${length} characters of ${growth.name}` });
    const all = process.env[ALL_VARIABLE] !== undefined;
    for (const growths of careless ? eights(growthsOf(reader)) : [growthsOf(reader)]) {
      const costs = await costsOf(reader, growths, begin, all);
      for (const value of costs) writeLine({ type: "found", value });
      // What is known to fail would take minutes for all of them.
      if (careless && costs.some(isTooMuch)) break;
    }
    writeLine({ type: "done" });
  }
}

function eights(growths: readonly Growth[]): readonly (readonly Growth[])[] {
  return Array.from({ length: Math.ceil(growths.length / 8) }, (_, index) =>
    growths.slice(8 * index, 8 * index + 8),
  );
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
