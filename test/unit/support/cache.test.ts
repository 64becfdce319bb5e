import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { cached, cacheFolder } from "../../support/cache.js";

describe("cache folder", () => {
  it("is below $XDG_CACHE_HOME, or below ~/.cache when that is unset or relative", () => {
    const usual = path.join(os.homedir(), ".cache/bedrock-stream");
    assert.equal(cacheFolder({ XDG_CACHE_HOME: "/somewhere" }), "/somewhere/bedrock-stream");
    assert.equal(cacheFolder({}), usual);
    assert.equal(cacheFolder({ XDG_CACHE_HOME: "" }), usual);
    assert.equal(cacheFolder({ XDG_CACHE_HOME: "relative" }), usual);
  });
});

describe("a cached folder", () => {
  let cache: string;
  beforeEach(() => (cache = fs.mkdtempSync(path.join(os.tmpdir(), "bedrock-stream-cache-"))));
  afterEach(() => fs.rmSync(cache, { recursive: true }));

  it("is filled once", async () => {
    let fills = 0;
    const fill = async (folder: string) => {
      fills++;
      fs.writeFileSync(path.join(folder, "file"), "content");
    };
    const folder = await cached("thing", fill, cache);
    assert.equal(await cached("thing", fill, cache), folder);
    assert.equal(fills, 1);
    assert.equal(fs.readFileSync(path.join(folder, "file"), "utf8"), "content");
  });

  it("is not there at all when filling it failed, and nothing else is left", async () => {
    const fill = async (folder: string) => {
      fs.writeFileSync(path.join(folder, "half"), "");
      throw new Error("no network");
    };
    await assert.rejects(cached("thing", fill, cache), /no network/);
    assert.deepEqual(fs.readdirSync(cache), []);
  });

  it("is not there before it is full", async () => {
    await cached(
      "thing",
      async () => assert.deepEqual(fs.existsSync(`${cache}/thing`), false),
      cache,
    );
    assert.deepEqual(fs.readdirSync(cache), ["thing"]);
  });

  it("sweeps up what a process left that no longer exists", async () => {
    // Above any pid_max.
    fs.mkdirSync(path.join(cache, ".partial-99999999-other"));
    await cached("thing", async () => undefined, cache);
    assert.deepEqual(fs.readdirSync(cache), ["thing"]);
  });

  it("serves two who fill it at once", async () => {
    const [one, two] = await Promise.all([
      cached("thing", async (folder) => fs.writeFileSync(`${folder}/a`, ""), cache),
      cached("thing", async (folder) => fs.writeFileSync(`${folder}/a`, ""), cache),
    ]);
    assert.equal(one, two);
    assert.deepEqual(fs.readdirSync(cache), ["thing"]);
  });
});
