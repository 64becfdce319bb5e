// A window in a process of its own, which its parent kills. It tells how many bytes of each run its
// service had taken off the socket, and when.
import { parseJson } from "../../../src/request/json.js";
import { endWithParent } from "../../support/janitor.js";
import { seededRandom } from "../../support/seededRandom.js";
import type { Places } from "./servers.js";
import { SoakWindow } from "./window.js";

/** What the parent gives. */
export interface KilledWindowOrder {
  readonly name: string;
  readonly folder: string;
  readonly seed: number;
  readonly atOnce: number;
  readonly places: Places;
}

/** Bytes received by run id, at a moment. */
export interface KilledWindowReport {
  readonly atMs: number;
  readonly bytes: Readonly<Record<string, number>>;
}

endWithParent();
const order = parseJson(process.argv[2] ?? "") as unknown as KilledWindowOrder;
const window = new SoakWindow({
  ...order,
  random: seededRandom(order.seed),
  onProblem: (problem) => process.send?.({ problem }),
});
setInterval(() => {
  const bytes = Object.fromEntries(window.runs.live.map((run) => [run.id, run.progress.bytes]));
  process.send?.({ atMs: Date.now(), bytes } satisfies KilledWindowReport);
}, 50);
void window.work(order.atOnce, () => undefined);
