import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import { readArguments } from "../../../src/sandbox/cliArguments.js";
import { until } from "../../support/until.js";

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

    it("ends when the process that started it is killed", async () => {
      const starter = `const { spawn } = require("node:child_process");
        const child = spawn(process.execPath, [process.argv[1]], { stdio: ["ignore", "pipe", "inherit"] });
        child.stdout.once("data", () => process.send(child.pid));`;
      const stdio = ["ignore", "inherit", "inherit", "ipc"] as const;
      const parent = spawn(process.execPath, ["-e", starter, program], { stdio: [...stdio] });
      const [pid] = (await once(parent, "message")) as [number];
      parent.kill("SIGKILL");
      await until("the sandbox has ended", () => !isAlive(pid));
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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A process that has ended and that nobody has asked about yet still has its number.
  const status = `/proc/${pid}/stat`;
  return !fs.existsSync(status) || !/\) Z /.test(fs.readFileSync(status, "utf8"));
}
