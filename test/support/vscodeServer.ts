import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { killGroup, killWithUs } from "./janitor.js";
import { runProgram } from "./progress.js";
import type { VscodeRelease } from "./release.js";

/** Milliseconds until a server that says nothing counts as broken; two to three seconds is usual. */
const START_LIMIT_MS = 60_000;

export interface ServerOptions {
  readonly release: VscodeRelease;
  /** Where this VS Code keeps its state and reads settings; the caller deletes it. */
  readonly userDataFolder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Open every folder trusted. False: as for users, untrusted until they say so. */
  readonly trusted: boolean;
  /**
   * Needed by `extensionDevelopmentPath` and `extensionTestsPath`. It also keeps notifications off
   * the screen, so what a person should see is tested without.
   */
  readonly smokeTestDriver?: boolean;
  readonly extensionsFolder?: string;
  /** What the server prints, kept for the one who asks why it failed; out/logs/<name>.log. */
  readonly logName: string;
}

/** A VS Code server on 127.0.0.1, for one who knows its token. */
export interface VscodeServer {
  readonly port: number;
  readonly logFile: string;
  /** The address of the workbench with this folder open. */
  url(folder: string, payload?: Readonly<Record<string, string>>): string;
  /** An absolute path as the workbench names it. */
  remoteUri(file: string): string;
  /** Rejects when the server ends by itself. */
  readonly died: Promise<never>;
  close(): Promise<void>;
}

export async function startServer(options: ServerOptions): Promise<VscodeServer> {
  const token = randomBytes(16).toString("hex");
  const { release, userDataFolder, env } = options;
  const logFile = path.resolve("out/logs", `${options.logName}.log`);
  for (const folder of [env["HOME"] ?? "", userDataFolder, path.dirname(logFile)]) {
    fs.mkdirSync(folder, { recursive: true });
  }
  const child = spawn(
    release.node,
    [release.serverMain, ...serverArguments(options), "--connection-token", token],
    { env, detached: true, stdio: ["ignore", "pipe", "pipe"] },
  );
  const unbind = killWithUs(child);
  const died = new Promise<never>((_, reject) => {
    child.on("error", (error) => reject(error));
    child.on("exit", (code, signal) => {
      unbind();
      reject(new Error(`The VS Code server ended with ${code ?? signal}; see ${logFile}`));
    });
  });
  died.catch(() => undefined);
  try {
    const port = await Promise.race([portOf(child, logFile), died]);
    return serverAt(port, { child, token, logFile, died });
  } catch (error) {
    await killGroup(child);
    throw error;
  }
}

function serverArguments(options: ServerOptions): string[] {
  const { userDataFolder } = options;
  const serverFolder = path.join(userDataFolder, "server");
  return [
    ...["--host", "127.0.0.1", "--port", "0"],
    ...["--accept-server-license-terms", "--telemetry-level", "off"],
    ...["--server-data-dir", serverFolder, "--user-data-dir", userDataFolder],
    ...["--extensions-dir", extensionsFolderOf(options)],
    ...(options.trusted ? ["--disable-workspace-trust"] : []),
    ...(options.smokeTestDriver === true ? ["--enable-smoke-test-driver"] : []),
  ];
}

function extensionsFolderOf(options: ServerOptions): string {
  return options.extensionsFolder ?? path.join(options.userDataFolder, "server/extensions");
}

function portOf(child: ChildProcess, logFile: string): Promise<number> {
  const log = fs.createWriteStream(logFile);
  return new Promise((resolve, reject) => {
    const limit = setTimeout(
      () => reject(new Error(`The VS Code server did not start; see ${logFile}`)),
      START_LIMIT_MS,
    );
    let seen = "";
    const hear = (text: string) => {
      log.write(text);
      if (seen.length > 64_000) return;
      seen += text;
      const port = /Extension host agent listening on (\d+)/.exec(seen)?.[1];
      if (port === undefined) return;
      clearTimeout(limit);
      resolve(Number(port));
    };
    child.stdout?.setEncoding("utf8").on("data", hear);
    child.stderr?.setEncoding("utf8").on("data", hear);
    child.on("exit", () => clearTimeout(limit));
  });
}

interface Started {
  readonly child: ChildProcess;
  readonly token: string;
  readonly logFile: string;
  readonly died: Promise<never>;
}

function serverAt(port: number, { child, token, logFile, died }: Started): VscodeServer {
  const authority = `127.0.0.1:${port}`;
  return {
    port,
    logFile,
    died,
    remoteUri: (file) => `vscode-remote://${authority}${file}`,
    url: (folder, payload) => {
      const query = new URLSearchParams({ tkn: token, folder });
      if (payload !== undefined) query.set("payload", JSON.stringify(Object.entries(payload)));
      return `http://${authority}/?${query}`;
    },
    close: () => killGroup(child),
  };
}

/**
 * Writes settings where VS Code reads them: the person's own, or those of this machine. A running
 * VS Code notices only sometimes; it reads them for certain when its window opens.
 */
export function writeSettings(
  userDataFolder: string,
  kind: "User" | "Machine",
  settings: Readonly<Record<string, unknown>>,
): void {
  const folder = path.join(userDataFolder, kind);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "settings.json"), JSON.stringify(settings, undefined, 2));
}

/** Installs a packaged extension as a user would. */
export async function installVsix(options: ServerOptions, vsix: string): Promise<void> {
  const { release, env } = options;
  const args = [release.serverMain, ...serverArguments(options), "--install-extension", vsix];
  await runProgram(release.node, args, { env });
}

/** Makes an extension's folder one of the installed extensions; before the server's first start. */
export function installFolder(
  options: ServerOptions,
  extension: string,
  name = "development",
): void {
  const extensions = extensionsFolderOf(options);
  fs.mkdirSync(extensions, { recursive: true });
  // VS Code asks for no particular name when it looks at this folder for the first time.
  fs.symlinkSync(extension, path.join(extensions, name), "dir");
}
