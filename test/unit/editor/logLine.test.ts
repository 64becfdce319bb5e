import assert from "node:assert/strict";
import { logLine } from "../../../src/logLine.js";

describe("a line of the log", () => {
  it("stays one line, whatever an id holds", () => {
    const id = "r-1\r\n2026-01-01 00:00:00.000 [info] all is well\u2028\u0085\u001b[2K\u202e";
    const line = logLine(`request id ${id}`);
    assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    assert.match(
      line,
      /^request id r-1\\u\{d\}\\u\{a\}2026.*\\u\{2028\}\\u\{85\}\\u\{1b\}\[2K\\u\{202e\}$/,
    );
  });

  it("leaves letters of all languages, emojis and backslashes as they are", () => {
    const text = "größe 漢字 👩 C:\\runs";
    assert.equal(logLine(text), text);
  });

  it("is bounded, and says how much it is of", () => {
    const line = logLine(`request id ${"x".repeat(5_000_000)}`);
    assert.ok(line.length < 2_100);
    assert.match(line, /… \(5000011 characters\)$/);
  });
});
