// Builds everything that runs. `node esbuild.js` builds once, `--watch` keeps building,
// `--production` minifies what ships and drops source maps.
const esbuild = require("esbuild");
const fs = require("node:fs");
const path = require("node:path");

const production = process.argv.includes("--production");
const watch = process.argv.includes("--watch");

/** Files below a folder whose name ends as asked; tests are found this way, never listed. */
function filesBelow(folder, ending) {
  // git keeps no empty folders.
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .map((name) => path.join(folder, name));
}

/**
 * Parts that most sessions need late or never are bundles of their own: the credential chain is 280
 * KiB. Every other bundle requires them at run time, by the path given here.
 */
function apart(pathsAtRunTime) {
  return {
    name: "apart",
    setup(build) {
      for (const [name, path] of Object.entries(pathsAtRunTime)) {
        const filter = new RegExp(`/${name}\\.js$`);
        build.onResolve({ filter }, () => ({ path, external: true }));
      }
    },
  };
}

/**
 * Writes what a bundle's only export returns into dist/ as JSON: what the family files say is known
 * when this extension is built, so nothing has to be made while somebody types.
 */
function writesJson(file) {
  return {
    name: "writesJson",
    setup(build) {
      build.onEnd(({ errors, outputFiles }) => {
        if (errors.length > 0) return;
        const built = { exports: {} };
        new Function("module", "exports", outputFiles[0].text)(built, built.exports);
        const [make] = Object.values(built.exports);
        fs.mkdirSync("dist", { recursive: true });
        fs.writeFileSync(path.join("dist", file), JSON.stringify(make()));
      });
    },
  };
}

/** Codicons are shipped as a font beside the panel's own style sheet. */
const assets = { ".ttf": "file" };

const shared = {
  bundle: true,
  logLevel: "warning",
  legalComments: "none",
  sourcemap: production ? false : "linked",
  minify: production,
};

const node = { ...shared, platform: "node", format: "cjs", target: "node20" };
const browser = { ...shared, platform: "browser", format: "iife", target: "chrome128" };
const testing = { ...node, minify: false, sourcemap: "inline", packages: "external" };
const chainFromDist = apart({ credentialChain: path.join(__dirname, "dist/credentialChain.js") });

const bundles = [
  {
    ...node,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.js",
    external: ["vscode"],
    plugins: [
      apart({
        credentialChain: "./credentialChain.js",
        "sandbox/server": "./sandbox.js",
        schemaService: "./schemaService.js",
        "programs/programs": "./programs.js",
        "pasted/pasted": "./pasted.js",
      }),
    ],
    // jsonc-parser's `main` is UMD, whose inner requires no bundler can follow.
    mainFields: ["module", "main"],
  },
  {
    ...node,
    entryPoints: ["src/client/credentialChain.ts"],
    outfile: "dist/credentialChain.js",
    mainFields: ["module", "main"],
  },
  {
    ...node,
    entryPoints: ["src/sandbox/server.ts"],
    outfile: "dist/sandbox.js",
    mainFields: ["module", "main"],
  },
  {
    ...node,
    entryPoints: ["src/request/schemaService.ts"],
    outfile: "dist/schemaService.js",
    mainFields: ["module", "main"],
  },
  {
    ...node,
    entryPoints: ["src/request/programs/programs.ts"],
    outfile: "dist/programs.js",
  },
  {
    ...node,
    entryPoints: ["src/request/pasted/pasted.ts"],
    outfile: "dist/pasted.js",
    mainFields: ["module", "main"],
  },
  {
    ...node,
    entryPoints: ["src/request/schemaGeneration.ts"],
    outfile: "out/schemaGeneration.js",
    write: false,
    sourcemap: false,
    plugins: [writesJson("requestSchema.json")],
  },
  {
    ...browser,
    entryPoints: { output: "media/output/main.ts" },
    outdir: "dist",
    loader: assets,
    assetNames: "[name]",
  },
  {
    ...browser,
    entryPoints: ["media/output/pages/plot.ts"],
    outfile: "dist/timeline.js",
    globalName: "bedrockTimeline",
  },
];

const developmentBundles = () => [
  {
    ...testing,
    entryPoints: ["src/sandbox/cli.ts"],
    outfile: "out/sandbox.js",
  },
  {
    ...testing,
    entryPoints: filesBelow("test/support", ".ts"),
    outdir: "out/test/support",
    outbase: "test/support",
    external: ["vscode"],
    plugins: [chainFromDist],
  },
  {
    ...testing,
    entryPoints: [
      ...filesBelow("test/unit", ".test.ts"),
      ...filesBelow("test/vscode", ".ts"),
      ...filesBelow("test/ui", ".ts"),
      ...filesBelow("test/bench", ".ts"),
    ],
    outdir: "out/test",
    outbase: "test",
    external: ["vscode"],
    plugins: [chainFromDist],
  },
];

async function main() {
  const options = production ? bundles : [...bundles, ...developmentBundles()];
  fs.rmSync("dist", { recursive: true, force: true });
  if (!production) fs.rmSync("out/test", { recursive: true, force: true });
  const present = options.filter((option) => entries(option).length > 0);
  if (!watch) {
    await Promise.all(present.map((option) => esbuild.build(option)));
    return;
  }
  const contexts = await Promise.all(present.map((option) => esbuild.context(option)));
  // watch() returns before its first build has ended, and F5 starts VS Code at the word "watching".
  await Promise.allSettled(contexts.map((context) => context.rebuild()));
  await Promise.all(contexts.map((context) => context.watch()));
  console.log("watching");
}

function entries(option) {
  return Array.isArray(option.entryPoints) ? option.entryPoints : Object.keys(option.entryPoints);
}

main().catch((error) => {
  // esbuild has already printed build errors; anything else would vanish without this.
  if (!error?.errors) console.error(error);
  process.exitCode = 1;
});
