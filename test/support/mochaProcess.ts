// Runs a suite on plain Node, in a process of its own.
import { endWithParent } from "./janitor.js";
import { runFromEnvironment, runMocha } from "./mochaRun.js";

endWithParent();
runMocha(runFromEnvironment()).then(
  (failed) => process.exit(failed === 0 ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
