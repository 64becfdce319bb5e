import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { pointToSource } from "../../support/sourceFrames.js";

describe("frames of a stack", () => {
  it("point to the source of what is built", () => {
    const built = "out/test/unit/support/sourceFrames.test.js";
    const lines = fs.readFileSync(path.resolve(built), "utf8").split("\n");
    const line = lines.findIndex((text) => text.includes('"point to the source')) + 1;
    const column = (lines[line - 1] ?? "").indexOf("it(") + 1;
    const own = fs.readFileSync("test/unit/support/sourceFrames.test.ts", "utf8").split("\n");
    const expected = own.findIndex((text) => text.includes('"point to the source')) + 1;
    const stack = `Error: x\n    at f (${path.resolve(built)}:${line}:${column})`;
    assert.equal(
      pointToSource(stack),
      `Error: x\n    at f (test/unit/support/sourceFrames.test.ts:${expected}:3)`,
    );
  });

  it("stay as they are when nothing is known of their file", () => {
    const stack = "Error: x\n    at f (/elsewhere/out/missing.js:1:1)\n    at node:net:1:1";
    assert.equal(pointToSource(stack), stack);
  });
});
