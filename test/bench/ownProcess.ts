// One measurement in a process of its own, whose memory nothing else has touched:
// node --expose-gc ownProcess.js ENDPOINT '{"streams": [[events, letters, runs], ...]}'
import { startRun } from "./readers.js";

/** What one such process found. */
export interface Measured {
  readonly ms: number;
  /** Growth of heap and buffers, in bytes, while the runs are still held. */
  readonly heldBytes: number;
  /** Highest resident size above the one before, in bytes. */
  readonly peakBytes: number;
  readonly textBytes: number;
}

export interface Order {
  readonly events: number;
  readonly letters: number;
  /** Runs at once. */
  readonly atOnce: number;
  /** Runs in all. */
  readonly runs: number;
}

function held(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function main(endpoint: string, order: Order): Promise<Measured> {
  const { events, letters, atOnce, runs } = order;
  await startRun(endpoint, { events: 2_000, letters }).ended;
  const before = held();
  const residentBefore = process.memoryUsage.rss();
  let peak = residentBefore;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
  const started = performance.now();
  const kept = [];
  for (let done = 0; done < runs; done += atOnce) {
    const batch = Array.from({ length: Math.min(atOnce, runs - done) }, () =>
      startRun(endpoint, { events, letters }),
    );
    for (const run of batch) {
      const { text, verdict } = await run.ended;
      if (verdict !== "complete" || text.length !== events * letters) throw new Error(verdict);
    }
    kept.push(...batch);
  }
  const ms = performance.now() - started;
  clearInterval(watch);
  // zlib deflates the last pages beside this thread.
  await new Promise((resolve) => setTimeout(resolve, 200));
  const heldBytes = held() - before;
  const textBytes = events * letters * kept.length;
  return { ms, heldBytes, peakBytes: peak - residentBefore, textBytes };
}

const [endpoint = "", order = "{}"] = process.argv.slice(2);
if (require.main === module) {
  main(endpoint, JSON.parse(order) as Order).then(
    (measured) => process.stdout.write(JSON.stringify(measured)),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
}
