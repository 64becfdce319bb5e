import * as fs from "node:fs";
import { History } from "../../src/run/history.js";

// Applies the limit of one run to the folder of its first argument while this process may open only
// as many more files as the second says; tells its parent how many runs it saw, and what was refused.
const [, , folder = "", free = "0"] = process.argv;
const history = new History({ folder, isWriting: () => false });
const taken: number[] = [];
try {
  for (;;) taken.push(fs.openSync("/dev/null", "r"));
} catch {
  for (const file of taken.splice(0, Number(free))) fs.closeSync(file);
}
void history
  .enforceLimit({ runs: 1, megabytes: 500 })
  .then(
    () => "",
    (error: unknown) => String(error),
  )
  .then((refusal) => {
    for (const file of taken) fs.closeSync(file);
    process.send?.({ refusal, runs: history.entries.length });
    history.dispose();
    process.disconnect?.();
  });
