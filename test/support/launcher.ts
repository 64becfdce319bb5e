#!/usr/bin/env node
// Stands where @vscode/test-electron expects the desktop VS Code: takes the same arguments, runs the
// tests in the extension host of the VS Code server with headless Chromium in front, and exits with
// their result.
import * as fs from "node:fs";
import * as path from "node:path";
import { openBrowser } from "./browser.js";
import { isolatedEnvironment } from "./environment.js";
import { endWithParent, temporaryFolder } from "./janitor.js";
import { isReleaseName, provideRelease } from "./release.js";
import { startServer, type VscodeServer } from "./vscodeServer.js";

/** `--name=value` and `--name`; what has no dashes is the folder to open. */
interface LauncherArguments {
  readonly named: ReadonlyMap<string, string>;
  readonly folder?: string;
}

function parseArguments(args: readonly string[]): LauncherArguments {
  const named = new Map<string, string>();
  let folder: string | undefined;
  for (const arg of args) {
    const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (name === undefined) folder = path.resolve(arg);
    else named.set(name, value ?? "");
  }
  return folder === undefined ? { named } : { named, folder };
}

const LIMIT_MS = 20 * 60_000;

/** Argument of the launcher alone: which of the supported releases to run. */
const RELEASE_ARGUMENT = "release";

async function main(): Promise<number> {
  endWithParent();
  const { named, folder } = parseArguments(process.argv.slice(2));
  const release = named.get(RELEASE_ARGUMENT) ?? "newest";
  const tests = named.get("extensionTestsPath");
  const extension = named.get("extensionDevelopmentPath");
  if (!isReleaseName(release)) throw new Error(`No release is called ${release}.`);
  if (tests === undefined || extension === undefined) {
    throw new Error("Needs --extensionTestsPath=... and --extensionDevelopmentPath=...");
  }
  const temporary = temporaryFolder();
  try {
    const env = isolatedEnvironment(temporary.path);
    const extensionsFolder = named.get("extensions-dir");
    const server = await startServer({
      release: await provideRelease(release),
      userDataFolder: named.get("user-data-dir") ?? path.join(temporary.path, "data"),
      ...(extensionsFolder === undefined ? {} : { extensionsFolder }),
      env,
      trusted: named.has("disable-workspace-trust"),
      smokeTestDriver: true,
      logName: `server-${release}`,
    });
    const empty = path.join(temporary.path, "empty");
    if (folder === undefined) fs.mkdirSync(empty);
    try {
      return await runInBrowser(server, env, folder ?? empty, { extension, tests });
    } finally {
      await server.close();
    }
  } finally {
    await temporary.remove();
  }
}

async function runInBrowser(
  server: VscodeServer,
  env: NodeJS.ProcessEnv,
  folder: string,
  what: { extension: string; tests: string },
): Promise<number> {
  const console = fs.createWriteStream(server.logFile.replace(/\.log$/, "-console.log"));
  const browser = await openBrowser(env);
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const crashed = new Promise<never>((_, reject) => {
      page.on("crash", () => reject(new Error("The browser's page crashed.")));
    });
    let exit: (code: number) => void = () => undefined;
    const exited = new Promise<number>((resolve) => (exit = resolve));
    // The workbench calls these two by name when a test path is in its payload.
    await page.exposeFunction("codeAutomationExit", (code: number) => exit(code));
    // Mostly the workbench's own chatter, but also what tests and the extension log.
    await page.exposeFunction("codeAutomationLog", (kind: string, args: readonly unknown[]) =>
      console.write(`[${kind}] ${args.map(String).join(" ")}\n`),
    );
    await page.goto(
      server.url(folder, {
        extensionDevelopmentPath: server.remoteUri(path.resolve(what.extension)),
        extensionTestsPath: server.remoteUri(path.resolve(what.tests)),
        skipWelcome: "true",
      }),
    );
    return await Promise.race([exited, server.died, crashed, tooLong()]);
  } finally {
    await browser.close();
  }
}

/** A suite that hangs must end some time, and say so. */
async function tooLong(): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, LIMIT_MS).unref());
  throw new Error(`The tests did not end within ${LIMIT_MS / 60_000} minutes.`);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
