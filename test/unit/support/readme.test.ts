import assert from "node:assert/strict";
import * as fs from "node:fs";
import { withTables } from "../../support/readmeTables.js";

describe("the README", () => {
  const readme = fs.readFileSync("README.md", "utf8");

  it("shows the commands, settings, exceptions and scenarios of the code (npm run readme)", () => {
    assert.equal(readme, withTables(readme));
  });

  it("names only files and folders that are there", () => {
    const named = [...readme.matchAll(/`((?:src|media|test)\/[\w./]+)`|\((media\/[\w.]+)\)/g)];
    assert.ok(named.length > 5);
    for (const [, code, link] of named) assert.ok(fs.existsSync(code ?? link ?? ""), code ?? link);
  });
});
