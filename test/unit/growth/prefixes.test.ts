import assert from "node:assert/strict";
import { runApart } from "../../support/growth/apart.js";
import { jsoncText } from "../../support/growth/jsoncText.js";
import { readers } from "./readers.js";

describe("every beginning of JSON with comments", () => {
  it("ends every loop that reads text of others", async function () {
    this.timeout(300_000);
    const slow: string[] = [];
    const hangs = await runApart<string>({
      program: "readPrefixes",
      tasks: readers.map(({ name }) => name),
      take: (name, found) => slow.push(`${name}: ${found}`),
    });
    assert.deepEqual(hangs, []);
    assert.deepEqual(slow, []);
  });

  it("ends in a comment, a string, a number and between them", () => {
    const text = Array.from({ length: 12 }, (_, seed) => jsoncText(seed).slice(0, 160)).join("");
    for (const sign of ["/*", "//", "\\", '"', "1e", "{{", ",]", ",}", "\r\n"])
      assert.ok(text.includes(sign), sign);
  });
});
