import * as fs from "node:fs";
import * as path from "node:path";
import { runProgram } from "./progress.js";

/** What a checkout has beside its sources. */
const notSource = new Set([".git", ".vscode-test", "coverage", "dist", "node_modules", "out"]);

/**
 * Packages a copy of this checkout, so that its own `dist/`, which tests run from, stays.
 * @param folder a folder that does not exist yet; the caller deletes it
 * @param umask what the copied files lose of their permissions
 * @returns the path of the VSIX
 */
export async function packageCopy(
  folder: string,
  { env = process.env, umask = 0o022 }: { env?: NodeJS.ProcessEnv; umask?: number } = {},
): Promise<string> {
  for (const name of fs.readdirSync(".")) {
    if (notSource.has(name) || name.endsWith(".vsix")) continue;
    fs.cpSync(name, path.join(folder, name), { recursive: true });
  }
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const file = path.join(folder, name);
    if (fs.statSync(file).isFile()) fs.chmodSync(file, 0o666 & ~umask);
  }
  fs.symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"), "junction");
  const run = (...args: string[]) => runProgram(process.execPath, args, { cwd: folder, env });
  await run("esbuild.js", "--production");
  await run("vsix.mjs", "built.vsix");
  return path.join(folder, "built.vsix");
}
