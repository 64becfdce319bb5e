import { randomUUID } from "node:crypto";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";

/** The folder outside the checkout that keeps what was fetched, after the XDG base directories. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const base = env["XDG_CACHE_HOME"];
  // The XDG specification: a relative path is invalid and to be ignored.
  const usable = base !== undefined && path.isAbsolute(base);
  return path.join(usable ? base : path.join(os.homedir(), ".cache"), "bedrock-stream");
}

/**
 * A folder of the cache that is there in full or not at all: `fill` works in a temporary folder
 * beside it, which is renamed at the end. Two processes may fill at once; the first to end wins.
 */
export async function cached(
  name: string,
  fill: (folder: string) => Promise<void>,
  cache = cacheFolder(),
): Promise<string> {
  const folder = path.join(cache, name);
  if (await exists(folder)) return folder;
  await removeAbandoned(cache);
  const partial = path.join(cache, `.partial-${process.pid}-${randomUUID()}-${name}`);
  await fs.mkdir(partial, { recursive: true });
  try {
    await fill(partial);
    await fs.rename(partial, folder);
  } catch (error) {
    await fs.rm(partial, { recursive: true, force: true });
    if (!(await exists(folder))) throw error;
  }
  return folder;
}

/** What a killed process left half-finished. */
async function removeAbandoned(cache: string): Promise<void> {
  const names = await fs.readdir(cache).catch(() => []);
  for (const name of names) {
    const pid = /^\.partial-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || alive(Number(pid))) continue;
    await fs.rm(path.join(cache, name), { recursive: true, force: true });
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function exists(file: string): Promise<boolean> {
  return fs.access(file).then(
    () => true,
    () => false,
  );
}
