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
 * Cuts what the extension host loads at every `import()`. esbuild cuts ES modules only, and as such
 * VS Code 1.104 asks a thread of its own for each file, so every piece becomes a CommonJS module.
 */
function asCommonJs(written = new Set()) {
  return {
    name: "asCommonJs",
    setup(build) {
      build.onEnd(async ({ errors, outputFiles }) => {
        if (errors.length > 0) return;
        const pieces = outputFiles.filter(({ path }) => path.endsWith(".js"));
        // Those of the build before: their names tell their content.
        for (const gone of written) fs.rmSync(gone, { force: true });
        written.clear();
        await Promise.all(pieces.map((piece) => writePiece(piece, written)));
      });
    },
  };
}

/**
 * As `import * as` esbuild copies a module for every file that imports it: the 700 names of vscode for
 * each of our files took most of the time of activation.
 */
const wholeImport = /\bimport ?\* ?as ([\w$]+) from ?("(?:vscode|node:[\w/]+)")/g;

async function writePiece({ path: file, text }, written) {
  const { code, map } = await esbuild.transform(text.replace(wholeImport, "var $1=require($2)"), {
    ...{ format: "cjs", platform: "node", target: "node20", sourcefile: path.basename(file) },
    // Node's own import() would go through the loader of ES modules.
    supported: { "dynamic-import": false },
    minify: production,
    sourcemap: production ? false : "external",
  });
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const link = production ? "" : `//# sourceMappingURL=${path.basename(file)}.map\n`;
  fs.writeFileSync(file, code + link);
  if (!production) fs.writeFileSync(`${file}.map`, map);
  written.add(file).add(`${file}.map`);
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

/** A package's folder, out of the path of one of its files. */
const packageFolder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/** What packages hold of others inside their own bundles, under the license that they have themselves. */
const inside = new Map([
  ["vscode-uri", ["path-browserify (MIT), Copyright (c) 2013 James Halliday, inside vscode-uri"]],
]);

/** A package's name and license; `text` is undefined where it has none of its own. */
function noticeOf(folder) {
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
  const { name, version, license } = manifest;
  const texts = fs
    .readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice|copying)(\.(md|txt))?$/i.test(file))
    .sort()
    .map((file) =>
      fs.readFileSync(path.join(folder, file), "utf8").replaceAll("\r\n", "\n").trim(),
    );
  const text = texts.length > 0 ? texts.join("\n\n") : undefined;
  // Packages of one scope have one owner, and may leave the text to each other.
  return {
    title: `${name} ${version} (${license})`,
    owner: `${name.split("/")[0]} ${license}`,
    text,
  };
}

/** Writes the licenses of all packages that the bundles hold, each text once. */
function writeNotices(results) {
  const files = results.flatMap(({ metafile }) =>
    Object.values(metafile.outputs).flatMap(({ inputs }) =>
      Object.keys(inputs).filter((file) => inputs[file].bytesInOutput > 0),
    ),
  );
  const folders = new Set(files.flatMap((file) => packageFolder.exec(file)?.[0] ?? []));
  const notices = [...folders].sort().map(noticeOf);
  const byText = new Map();
  for (const { title, owner, text } of notices) {
    const shown = text ?? notices.find((other) => other.owner === owner && other.text)?.text;
    if (shown === undefined) throw new Error(`${title} has no license to ship`);
    // A package may be there twice, in the same version.
    const held = inside.get(title.split(" ")[0]) ?? [];
    byText.set(shown, new Set([...(byText.get(shown) ?? []), title, ...held]));
  }
  const line = "-".repeat(80);
  const parts = [...byText].map(([text, titles]) => `${[...titles].join("\n")}\n\n${text}\n`);
  const head = "Bedrock Stream holds these packages, under these licenses.\n";
  fs.writeFileSync("dist/ThirdPartyNotices.txt", [head, ...parts].join(`\n${line}\n`));
}

/** Codicons are shipped as a font beside the panel's own style sheet. */
const assets = { ".ttf": "file" };

const shared = {
  bundle: true,
  // The JSON language service speaks the language of the window as everything else does.
  alias: { "@vscode/l10n": "./src/l10n.ts" },
  logLevel: "warning",
  // The notices of all packages are in one file of their own.
  legalComments: "none",
  metafile: true,
  sourcemap: production ? false : "linked",
  minify: production,
};

const node = { ...shared, platform: "node", format: "cjs", target: "node20" };
const browser = { ...shared, platform: "browser", format: "iife", target: "chrome128" };
const testing = { ...node, minify: false, sourcemap: "inline", packages: "external" };

/** Tests load the credential chain as it ships; from its packages it takes half a second. */
const chainFromDist = {
  name: "chainFromDist",
  setup(build) {
    const built = path.join(__dirname, "dist/credentialChain.js");
    build.onResolve({ filter: /\/credentialChain\.js$/ }, () => ({ path: built, external: true }));
  },
};

const bundles = [
  {
    ...node,
    format: "esm",
    splitting: true,
    entryPoints: ["src/extension.ts", "src/client/credentialChain.ts"],
    entryNames: "[name]",
    chunkNames: "pieces/[name]-[hash]",
    // The hash tells the paths of the sources: the same wherever the packages are kept.
    preserveSymlinks: true,
    outdir: "dist",
    write: false,
    sourcemap: production ? false : "inline",
    external: ["vscode"],
    plugins: [asCommonJs()],
    // jsonc-parser's `main` is UMD, whose inner requires no bundler can follow.
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
    const results = await Promise.all(present.map((option) => esbuild.build(option)));
    writeNotices(results.filter((_, index) => bundles.includes(present[index])));
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
