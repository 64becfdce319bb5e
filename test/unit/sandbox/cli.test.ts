import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { readArguments } from "../../../src/sandbox/cliArguments.js";

const program = path.resolve("out/sandbox.js");

describe("sandbox command line", () => {
  it("reads its options", () => {
    assert.deepEqual(readArguments([]), { type: "start", port: 0 });
    assert.deepEqual(readArguments(["--port", "8080", "--pace=0"]), {
      type: "start",
      port: 8080,
      paceMs: 0,
    });
    assert.equal(readArguments(["--list"]).type, "list");
    assert.equal(readArguments(["--help"]).type, "help");
  });

  const wrong = [
    ["--nope"],
    ["8080"],
    ["--port"],
    ["--port", "x"],
    ["--port", "65536"],
    ["--port", "-1"],
    ["--pace", "fast"],
    ["--upstream", "http://example.com"],
    ["--upstream", "http://127.0.0.1.example.com"],
    ["--upstream", "https://127.0.0.1"],
    ["--upstream", "nonsense"],
  ];
  for (const args of wrong) {
    it(`refuses ${args.join(" ")}`, () => {
      assert.equal(readArguments(args).type, "wrong");
    });
  }

  describe("as a program", function () {
    before(function () {
      if (!fs.existsSync(program)) this.skip();
    });

    it("prints exactly one JSON line and ends cleanly on SIGTERM", async () => {
      const child = spawn(process.execPath, [program, "--port", "0"]);
      const output: string[] = [];
      const closed = new Promise((resolve) => child.once("close", resolve));
      await new Promise<void>((resolve) =>
        child.stdout.on("data", (part: Buffer) => {
          output.push(part.toString());
          if (part.includes("\n")) resolve();
        }),
      );
      const lines = output.join("").split("\n");
      assert.deepEqual(Object.keys(JSON.parse(lines[0] ?? "") as object), [
        "endpoint",
        "region",
        "accessKeyId",
        "secretAccessKey",
        "bearerToken",
      ]);
      child.kill("SIGTERM");
      assert.equal(await closed, 0);
      assert.deepEqual(lines.slice(1), [""]);
    });

    it("exits with 2 and its usage on an unknown option", () => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, "--nope"], {
        encoding: "utf8",
      });
      assert.equal(status, 2);
      assert.equal(stdout, "");
      assert.match(stderr, /Usage:/);
    });
  });
});
