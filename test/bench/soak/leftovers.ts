import * as fs from "node:fs";
import { until } from "../../support/until.js";

/** What a process holds open, by kind. */
export type OpenThings = ReadonlyMap<string, number>;

/** Handles that keep the process alive, its file descriptors, and its own listeners. */
export function whatIsOpen(): OpenThings {
  // Node keeps the descriptor of its first watch for later ones.
  fs.watch(".", { persistent: false }).close();
  const open = new Map<string, number>();
  const add = (name: string, count = 1) => open.set(name, (open.get(name) ?? 0) + count);
  for (const name of process.getActiveResourcesInfo()) add(name);
  for (const name of process.eventNames()) {
    add(`listener of ${String(name)}`, process.listenerCount(name));
  }
  for (const target of descriptors()) add(`descriptor of ${target}`);
  return open;
}

/** @returns what is open now and was not before, once what ends by itself has ended. */
export async function checkNothingLeft(before: OpenThings): Promise<readonly string[]> {
  const more = () =>
    [...whatIsOpen()].filter(
      ([name, count]) => count > (before.get(name) ?? 0) && name !== "Immediate",
    );
  // `until` itself waits by one timer at a time, which has run out when it looks.
  return until("nothing is left open", () => more().length === 0, 10_000).then(
    () => [],
    () => more().map(([name, count]) => `left open: ${count} ${name}`),
  );
}

/** What the descriptors lead to, sockets and pipes without their numbers; empty where none can tell. */
function descriptors(): readonly string[] {
  if (!fs.existsSync("/proc/self/fd")) return [];
  return fs.readdirSync("/proc/self/fd").flatMap((name) => {
    try {
      return [fs.readlinkSync(`/proc/self/fd/${name}`).replace(/:\[\d+\]$/, "")];
    } catch {
      // The one that listed them.
      return [];
    }
  });
}
