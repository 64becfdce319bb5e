// `npm run package`, after the build: writes the VSIX, the same bytes for the same files. vsce stamps
// each entry with the file's time, in this machine's time zone and with its permissions, in an order
// that follows the language; so its archive is written anew without them. The compression is zlib's,
// of which each major version of Node may have another.
import { createVSIX } from "@vscode/vsce";
import { createWriteStream } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { buffer } from "node:stream/consumers";
import { finished } from "node:stream/promises";
import { promisify } from "node:util";

// The libraries that vsce itself reads and writes archives with.
const fromVsce = createRequire(createRequire(import.meta.url).resolve("@vscode/vsce/package.json"));
const yauzl = fromVsce("yauzl");
const yazl = fromVsce("yazl");

/** An archive holds local time without a zone, so midnight here is midnight in it anywhere. */
const mtime = new Date(1980, 0, 1);
/** A file that its owner may write. */
const mode = 0o100644;

const packagePath = process.argv[2] ?? "bedrock-stream.vsix";
const stampedPath = `${packagePath}.stamped`;

try {
  await createVSIX({
    packagePath: stampedPath,
    // Everything is in the bundles.
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  await write(await entriesOf(stampedPath), packagePath);
  console.log(`Wrote ${packagePath}`);
} finally {
  await rm(stampedPath, { force: true });
}

async function entriesOf(file) {
  const zip = await promisify(yauzl.fromBuffer)(await readFile(file), { lazyEntries: true });
  const open = promisify(zip.openReadStream.bind(zip));
  return new Promise((resolve, reject) => {
    const entries = [];
    zip.on("error", reject);
    zip.on("end", () => resolve(entries));
    zip.on("entry", (entry) => {
      open(entry)
        .then(buffer)
        .then((content) => {
          entries.push({ name: entry.fileName, content });
          zip.readEntry();
        }, reject);
    });
    zip.readEntry();
  });
}

async function write(entries, file) {
  const zip = new yazl.ZipFile();
  // By code units: what localeCompare answers depends on the machine's language.
  const sorted = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name, content } of sorted) zip.addBuffer(content, name, { mtime, mode });
  zip.end();
  await finished(zip.outputStream.pipe(createWriteStream(file)));
}
