import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { temporaryFolder, type TemporaryFolder } from "../../support/janitor.js";
import { packageCopy } from "../../support/packaged.js";
import { vsixEntries } from "../../support/vsixEntries.js";

/** Bytes that a VSIX may have: what somebody waits for who installs it. */
const MOST_BYTES = 700 * 1024;

describe("the package", () => {
  let temporary: TemporaryFolder;
  let vsix: string;
  let entries: ReadonlyMap<string, Buffer>;

  before(async function () {
    this.timeout(60_000);
    temporary = temporaryFolder();
    vsix = await packageCopy(path.join(temporary.path, "one"));
    entries = await vsixEntries(vsix);
  });
  after(() => temporary?.remove());

  it("is the same bytes from another folder, later, elsewhere, with other permissions", async function () {
    this.timeout(60_000);
    const again = await packageCopy(path.join(temporary.path, "another/folder"), {
      env: { ...process.env, TZ: "Asia/Tokyo", LANG: "sv_SE.UTF-8", LC_ALL: "sv_SE.UTF-8" },
      umask: 0o077,
    });
    assert.ok(fs.readFileSync(vsix).equals(fs.readFileSync(again)));
  });

  it("holds every file that its manifest and its README name", () => {
    const text = (name: string) => entries.get(`extension/${name}`)?.toString("utf8") ?? "";
    const inManifest = [
      ...text("package.json").matchAll(/"(?:\.\/)?((?:media|dist|l10n)\/[^"]+)"/g),
    ];
    const inReadme = [...text("readme.md").matchAll(/\]\((media\/[^)]+)\)/g)];
    assert.ok(inManifest.length > 4 && inReadme.length > 0);
    for (const [, name] of [...inManifest, ...inReadme]) {
      assert.ok(entries.has(`extension/${name?.toLowerCase()}`), name);
    }
  });

  it("holds no source, no map and no test", () => {
    const names = [...entries.keys()];
    const foreign = names.filter((name) =>
      /\.(ts|map|tsx|mjs)$|^extension\/(src|test)\//.test(name),
    );
    assert.deepEqual(foreign, []);
    for (const [name, content] of entries) {
      assert.ok(!content.includes("sourceMappingURL="), name);
    }
  });

  it("is small enough to install at once", () => {
    assert.ok(fs.statSync(vsix).size <= MOST_BYTES, `${fs.statSync(vsix).size} bytes`);
  });
});
