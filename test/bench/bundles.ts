import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import * as esbuild from "esbuild";
import type { BenchServer } from "./benchServer.js";
import { interleave, row, type Row } from "./measure.js";

const KIB = 1024;

/** What a session loads before its first request: bytes, minified, and the time to load them. */
export async function benchBundles(_: BenchServer, rounds: number): Promise<Row[]> {
  const folder = path.resolve("out/bench");
  fs.rmSync(folder, { recursive: true, force: true });
  await buildAll(folder);
  const files = fs.readdirSync(folder).filter((name) => name.endsWith(".js"));
  // `vscode` exists in its extension host only; activation is measured there.
  const vscode = path.join(folder, "node_modules/vscode");
  fs.mkdirSync(vscode, { recursive: true });
  fs.writeFileSync(path.join(vscode, "index.js"), "module.exports = {};\n");
  const loads = Object.fromEntries(
    files
      .filter((name) => name !== "extension.js")
      .map((name) => [name, () => loadMs(path.join(folder, name))]),
  );
  const times = await interleave(loads, rounds);
  const sizes = files.map((name) => {
    const kib = fs.statSync(path.join(folder, name)).size / KIB;
    const goal = name === "extension.js" ? { limit: 150, better: "less" as const } : undefined;
    return row("start", `bundle ${name}`, "KiB", [kib], goal);
  });
  const loading = Object.entries(times).map(([name, samples]) =>
    row("start", `load ${name}`, "ms", samples),
  );
  return [...sizes, ...loading];
}

async function buildAll(folder: string): Promise<void> {
  const built = fs.readdirSync("dist").filter((name) => name.endsWith(".js"));
  // What esbuild.js built for the tests, minified as what ships is.
  await esbuild.build({
    entryPoints: built.filter((name) => name !== "output.js").map((name) => `dist/${name}`),
    minify: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    outdir: folder,
    logLevel: "error",
  });
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
    outfile: path.join(folder, "official client.js"),
    logLevel: "error",
  });
}

/** In a process of its own: a second `require` would find it loaded. */
async function loadMs(file: string): Promise<number> {
  const script = `const t = performance.now(); require(${JSON.stringify(file)}); process.stdout.write(String(performance.now() - t));`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "ignore"] });
  let text = "";
  child.stdout.on("data", (piece: Buffer) => (text += piece.toString("utf8")));
  await once(child, "close");
  return Number(text);
}
