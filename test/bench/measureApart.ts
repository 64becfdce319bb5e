import { execFile } from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";
import type { Measured, Order } from "./ownProcess.js";

/** Runs `order` in a process of its own. */
export async function measureApart(endpoint: string, order: Order): Promise<Measured> {
  const program = path.resolve("out/test/bench/ownProcess.js");
  const args = ["--expose-gc", program, endpoint, JSON.stringify(order)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Measured;
}
