import assert from "node:assert/strict";
import * as fs from "node:fs";
import { withTables } from "../../support/readmeTables.js";

describe("the README", () => {
  const readme = fs.readFileSync("README.md", "utf8");

  it("shows the commands, settings, exceptions and scenarios of the code (npm run readme)", () => {
    assert.equal(readme, withTables(readme));
  });

  it("has every folder of the code on its map, and none besides", () => {
    const map = readme.slice(readme.indexOf("## Map of the code"));
    const rows = [...map.matchAll(/^\| `([\w/]+)` \|/gm)].map(([, folder]) => folder);
    const folders = ["src", "media", "test"].flatMap((parent) =>
      fs
        .readdirSync(parent, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${parent}/${name}`),
    );
    assert.deepEqual(rows.sort(), [...folders, "l10n"].sort());
  });

  it("names only npm scripts that there are, as CONTRIBUTING does", () => {
    const { scripts } = JSON.parse(fs.readFileSync("package.json", "utf8")) as {
      scripts: Readonly<Record<string, string>>;
    };
    const text = readme + fs.readFileSync("CONTRIBUTING.md", "utf8");
    const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script ?? "");
    assert.ok(named.length > 5);
    for (const script of named) assert.ok(Object.hasOwn(scripts, script), script);
  });

  it("names only files and folders that are there", () => {
    const named = [...readme.matchAll(/`((?:src|media|test)\/[\w./]+)`|\((media\/[\w.]+)\)/g)];
    assert.ok(named.length > 5);
    for (const [, code, link] of named) assert.ok(fs.existsSync(code ?? link ?? ""), code ?? link);
  });
});
