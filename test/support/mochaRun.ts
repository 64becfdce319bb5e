import * as fs from "node:fs";
import * as path from "node:path";
import Mocha from "mocha";
import { appendRecord } from "./testRecord.js";
import { triesBefore } from "./triesBefore.js";

/** How the process that runs a suite learns what to do: a VS Code server passes on nothing else. */
export const RUN_VARIABLE = "BEDROCK_STREAM_TEST_RUN";

export interface MochaRun {
  /** Folder of built tests; every *.test.js below it runs. */
  readonly folder: string;
  readonly recordFile: string;
  readonly timeoutMs: number;
  readonly retries?: number;
  readonly grep?: string;
  /** A test marked `.only` fails the run instead of hiding the others. */
  readonly forbidOnly: boolean;
}

export function encodeRun(run: MochaRun): string {
  return JSON.stringify(run);
}

/** Reads back what encodeRun wrote. */
export function runFromEnvironment(): MochaRun {
  const text = process.env[RUN_VARIABLE];
  if (text === undefined) throw new Error(`${RUN_VARIABLE} is not set: start this by npm test.`);
  return JSON.parse(text) as MochaRun;
}

/** Runs all tests of a folder. @returns how many failed. */
export async function runMocha(run: MochaRun): Promise<number> {
  const files = fs
    .readdirSync(run.folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.js"))
    .sort()
    .map((name) => path.join(run.folder, name));
  const mocha = new Mocha({
    ui: "bdd",
    timeout: run.timeoutMs,
    retries: run.retries ?? 0,
    forbidOnly: run.forbidOnly,
    ...(run.grep === undefined ? {} : { grep: run.grep }),
    reporter: recorderTo(run.recordFile, files.length),
  });
  for (const file of files) mocha.addFile(file);
  try {
    return await new Promise((resolve) => mocha.run(resolve));
  } catch (error) {
    appendRecord(run.recordFile, { type: "crashed", error: describe(error) });
    throw error;
  }
}

/** Its titles; a test that failed at first says so, for whoever looks for what is not steady. */
function pathOf(test: Mocha.Test): string[] {
  const path = test.titlePath();
  const tries = triesBefore(test);
  return tries === 0 ? path : [...path.slice(0, -1), `${path.at(-1) ?? ""} (try ${tries + 1})`];
}

/** A mocha reporter that prints nothing and writes everything down. */
function recorderTo(file: string, files: number): Mocha.ReporterConstructor {
  return class Recorder {
    constructor(runner: Mocha.Runner) {
      runner
        .on("start", () => appendRecord(file, { type: "start", files, tests: runner.total }))
        .on("pass", (test) =>
          appendRecord(file, { type: "passed", path: pathOf(test), ms: test.duration ?? 0 }),
        )
        .on("retry", (test, error: unknown) =>
          appendRecord(file, { type: "retried", path: pathOf(test), error: describe(error) }),
        )
        .on("pending", (test) => appendRecord(file, { type: "skipped", path: test.titlePath() }))
        .on("fail", (test, error: unknown) =>
          appendRecord(file, { type: "failed", path: test.titlePath(), error: describe(error) }),
        )
        .on("end", () => appendRecord(file, { type: "end" }));
    }
  } as unknown as Mocha.ReporterConstructor;
}

/** Frames of others: Node, mocha, VS Code. They say nothing about the test. */
const FOREIGN_FRAME = /^\s+at .*(node:|\/node_modules\/|extensionHostProcess\.js)/;

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const lines = (error.stack ?? error.message).split("\n");
  const own = lines.filter((line) => !FOREIGN_FRAME.test(line)).join("\n");
  return error.cause === undefined ? own : `${own}\ncaused by: ${describe(error.cause)}`;
}
