import * as fs from "node:fs/promises";
import * as path from "node:path";
import { cached } from "./cache.js";
import { runProgram, saying } from "./progress.js";

/**
 * The two ends of the supported range. VS Code's server and workbench come inside the npm package
 * code-server, whose version 4.N.P carries VS Code 1.N.P. The server crashes on another Node major
 * than the one it was built for, so that comes from npm too.
 */
const releases = {
  newest: { vscode: "1.139.1", codeServer: "4.139.1", node: "24.21.0" },
  oldest: { vscode: "1.104.0", codeServer: "4.104.0", node: "22.23.3" },
} as const;

export type ReleaseName = keyof typeof releases;
export const releaseNames = Object.keys(releases) as readonly ReleaseName[];

export function isReleaseName(text: string): text is ReleaseName {
  return Object.hasOwn(releases, text);
}

/** A VS Code on disk, ready to be started. */
export interface VscodeRelease {
  /** VS Code's own version, for example 1.139.1. */
  readonly version: string;
  /** The Node that its server runs on. */
  readonly node: string;
  /** out/server-main.js */
  readonly serverMain: string;
}

/** Fetches a release from the npm registry into the cache, once. */
export async function provideRelease(name: ReleaseName = "newest"): Promise<VscodeRelease> {
  const release = releases[name];
  const [folder, node] = await Promise.all([
    provideServer(release.codeServer, release.vscode),
    provideNode(release.node),
  ]);
  return { version: release.vscode, node, serverMain: path.join(folder, "out/server-main.js") };
}

async function provideServer(codeServer: string, vscode: string): Promise<string> {
  if (process.platform === "win32") {
    throw new Error("The VS Code of the npm registry runs on Linux and macOS; use WSL here.");
  }
  return cached(`vscode-${vscode}-${process.platform}-${process.arch}`, (folder) =>
    saying(`Fetching VS Code ${vscode} from the npm registry`, async () => {
      const archive = await pack(`code-server@${codeServer}`, folder);
      await runProgram("tar", ["-xzf", archive, "--strip-components=3", "package/lib/vscode"], {
        cwd: folder,
      });
      await fs.rm(path.join(folder, archive));
      // Nothing is compiled: without its native modules the server lacks a log file and a terminal.
      const install = ["install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"];
      await npm(install, folder);
      await npm(install, path.join(folder, "extensions"));
    }),
  );
}

/** Node's own binary, out of the package that npm's `node` would choose for this machine. */
async function provideNode(version: string): Promise<string> {
  const platform = `${process.platform}-${process.arch}`;
  const packaged = ["linux-x64", "linux-arm64"].includes(platform);
  if (!packaged) return ownNode(version, platform);
  const folder = await cached(`node-${version}-${platform}`, (target) =>
    saying(`Fetching Node ${version} from the npm registry`, async () => {
      const archive = await pack(`node-${platform}@${version}`, target);
      await runProgram("tar", ["-xzf", archive, "--strip-components=1", "package/bin/node"], {
        cwd: target,
      });
      await fs.rm(path.join(target, archive));
    }),
  );
  return path.join(folder, "bin/node");
}

function ownNode(version: string, platform: string): string {
  const major = version.split(".")[0];
  if (process.versions.node.split(".")[0] === major) return process.execPath;
  throw new Error(
    `This VS Code runs on Node ${major}, which the npm registry does not have for ${platform}. ` +
      `Run the same command with Node ${major} (this is ${process.version}).`,
  );
}

/** @returns the archive's name inside the folder. */
async function pack(spec: string, folder: string): Promise<string> {
  await npm(["pack", spec, "--silent"], folder);
  const archive = (await fs.readdir(folder)).find((name) => name.endsWith(".tgz"));
  if (archive === undefined) throw new Error(`npm pack ${spec} left no archive.`);
  return archive;
}

function npm(args: readonly string[], cwd: string): Promise<string> {
  const own = process.env["npm_execpath"];
  const env = { ...process.env };
  // Set by the npm that runs us, about this project; the npm below works elsewhere.
  delete env["npm_config_local_prefix"];
  return own?.endsWith(".js") === true
    ? runProgram(process.execPath, [own, ...args], { cwd, env })
    : runProgram("npm", args, { cwd, env });
}
