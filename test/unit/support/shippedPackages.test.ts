import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { isJsonObject, parseJson, type JsonObject } from "../../../src/request/json.js";

/** Licenses that ask for nothing but their notice. */
const allowed = new Set(["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "0BSD"]);

/** A font, whose authors are named by the notice. */
const codicons = "@vscode/codicons";

describe("the packages inside the bundles", () => {
  let folders: readonly string[];
  /** Packages that others hold inside their own bundles. */
  let inside: readonly string[];
  let notices: string;

  before(function () {
    if (!fs.existsSync("dist/extension.js")) this.skip();
    const all = sources();
    const own = all.filter((source) => !source.includes("webpack:"));
    const others = all.filter((source) => source.includes("webpack:"));
    const bundled = others.flatMap((source) => /webpack:\/+([^/]+)\//.exec(source)?.[1] ?? []);
    folders = [
      ...new Set([
        ...own.flatMap((source) => packageOf(source) ?? []),
        ...bundled.map((name) => `node_modules/${name}`),
      ]),
    ].sort();
    inside = others.flatMap((source) => /node_modules\/([^/]+)\//.exec(source)?.[1] ?? []);
    notices = fs.readFileSync("dist/ThirdPartyNotices.txt", "utf8");
  });

  it("are found at all", () => {
    assert.ok(folders.some((folder) => folder.endsWith("/@smithy/signature-v4")));
    assert.ok(folders.some((folder) => folder.endsWith("/uplot")));
  });

  it("have a license that allows to ship them", () => {
    const others = folders.filter((folder) => !allowed.has(String(manifestOf(folder)["license"])));
    assert.deepEqual(others, []);
    assert.equal(manifestOf(`node_modules/${codicons}`)["license"], "CC-BY-4.0");
  });

  it("are dependencies, so that an audit without the development ones sees them all", () => {
    const lock = read("package-lock.json");
    const locked = isJsonObject(lock["packages"]) ? lock["packages"] : {};
    for (const folder of folders) {
      const entry = locked[folder];
      assert.ok(isJsonObject(entry), `${folder} is locked`);
      assert.ok(entry["dev"] !== true, `${folder} is only a development dependency`);
    }
  });

  it("are shipped with their notices", () => {
    for (const folder of [...folders, `node_modules/${codicons}`]) {
      const { name, version, license } = manifestOf(folder);
      assert.ok(notices.includes(`\n${name} ${version} (${license})\n`), folder);
      const file = fs.readdirSync(folder).find((one) => /^licen[cs]e(\.\w+)?$/i.test(one));
      if (file === undefined) continue;
      const text = fs.readFileSync(path.join(folder, file), "utf8").replaceAll("\r\n", "\n").trim();
      assert.ok(notices.includes(text), `the license of ${folder}`);
    }
    for (const name of inside) {
      assert.match(notices, new RegExp(`^${name} \\(MIT\\), Copyright `, "m"));
    }
    assert.match(fs.readFileSync(".vscodeignore", "utf8"), /^!dist\/ThirdPartyNotices\.txt$/m);
  });

  it("are all that is noticed", () => {
    const named = [...notices.matchAll(/^((?:@[\w-]+\/)?[\w-]+) \d+\.\d+\.\d+ \(/gm)];
    const names = new Set(named.map(([, name]) => name));
    const held = folders.map((folder) => String(manifestOf(folder)["name"]));
    assert.deepEqual([...names].sort(), [...new Set([...held, codicons])].sort());
  });
});

/** The files that every bundle was made of, as its source map names them. */
function sources(): readonly string[] {
  const names = fs.readdirSync("dist", { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".js"))
    .flatMap((name) => {
      const file = path.join("dist", name);
      const map = mapOf(file);
      const listed: unknown = map["sources"];
      assert.ok(Array.isArray(listed), `${file} has a source map`);
      return listed.map((source) =>
        path.relative(".", path.resolve(path.dirname(file), `${source}`)),
      );
    });
}

function mapOf(file: string): JsonObject {
  const text = fs.readFileSync(file, "utf8");
  const inline = /sourceMappingURL=data:[^,]*;base64,(\S+)/.exec(text)?.[1];
  if (inline === undefined) return read(`${file}.map`);
  const json = parseJson(Buffer.from(inline, "base64").toString("utf8"));
  assert.ok(isJsonObject(json));
  return json;
}

function packageOf(source: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(source.replaceAll("\\", "/"))?.[0];
}

function manifestOf(folder: string): JsonObject {
  return read(path.join(folder, "package.json"));
}

function read(file: string): JsonObject {
  const json = parseJson(fs.readFileSync(file, "utf8"));
  assert.ok(isJsonObject(json), file);
  return json;
}
