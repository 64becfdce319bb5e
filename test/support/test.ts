// `npm test`: all suites, one after the other, closed by the line `tests: N passed, N failed`.
import { parseArgs } from "node:util";
import { provideChromium } from "./chromium.js";
import { endWithParent, temporaryFolder } from "./janitor.js";
import { say } from "./progress.js";
import { provideRelease, releaseNames } from "./release.js";
import { runInExtensionHost, runOnPlainNode, type SuiteOptions } from "./runSuite.js";
import { strayTests, suites, type Suite } from "./suites.js";
import { closingLine, indent, SuiteTally, type Tally } from "./tally.js";

const USAGE = `npm test -- [unit] [vscode] [ui] [--grep TEXT] [--release newest|oldest] [--desktop PROGRAM]
  unit, vscode, ui   only these suites; all by default
  --grep TEXT        only tests whose title matches TEXT
  --release NAME     the VS Code to run in; by default newest, and for the vscode suite oldest too
  --desktop PROGRAM  run the vscode suite in this desktop VS Code`;

const total: Tally = { passed: 0, skipped: 0, failures: [] };
const print = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  endWithParent();
  const { values, positionals } = readArguments();
  const chosen = suites.filter((s) => positionals.length === 0 || positionals.includes(s.name));
  const temporary = temporaryFolder();
  const options: SuiteOptions = {
    temporary: temporary.path,
    ...(values.grep === undefined ? {} : { grep: values.grep }),
    ...(values.desktop === undefined ? {} : { desktop: values.desktop }),
  };
  const releases = releaseNames.filter((name) => (values.release ?? name) === name);
  for (const stray of strayTests()) {
    const error = `No suite runs test/${stray}: move it below test/unit, test/vscode or test/ui.`;
    total.failures.push({ suite: "suites", title: stray, error });
  }
  // What takes long is fetched while the unit tests run.
  const fetched = options.desktop === undefined ? ["vscode", "ui"] : ["ui"];
  const ready = chosen.some((suite) => fetched.includes(suite.name))
    ? Promise.all([...releases.map((name) => provideRelease(name)), provideChromium()])
    : Promise.resolve();
  ready.catch(() => undefined);
  for (const suite of chosen) {
    if (suite.where === "plain Node") {
      await attempt(suite, suite.name, options, async (tally) => {
        if (suite.name !== "unit") await ready;
        return runOnPlainNode(suite, { ...options, release: releases[0] ?? "newest" }, tally);
      });
      continue;
    }
    for (const release of options.desktop === undefined ? releases : releases.slice(0, 1)) {
      await attempt(suite, `${suite.name} (${release})`, options, async (tally) => {
        await ready;
        return runInExtensionHost(suite, { ...options, release }, tally);
      });
    }
  }
  await temporary.remove();
  return conclude();
}

/** Runs one suite; whatever happens to it, the others still run. */
async function attempt(
  suite: Suite,
  name: string,
  options: SuiteOptions,
  run: (tally: SuiteTally) => Promise<string | undefined>,
): Promise<void> {
  print(name);
  const tally = new SuiteTally({ suite: name, total, lines: suite.lines, print });
  const problem = await run(tally).catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  );
  if (tally.crash !== undefined) {
    tally.fail("the suite itself", tally.crash);
  } else if (!tally.ended || (problem !== undefined && tally.failed === 0)) {
    tally.fail("the suite itself", problem ?? "It ended without having run all its tests.");
  } else if (tally.seen === 0 && options.grep === undefined) {
    tally.fail("the suite itself", "It has no tests.");
  }
}

function conclude(): number {
  if (total.failures.length > 0) {
    print("\nFailures:");
    for (const { suite, title, error } of total.failures) {
      print(`  ${suite}: ${title}\n${indent(error)}`);
    }
  }
  if (total.passed === 0 && total.failures.length === 0) print("No test ran.");
  print(closingLine(total));
  return total.failures.length > 0 || total.passed === 0 ? 1 : 0;
}

function readArguments() {
  try {
    const parsed = parseArgs({
      allowPositionals: true,
      options: {
        grep: { type: "string" },
        release: { type: "string" },
        desktop: { type: "string" },
        help: { type: "boolean" },
      },
    });
    const { values, positionals } = parsed;
    const unknown = positionals.filter((name) => !suites.some((suite) => suite.name === name));
    if (unknown.length > 0) throw new Error(`No suite is called ${unknown.join(", ")}.`);
    if (values.release !== undefined && !releaseNames.some((name) => name === values.release)) {
      throw new Error(`No release is called ${values.release}.`);
    }
    if (values.help !== true) return parsed;
    say(USAGE);
    process.exit(0);
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exit(2);
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
