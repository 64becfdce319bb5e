// The process in which the functions named on the command line are measured.
import { endWithParent } from "../janitor.js";
import { readers } from "../../unit/growth/readers.js";
import { carelessReaders } from "./carelessReaders.js";
import { growthsOf } from "./inputs.js";
import { ALL_VARIABLE, costsOf } from "./measure.js";
import { writeLine } from "./writeLine.js";

async function main(): Promise<void> {
  endWithParent();
  // The Markdown parser says of each odd text that it is one.
  console.assert = () => undefined;
  for (const name of process.argv.slice(2)) {
    const careless = carelessReaders.find((one) => one.name === name);
    const reader = careless ?? readers.find((one) => one.name === name);
    if (!reader) throw new Error(`no function is called ${name}`);
    const growths = growthsOf(reader);
    const costs = await costsOf(
      reader,
      // What fails at the first inputs would take minutes for all of them.
      careless ? growths.slice(0, 8) : growths,
      (growth, length) =>
        writeLine({ type: "begin", doing: `${length} characters of ${growth.name}` }),
      process.env[ALL_VARIABLE] !== undefined,
    );
    for (const value of costs) writeLine({ type: "found", value });
    writeLine({ type: "done" });
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
