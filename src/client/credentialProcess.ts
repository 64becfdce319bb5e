import { AsyncLocalStorage } from "node:async_hooks";
import { spawn, type ChildProcess } from "node:child_process";
import { externalDataInterceptor } from "@smithy/core/config";
import * as l10n from "../l10n.js";
import { SuspendAwareTimer } from "./suspendAwareTimer.js";

/** How long the programs of one question to the chain may run. */
export interface ProcessLimits {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** As much as Node's own `exec` takes. */
const maxOutputBytes = 1024 * 1024;

/** Milliseconds after the end of a program in which the last of its output arrives. */
const heldOutputMs = 1_000;

const limits = new AsyncLocalStorage<ProcessLimits>();

/** The SDK's provider gives the programs it runs neither a limit nor an end, but asks for an `exec`. */
export function withProcessLimits<T>(own: ProcessLimits, ask: () => Promise<T>): Promise<T> {
  externalDataInterceptor.interceptToken("exec", exec);
  return limits.run(own, ask);
}

type Callback = (error: Error | null, output?: { readonly stdout: string }) => void;

/** No error holds the command line or what the command wrote to stdout: either may be a secret. */
function exec(command: string, callback: Callback): void {
  const own = limits.getStore();
  if (own?.signal.aborted) return callback(new Error(l10n.t("it was stopped.")));
  const child = spawn(command, {
    shell: true,
    // A process group of its own, to be killed with all that it starts.
    detached: process.platform !== "win32",
    // Nobody can answer a question there, so none may wait for an answer.
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
  });
  let isOver = false;
  let lastOutput: NodeJS.Timeout | undefined;
  const finish = (error: Error | null, output?: { readonly stdout: string }): void => {
    if (isOver) return;
    isOver = true;
    timer.stop();
    clearTimeout(lastOutput);
    own?.signal.removeEventListener("abort", stop);
    child.stdout.destroy();
    child.stderr.destroy();
    if (error) killTree(child);
    callback(error, output);
  };
  const stop = (): void => finish(new Error(l10n.t("it was stopped.")));
  const timeoutMs = own?.timeoutMs ?? 0;
  const timer = new SuspendAwareTimer(timeoutMs, () => finish(timedOut(timeoutMs)));
  if (timeoutMs > 0) timer.start();
  own?.signal.addEventListener("abort", stop, { once: true });
  const tooLong = (): void => finish(new Error(l10n.t("it printed more than 1 MiB.")));
  const stdout = collect(child.stdout, tooLong);
  const stderr = collect(child.stderr, tooLong);
  child.once("error", finish);
  const end = (code: number | null): void =>
    code === 0 ? finish(null, { stdout: stdout() }) : finish(new Error(stderr()));
  child.once("close", end);
  // What it has left in the background may hold its output open for as long as it lives.
  child.once("exit", (code) => {
    if (!isOver) lastOutput = setTimeout(end, heldOutputMs, code);
  });
}

function collect(stream: NodeJS.ReadableStream, onTooLong: () => void): () => string {
  const pieces: Buffer[] = [];
  let length = 0;
  stream.on("data", (bytes: Buffer) => {
    length += bytes.length;
    if (length > maxOutputBytes) onTooLong();
    else pieces.push(bytes);
  });
  return () => Buffer.concat(pieces).toString("utf8");
}

/** At once: a window that closes has no time to ask first. */
function killTree(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === "win32") {
    spawn("taskkill", ["/pid", `${child.pid}`, "/T", "/F"], { windowsHide: true }).on("error", () =>
      child.kill(),
    );
    return;
  }
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // All of it has ended already.
  }
}

function timedOut(timeoutMs: number): Error {
  return new Error(
    l10n.t(
      "the credential_process did not end within {0} s and was stopped. Run it in a terminal to see what it waits for.",
      timeoutMs / 1000,
    ),
  );
}
