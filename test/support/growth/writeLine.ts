import * as fs from "node:fs";
import type { Line } from "./apart.js";

/** Writes at once: what hangs afterwards could not. */
export function writeLine(line: Line): void {
  fs.writeSync(1, `${JSON.stringify(line)}\n`);
}
