import { spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import * as readline from "node:readline";
import { killWithUs } from "../janitor.js";

/** One line that the process apart writes. */
export type Line<Found = unknown> =
  /** What it does from now on. */
  | { readonly type: "begin"; readonly doing: string }
  | { readonly type: "found"; readonly value: Found }
  /** The task is done. */
  | { readonly type: "done" };

/** Milliseconds in which the process must get on, on a machine that has other things to do as well. */
const silenceTimeoutMs = 20_000;

/** Nothing is collected within one call, and what is collected counts where it is collected. */
const flags = [
  ...["--enable-source-maps", "--expose-gc", "--single-threaded-gc"],
  ...["--min-semi-space-size=128", "--max-semi-space-size=128"],
];

/** A task of the process apart that did not end. */
export interface Hang {
  readonly task: string;
  readonly doing: string;
}

export interface Apart<Found> {
  /** A file below test/support/growth, which writes lines and takes the tasks as arguments. */
  readonly program: string;
  readonly tasks: readonly string[];
  readonly take: (task: string, found: Found) => void;
  readonly timeoutMs?: number;
}

/**
 * Runs tasks in a process of their own, one after the other, and ends it when one hangs: no test can
 * tell of a loop without end in its own process. The tasks behind it go on in another process.
 */
export async function runApart<Found>(apart: Apart<Found>): Promise<readonly Hang[]> {
  const hangs: Hang[] = [];
  let left = apart.tasks;
  while (left.length > 0) {
    const { done, doing, isHang } = await runUntilHang({ ...apart, tasks: left });
    const [task = ""] = left.slice(done);
    if (isHang) hangs.push({ task, doing });
    else if (done < left.length) throw new Error(`${apart.program} ended before ${task}: ${doing}`);
    left = left.slice(done + 1);
  }
  return hangs;
}

async function runUntilHang<Found>({
  program,
  tasks,
  take,
  timeoutMs = silenceTimeoutMs,
}: Apart<Found>): Promise<{
  readonly done: number;
  readonly doing: string;
  readonly isHang: boolean;
}> {
  const file = path.resolve("out/test/support/growth", `${program}.js`);
  const child = spawn(process.execPath, [...flags, file, ...tasks], {
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const unbind = killWithUs(child);
  const closed = once(child, "close");
  let [done, doing, isHang] = [0, "beginning", false];
  const timer = setTimeout(() => {
    isHang = true;
    child.kill("SIGKILL");
  }, timeoutMs);
  try {
    for await (const text of readline.createInterface({ input: child.stdout })) {
      timer.refresh();
      const line = JSON.parse(text) as Line<Found>;
      if (line.type === "begin") doing = line.doing;
      else if (line.type === "found") take(tasks[done] ?? "", line.value);
      else done += 1;
    }
    await closed;
  } finally {
    clearTimeout(timer);
    unbind();
  }
  return { done, doing, isHang };
}
