import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { runTests } from "@vscode/test-electron";
import { cacheFolder } from "./cache.js";
import { isolatedEnvironment } from "./environment.js";
import { killGroup, killWithUs } from "./janitor.js";
import { encodeRun, RUN_VARIABLE } from "./mochaRun.js";
import type { ReleaseName } from "./release.js";
import type { Suite } from "./suites.js";
import type { SuiteTally } from "./tally.js";
import { RecordReader } from "./testRecord.js";
import { writeSettings } from "./vscodeServer.js";
import { quietSettings } from "./quietSettings.js";
import { networkVariables } from "./testNetwork.js";

export interface SuiteOptions {
  /** Folder for everything temporary; the caller deletes it. */
  readonly temporary: string;
  readonly grep?: string;
  /** Program of a desktop VS Code to use instead of the fetched one. */
  readonly desktop?: string;
}

interface ReleasedSuiteOptions extends SuiteOptions {
  readonly release: ReleaseName;
}

/** How a process below us learns which VS Code a workbench test is to open. */
export const RELEASE_VARIABLE = "BEDROCK_STREAM_RELEASE";

/** Milliseconds after which a whole suite counts as hanging. */
const SUITE_LIMIT_MS = 40 * 60_000;

/** Runs a suite in a process of its own. @returns why that ended badly, if it did. */
export async function runOnPlainNode(
  suite: Suite,
  options: ReleasedSuiteOptions,
  tally: SuiteTally,
): Promise<string | undefined> {
  const { variables, recordFile } = describeRun(suite, options);
  const folder = path.join(options.temporary, suite.name);
  fs.mkdirSync(path.join(folder, "home"), { recursive: true });
  const child = spawn(
    process.execPath,
    ["--enable-source-maps", "out/test/support/mochaProcess.js"],
    {
      detached: true,
      env: isolatedEnvironment(folder, {
        ...variables,
        [RELEASE_VARIABLE]: options.release,
        // The cache stays where it was; only the home is another one.
        XDG_CACHE_HOME: path.dirname(cacheFolder()),
      }),
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const unbind = killWithUs(child);
  const tail = new Tail();
  child.stdout.setEncoding("utf8").on("data", (text: string) => tail.pass(text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => tail.pass(text));
  const limit = setTimeout(() => {
    tail.pass(`The suite did not end within ${SUITE_LIMIT_MS / 60_000} minutes.\n`);
    void killGroup(child);
  }, SUITE_LIMIT_MS);
  const ending = new Promise<string | undefined>((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code, signal) =>
      resolve(code === 0 ? undefined : `Ended with ${code ?? signal}.\n${tail.text}`),
    );
  });
  try {
    return await following(recordFile, tally, ending);
  } finally {
    clearTimeout(limit);
    unbind();
  }
}

/** Runs a suite inside VS Code. @returns why that ended badly, if it did. */
export async function runInExtensionHost(
  suite: Suite,
  options: ReleasedSuiteOptions,
  tally: SuiteTally,
): Promise<string | undefined> {
  const { variables, recordFile } = describeRun(suite, options);
  const folder = path.join(options.temporary, `${suite.name}-${options.release}`);
  const workspace = path.join(folder, "workspace");
  const userData = path.join(folder, "data");
  fs.cpSync("test/workspaces/sample", workspace, { recursive: true });
  writeSettings(userData, "User", quietSettings);
  const launcher = path.resolve("out/test/support/launcher.js");
  fs.chmodSync(launcher, 0o755);
  const network = await networkVariables(path.join(folder, "network"));
  const ending = runTests({
    vscodeExecutablePath: options.desktop ?? launcher,
    extensionDevelopmentPath: process.cwd(),
    extensionTestsPath: path.resolve("out/test", suite.name, "index.js"),
    extensionTestsEnv: { ...variables, ...network },
    launchArgs: [
      workspace,
      `--user-data-dir=${userData}`,
      `--extensions-dir=${path.join(folder, "extensions")}`,
      ...(options.desktop === undefined ? [`--release=${options.release}`] : []),
    ],
  }).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return following(recordFile, tally, ending);
}

function describeRun(suite: Suite, options: ReleasedSuiteOptions) {
  const recordFile = path.join(options.temporary, `${suite.name}-${options.release}.jsonl`);
  const run = encodeRun({
    folder: path.resolve("out/test", suite.name),
    recordFile,
    timeoutMs: suite.timeoutMs,
    retries: suite.retries,
    forbidOnly: process.env["CI"] !== undefined,
    ...(options.grep === undefined ? {} : { grep: options.grep }),
  });
  return { recordFile, variables: { [RUN_VARIABLE]: run } };
}

/** Milliseconds between two looks into the record of a running suite. */
const LOOK_MS = 100;

/** Counts what the suite records while it runs. */
async function following<T>(file: string, tally: SuiteTally, ending: Promise<T>): Promise<T> {
  const reader = new RecordReader(file);
  const look = () => reader.read().forEach((record) => tally.add(record));
  const timer = setInterval(look, LOOK_MS);
  try {
    return await ending;
  } finally {
    clearInterval(timer);
    look();
  }
}

/** Passes on what a suite prints, and keeps the end of it for the case that the suite crashes. */
class Tail {
  text = "";

  pass(text: string): void {
    process.stdout.write(text);
    this.text = (this.text + text).slice(-4_000);
  }
}
