import { openJournal } from "../../src/run/journal.js";

// Records a piece every 10 ms into the folder of its first argument, and tells its parent after 100
// how many it has handed over. A test kills it.
const folder = process.argv[2] ?? "";
const journal = openJournal(
  folder,
  {
    id: "killed",
    startedAt: Date.now(),
    request: { modelId: "any", body: "{}" },
    target: { region: "us-east-1", identity: "test" },
  },
  (error) => {
    throw error;
  },
);
let pieces = 0;
setInterval(() => {
  journal.bytes(1, pieces * 10, [Buffer.from("piece")]);
  pieces += 1;
  if (pieces === 100) process.send?.({ pieces });
}, 10);
