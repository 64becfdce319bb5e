// `npm run test:desktop [-- --program PATH]`: the vscode suite in desktop VS Code, in the oldest that
// the manifest names and in the newest, which @vscode/test-electron downloads. Exits 77, the usual
// code of a test that was skipped, where neither could be had.
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { downloadAndUnzipVSCode } from "@vscode/test-electron";
import { cacheFolder } from "./cache.js";
import { isolatedEnvironment } from "./environment.js";
import { endWithParent, killWithUs, temporaryFolder } from "./janitor.js";
import { say, saying } from "./progress.js";

const SKIPPED = 77;

/** Milliseconds without a byte after which a download counts as failed. */
const DOWNLOAD_SILENCE_MS = 20_000;

async function main(): Promise<number> {
  endWithParent();
  const { values } = parseArgs({ options: { program: { type: "string" } } });
  if (values.program !== undefined) return runSuite(path.resolve(values.program));
  const codes = [];
  for (const version of [oldestSupported(), "stable"]) {
    const program = await provideDesktop(version);
    codes.push(program === undefined ? SKIPPED : await runSuite(program));
  }
  return codes.find((code) => code !== 0 && code !== SKIPPED) ?? codes.find((code) => code) ?? 0;
}

/** @returns nothing, after it has said why, when this version cannot be had here. */
async function provideDesktop(version: string): Promise<string | undefined> {
  try {
    return await saying(`Downloading desktop VS Code ${version}`, () =>
      downloadAndUnzipVSCode({
        version,
        cachePath: path.join(cacheFolder(), "desktop"),
        timeout: DOWNLOAD_SILENCE_MS,
      }),
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    say(`Desktop VS Code ${version} cannot be downloaded here: ${why}`);
    say("Nothing was tested in it. `npm test` runs the same suite in the VS Code of npm.");
    return undefined;
  }
}

/** The oldest version in `engines`, for example 1.104.0. */
function oldestSupported(): string {
  const manifest = JSON.parse(fs.readFileSync("package.json", "utf8")) as {
    readonly engines: { readonly vscode: string };
  };
  return manifest.engines.vscode.replace(/^\^/, "");
}

/** Runs the suite as `npm test` does, away from the person's own home, accounts and settings. */
async function runSuite(program: string): Promise<number> {
  say(`Running the vscode suite in ${program} ...`);
  const temporary = temporaryFolder();
  fs.mkdirSync(path.join(temporary.path, "home"));
  const child = spawn(
    process.execPath,
    ["--enable-source-maps", "out/test/support/test.js", "vscode", "--desktop", program],
    {
      detached: process.platform !== "win32",
      env: isolatedEnvironment(temporary.path, { XDG_CACHE_HOME: path.dirname(cacheFolder()) }),
      stdio: "inherit",
    },
  );
  const unbind = killWithUs(child);
  const code = await new Promise<number>((resolve) => {
    child.on("error", () => resolve(1));
    child.on("close", (ending) => resolve(ending ?? 1));
  });
  unbind();
  await temporary.remove();
  return code;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
