import { spawn } from "node:child_process";
import { killWithUs } from "./janitor.js";

/** Says something to the person waiting. Always on stderr: stdout carries results only. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Milliseconds between two signs of life of a long step. */
const SIGN_OF_LIFE_MS = 5_000;

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** For a program that must not be killed half-way; all others die with this process. */
  readonly outlivesUs?: boolean;
}

/**
 * Does a long step, and says every few seconds that it is still at it.
 * @returns what the step returned; its failure passes through.
 */
export async function saying<T>(title: string, step: () => Promise<T>): Promise<T> {
  const since = Date.now();
  const seconds = () => `${Math.round((Date.now() - since) / 1000)} s`;
  say(`${title} ...`);
  const tick = setInterval(() => say(`${title}: ${seconds()}`), SIGN_OF_LIFE_MS);
  try {
    const result = await step();
    say(`${title}: done in ${seconds()}`);
    return result;
  } finally {
    clearInterval(tick);
  }
}

/** Runs a program to its end. Rejects with the tail of what it printed when it fails. */
export function runProgram(
  command: string,
  args: readonly string[],
  { outlivesUs = false, ...options }: ProgramOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...options,
      detached: !outlivesUs,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const release = outlivesUs ? undefined : killWithUs(child);
    let out = "";
    let all = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
      all += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (all += text));
    child.on("error", (error) => reject(new Error(`${command}: ${error.message}`)));
    child.on("close", (code, signal) => {
      release?.();
      if (code === 0) return resolve(out);
      const tail = all.trimEnd().split("\n").slice(-20).join("\n");
      reject(new Error(`${command} ${args.join(" ")} ended with ${code ?? signal}:\n${tail}`));
    });
  });
}
