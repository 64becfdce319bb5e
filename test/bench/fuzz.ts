// `npm run fuzz`: the fuzzed parts get a million inputs, others each time. What fails is shrunk and
// kept below test/unit/fuzz/cases; `npm test` tries it for ever after. Then the time of every function that
// reads text of others is measured over its length, all inputs at all lengths, and the slowest are told.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { INPUTS_VARIABLE, SEED_VARIABLE } from "../unit/fuzz/fuzzing.js";
import { ALL_VARIABLE } from "../support/growth/measure.js";
import { endWithParent, killWithUs } from "../support/janitor.js";

endWithParent();
const { values } = parseArgs({
  options: {
    inputs: { type: "string", default: "1000000" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
    grep: { type: "string" },
  },
});
process.stderr.write(`${values.inputs} inputs, --seed ${values.seed}\n`);
const child = spawn(
  process.execPath,
  [
    "--enable-source-maps",
    require.resolve("mocha/bin/mocha.js"),
    ...(values.grep === undefined ? [] : ["--fgrep", values.grep]),
    "out/test/unit/fuzz/*.test.js",
    "out/test/unit/growth/*.test.js",
  ],
  {
    detached: true,
    stdio: "inherit",
    env: {
      ...process.env,
      ...{ [INPUTS_VARIABLE]: values.inputs, [SEED_VARIABLE]: values.seed, [ALL_VARIABLE]: "all" },
    },
  },
);
killWithUs(child);
void once(child, "close").then(([code]) => process.exit(code === 0 ? 0 : 1));
