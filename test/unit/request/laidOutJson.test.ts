import assert from "node:assert/strict";
import fc from "fast-check";
import { laidOutJson } from "../../../src/request/laidOutJson.js";

describe("JSON laid out in lines", () => {
  it("is what JSON.stringify makes of the value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 1, "\t"), (value, space) => {
        const laidOut = laidOutJson(JSON.stringify(value, null, space));
        assert.equal(laidOut, JSON.stringify(value, null, 2));
      }),
      { seed: 1 },
    );
  });

  it("keeps numbers, escapes and repeated keys as they are written", () => {
    const written = '{"a":1.0,"a":12345678901234567890,"b":"\\u0041\\/"}';
    const lines = ["{", '  "a": 1.0,', '  "a": 12345678901234567890,', '  "b": "\\u0041\\/"', "}"];
    assert.equal(laidOutJson(written), lines.join("\n"));
  });

  it("takes a megabyte in less than a second of the processor", () => {
    const json = `[${Array.from({ length: 100_000 }, () => '{"a":1}').join(",")}]`;
    const before = process.cpuUsage();
    assert.ok((laidOutJson(json)?.length ?? 0) > json.length);
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 1_000_000, `${user + system} µs`);
  });

  it("leaves alone what would be mostly indents", () => {
    const deep = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
    assert.equal(laidOutJson(deep(100))?.split("\n").length, 199);
    assert.equal(laidOutJson(deep(9_000)), undefined);
  });
});
