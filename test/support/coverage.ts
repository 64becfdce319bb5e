// `npm run coverage`: what of the folders that know no VS Code the unit suite runs through, as a
// table and, line by line, in coverage/index.html.
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { build } from "esbuild";
import { endWithParent, killWithUs, temporaryFolder } from "./janitor.js";
import { isolatedEnvironment } from "./environment.js";
import { encodeRun, RUN_VARIABLE } from "./mochaRun.js";
import { RecordReader } from "./testRecord.js";
import { say } from "./progress.js";
import { suites } from "./suites.js";

const FOLDERS = ["src/wire", "src/request", "src/models", "src/client", "src/run"];
const BUNDLE_FOLDER = "out/coverage";

/**
 * Builds all tests into one file. In `npm test` each has its own copy of the code it tests, less what
 * it does not use; from those no sum can be made.
 */
async function buildTests(): Promise<void> {
  const tests = filesBelow("test/unit").filter((name) => name.endsWith(".test.ts"));
  // What no test imports counts too.
  const files = [...tests, ...FOLDERS.flatMap(filesBelow)];
  const imports = files.map((name) => `import ${JSON.stringify(`./${name}`)};`);
  await build({
    stdin: { contents: imports.join("\n"), resolveDir: process.cwd() },
    outfile: path.join(BUNDLE_FOLDER, "unit.test.js"),
    bundle: true,
    treeShaking: false,
    platform: "node",
    format: "cjs",
    packages: "external",
    sourcemap: "inline",
    logLevel: "warning",
    // Programs that tests start have copies of their own.
    banner: { js: "delete process.env.NODE_V8_COVERAGE;" },
  });
}

function filesBelow(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .map((name) => `${folder}/${name.replaceAll(path.sep, "/")}`);
}

async function main(): Promise<number> {
  endWithParent();
  fs.rmSync(BUNDLE_FOLDER, { recursive: true, force: true });
  await buildTests();
  say("Running the unit tests ...");
  const temporary = temporaryFolder();
  fs.mkdirSync(path.join(temporary.path, "home"));
  const recordFile = path.join(temporary.path, "record.jsonl");
  const timeoutMs = 3 * (suites.find(({ name }) => name === "unit")?.timeoutMs ?? 0);
  const run = encodeRun({
    folder: path.resolve(BUNDLE_FOLDER),
    recordFile,
    timeoutMs,
    forbidOnly: true,
  });
  const child = spawn(process.execPath, c8Arguments(), {
    detached: process.platform !== "win32",
    env: isolatedEnvironment(temporary.path, { [RUN_VARIABLE]: run }),
    stdio: "inherit",
  });
  const unbind = killWithUs(child);
  const code = await new Promise<number>((resolve) => {
    child.on("error", () => resolve(1));
    child.on("close", (ending) => resolve(ending ?? 1));
  });
  unbind();
  for (const record of new RecordReader(recordFile).read()) {
    if (record.type === "failed") say(`FAILED ${record.path.join(" > ")}\n${record.error}`);
    if (record.type === "crashed") say(record.error);
  }
  await temporary.remove();
  say("Line by line: coverage/index.html");
  return code;
}

function c8Arguments(): string[] {
  return [
    path.resolve("node_modules/c8/bin/c8.js"),
    ...["--reporter", "text", "--reporter", "html", "--reports-dir", "coverage"],
    ...["--temp-directory", path.join(BUNDLE_FOLDER, "v8"), "--exclude-after-remap"],
    // c8 compares this with paths of the checkout and with whole file URLs, too.
    ...FOLDERS.flatMap((folder) => ["--include", `**/${folder}/**/*.ts`]),
    ...["--", process.execPath, "--enable-source-maps", "out/test/support/mochaProcess.js"],
  ];
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
