import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import * as esbuild from "esbuild";
import { say } from "../support/progress.js";
import { until } from "../support/until.js";
import type { BenchServer } from "./benchServer.js";
import { openBenchWorkbench, type BenchWorkbench } from "./benchWorkbench.js";
import { interleave, row, type Goal, type Row } from "./measure.js";
import { packagedExtension } from "./packagedExtension.js";
import { modelId } from "./readers.js";

const KIB = 1024;
const atMost = (limit: number): Goal => ({ limit, better: "less" });

/** What an extension host loads of us, when it does, and how long that takes. */
export async function benchStart(server: BenchServer, rounds: number): Promise<Row[]> {
  const { vsix } = await packagedExtension();
  const cold: Activation[] = [];
  const warm: Activation[] = [];
  let loaded: Loaded | undefined;
  for (let round = 0; round < rounds; round++) {
    say(`start: round ${round + 1} of ${rounds}`);
    const bench = await openBenchWorkbench(server);
    try {
      cold.push(await activationIn(bench));
      loaded ??= await loadedFiles(bench);
      bench.companion.forget();
      await bench.workbench.reloadWindow();
      warm.push(await activationIn(bench));
    } finally {
      await bench.close();
    }
  }
  if (!loaded) throw new Error("At least one round.");
  return [
    row("start", "VSIX", "KB", [fs.statSync(vsix).size / 1000], atMost(700)),
    ...activationRows("a new VS Code", cold),
    ...activationRows("a window that is reloaded", warm),
    ...(await codeRows(loaded, rounds)),
  ];
}

interface Activation {
  /** Loading our code and calling `activate`, by VS Code's own marks. */
  readonly oursMs: number;
  /** What VS Code shows: it counts extensions that are loaded at the same time as well. */
  readonly shownMs: number;
}

async function activationIn({ workbench, companion }: BenchWorkbench): Promise<Activation> {
  const { loadMs, activateMs } = await companion.start();
  const extension = workbench.page.locator(".runtime-extensions-editor .extension", {
    hasText: "Bedrock Stream",
  });
  const shown = await until(
    "VS Code shows the time of activation",
    async () => {
      // A window that is still busy may lose the command.
      await workbench.runCommand("Developer: Show Running Extensions");
      const time = extension.locator(".activation-time").first();
      const text = await time.innerText({ timeout: 10_000 }).catch(() => "");
      return /(\d+)\s*ms/.exec(text)?.[1];
    },
    60_000,
  );
  await workbench.page.keyboard.press("ControlOrMeta+F4");
  return { oursMs: loadMs + activateMs, shownMs: Number(shown) };
}

function activationRows(where: string, all: readonly Activation[]): Row[] {
  const ours = all.map(({ oursMs }) => oursMs);
  const shown = all.map(({ shownMs }) => shownMs);
  return [
    row("start", `activation in ${where}`, "ms", ours, atMost(10)),
    row("start", `the same as VS Code shows it, others included`, "ms", shown),
  ];
}

/** Files of the packaged extension, each once, in the order in which they were loaded. */
interface Loaded {
  readonly atActivation: readonly string[];
  /** For a first request, signed with keys of the credential chain. */
  readonly forRequest: readonly string[];
}

async function loadedFiles({ companion }: BenchWorkbench): Promise<Loaded> {
  const { atActivation } = await companion.start();
  const body = { events: 1, letters: 1 };
  await companion.stream({ request: { modelId, body }, atOnce: 1 });
  const { byNow } = await companion.start();
  return { atActivation, forRequest: byNow.filter((file) => !atActivation.includes(file)) };
}

/** The same files in a process of their own, in turns with the official client's. */
async function codeRows({ atActivation, forRequest }: Loaded, rounds: number): Promise<Row[]> {
  const contenders: Readonly<Record<string, readonly string[]>> = {
    "our code at activation": atActivation,
    "our code up to a first signed request": [...atActivation, ...forRequest],
    "official client with its credential chain": [await officialClient()],
  };
  const loads = Object.entries(contenders).map(
    ([name, files]) => [name, () => loadMs(files)] as const,
  );
  const times = await interleave(Object.fromEntries(loads), rounds);
  return Object.entries(contenders).flatMap(([name, files]) => {
    const kib = files.reduce((sum, file) => sum + fs.statSync(file).size, 0) / KIB;
    const goal = name === "our code at activation" ? atMost(150) : undefined;
    return [
      row("start", name, "KiB", [kib], goal),
      row("start", `loading ${name}`, "ms", times[name] ?? []),
    ];
  });
}

async function officialClient(): Promise<string> {
  const outfile = path.resolve("out/bench/official client.js");
  await esbuild.build({
    stdin: {
      contents: `export { BedrockRuntimeClient, InvokeModelWithResponseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
export { fromNodeProviderChain } from "@aws-sdk/credential-providers";`,
      resolveDir: process.cwd(),
    },
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    legalComments: "none",
    mainFields: ["module", "main"],
    outfile,
    logLevel: "error",
  });
  return outfile;
}

/** `vscode` exists in its extension host only; loading our code looks at nothing of it. */
const script = `
  const anything = new Proxy(class {}, { get: (target, key) => key === "prototype" ? target.prototype : anything, apply: () => anything });
  const Module = require("node:module");
  const load = Module._load;
  Module._load = (name, ...rest) => name === "vscode" ? anything : load(name, ...rest);
  const began = performance.now();
  for (const file of process.argv.slice(1)) require(file);
  process.stdout.write(String(performance.now() - began));`;

/** In a process of its own: a second `require` would find it loaded. */
async function loadMs(files: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, ["-e", script, ...files], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (piece: Buffer) => (text += piece.toString("utf8")));
  await once(child, "close");
  if (text === "") throw new Error(`${files.at(-1)} could not be loaded.`);
  return Number(text);
}
