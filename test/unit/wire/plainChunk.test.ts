import assert from "node:assert/strict";
import { readPlainChunk } from "../../../src/wire/plainChunk.js";
import { seededRandom } from "../../support/seededRandom.js";

const bytes = (text: string) => Buffer.from(text, "latin1");
const payload = (base64: string, rest = "") => bytes(`{"bytes":"${base64}"${rest}}`);

describe("readPlainChunk", () => {
  it("reads every length as Buffer does, padded and not, ASCII and not", () => {
    const random = seededRandom(1);
    for (let length = 0; length < 300; length++) {
      const words = Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
      const base64 = words.toString("base64");
      for (const rest of ["", ',"p":""', ',"p":"abcXYZ019"']) {
        assert.equal(readPlainChunk(payload(base64, rest)), words.toString("utf8"));
      }
    }
  });

  it("reads payloads larger than its own buffer, and inside a larger one", () => {
    const words = "€".repeat(100_000);
    const whole = payload(Buffer.from(words).toString("base64"), ',"p":"ab"');
    assert.equal(readPlainChunk(whole), words);
    const around = Buffer.concat([bytes("before"), whole, bytes('"}')]);
    assert.equal(readPlainChunk(around.subarray(6, 6 + whole.length)), words);
  });

  it("leaves everything written otherwise to the JSON parser", () => {
    const others = [
      "",
      "{}",
      '{"bytes":"',
      '{"bytes":"YWJj',
      '{"bytes":"YWJj"',
      ' {"bytes":"YWJj"}',
      '{ "bytes":"YWJj"}',
      '{"p":"ab","bytes":"YWJj"}',
      '{"bytes":"YWJj","p":"a b"}',
      '{"bytes":"YWJj","p":"a\\"}',
      '{"bytes":"YWJj","q":"ab"}',
      '{"bytes":"YWJj"}}',
      '{"bytes":"YWJ"}',
      '{"bytes":"YW"}',
      '{"bytes":"Y"}',
      '{"bytes":"Y==="}',
      '{"bytes":"===="}',
      '{"bytes":"YW==YW=="}',
      '{"bytes":"YW=A"}',
      '{"bytes":"_-__"}',
      '{"bytes":"YW Jj"}',
      '{"bytes":"YW\\u004ajYWJj"}',
    ];
    for (const other of others) assert.equal(readPlainChunk(bytes(other)), undefined, other);
  });
});
