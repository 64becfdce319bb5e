import { journalLines } from "./pastRun.js";
import type { RunEvent } from "./attempt.js";

/** The response stream of a run's last attempt, byte for byte as it came off the socket. */
export async function rawBytesOf(file: string): Promise<Uint8Array> {
  let attempt = 0;
  let pieces: Buffer[] = [];
  for await (const line of journalLines(file)) {
    if (line.type !== "bytes") continue;
    if (line.attempt !== attempt) pieces = [];
    attempt = line.attempt;
    pieces.push(Buffer.from(line.base64, "base64"));
  }
  return Buffer.concat(pieces);
}

/** Every event as one line of JSON: number, time, attempt, headers and what it held. */
export function eventLines(events: Iterable<RunEvent>): string {
  let number = 0;
  let text = "";
  for (const { atMs, attempt, event } of events) {
    number += 1;
    text += `${JSON.stringify({ number, atMs, attempt, ...event }, plain)}\n`;
  }
  return text;
}

/** JSON knows neither bytes, which become base64, nor 64-bit integers, which become text. */
function plain(this: object, key: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  // A Buffer has been turned into a list of numbers by its own toJSON before it comes here.
  const bytes: unknown = Reflect.get(this, key);
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString("base64") : value;
}
