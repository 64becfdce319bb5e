import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Writable } from "node:stream";

/**
 * A second process that sweeps up after this one, however it ends: a handler of our own would not
 * run when this process is killed or crashes. It hears the end as the end of its standard input,
 * then kills the process groups it was told of and deletes the folders.
 */
const SWEEP = `
const fs = require("node:fs");
const kill = ${killTree};
const groups = new Set(), folders = new Set();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
let text = "";
process.stdin.on("data", (data) => {
  text += data;
  const lines = text.split("\\n");
  text = lines.pop();
  for (const line of lines) {
    const set = line[1] === "g" ? groups : folders;
    set[line[0] === "+" ? "add" : "delete"](line.slice(2));
  }
});
process.stdin.on("end", async () => {
  for (const group of groups) kill(Number(group));
  // Those that a child of ours started end a little later, and write until then.
  for (let round = 0; folders.size > 0 && round < 4; round++) {
    for (const folder of folders)
      await fs.promises.rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
});
`;

let ears: Writable | undefined;

/** Kills a process spawned with `detached: true` and all it started. Also runs as text, in SWEEP. */
function killTree(pid: number): void {
  try {
    if (process.platform !== "win32") {
      process.kill(-pid, "SIGKILL");
      return;
    }
    // Windows has no process groups.
    const taskkill = `${process.env["SystemRoot"]}\\System32\\taskkill.exe`;
    process
      .getBuiltinModule("node:child_process")
      .spawnSync(taskkill, ["/pid", `${pid}`, "/t", "/f"]);
  } catch {
    // None of them is left.
  }
}

function tell(line: string): void {
  if (ears === undefined) {
    const janitor = spawn(process.execPath, ["-e", SWEEP], {
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
      // On Windows Node does not start without it.
      env: { SystemRoot: process.env["SystemRoot"] },
    });
    janitor.unref();
    ears = janitor.stdin;
    // The pipe must not keep this process alive; at run time it is a socket.
    if ("unref" in ears && typeof ears.unref === "function") ears.unref();
  }
  ears.write(`${line}\n`);
}

/**
 * Binds the life of a child, spawned with `detached: true`, and of all it starts to ours.
 * @returns a function to call once the child has ended: its number may then be given to another.
 */
export function killWithUs(child: ChildProcess): () => void {
  const group = child.pid;
  if (group === undefined) return () => undefined;
  tell(`+g${group}`);
  return () => tell(`-g${group}`);
}

/** Kills a child spawned with `detached: true` and all it started; resolves when it has ended. */
export async function killGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  const ended =
    child.exitCode !== null || child.signalCode !== null
      ? Promise.resolve()
      : new Promise<void>((resolve) => child.once("exit", () => resolve()));
  killTree(child.pid);
  await ended;
}

/** A folder of its own for everything temporary, gone when this process is. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): Promise<void>;
}

export function temporaryFolder(): TemporaryFolder {
  // A socket's path may have 103 bytes on macOS, and its own temporary folder takes half of them.
  const base = process.platform === "darwin" ? "/tmp" : os.tmpdir();
  const folder = fs.mkdtempSync(path.join(fs.realpathSync.native(base), "bedrock-"));
  tell(`+f${folder}`);
  return {
    path: folder,
    remove: async () => {
      await fs.promises.rm(folder, {
        recursive: true,
        force: true,
        maxRetries: 20,
        retryDelay: 100,
      });
      tell(`-f${folder}`);
    },
  };
}

/** Milliseconds between two looks at who our parent is. */
const PARENT_WATCH_MS = 500;

/** Ends this process when the one that started it is gone, of which no signal tells. */
export function endWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, PARENT_WATCH_MS).unref();
}
