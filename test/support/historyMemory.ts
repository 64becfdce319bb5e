import { History } from "../../src/run/history.js";

// Loads the history of the folder of its first argument, and tells its parent how many bytes of
// memory that has left in use. Needs --expose-gc.
const [, , folder = ""] = process.argv;
const history = new History({ folder, isWriting: () => false });

function bytesInUse(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const before = bytesInUse();
void history.load().then(() => {
  process.send?.({ bytes: bytesInUse() - before, runs: history.entries.length });
  history.dispose();
  process.disconnect?.();
});
