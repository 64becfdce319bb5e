import { inspect } from "node:util";
import { invoke } from "../../src/client/invoke.js";
import { options, request } from "./invokeKit.js";

// Streams from the endpoint of its first argument with the marked keys, and dies of what breaks it, as
// a process does that nobody looks after. Everything that an error holds is printed before.
async function main(): Promise<void> {
  try {
    const { batches } = await invoke(request, options(process.argv[2] ?? ""), AbortSignal.any([]));
    for await (const { events } of batches) process.stdout.write(inspect(events, { depth: null }));
  } catch (error) {
    process.stderr.write(inspect(error, { depth: null, showHidden: true, getters: true }));
    throw error;
  }
}

// Its rejection is not handled, which ends the process with Node's own report.
void main();
