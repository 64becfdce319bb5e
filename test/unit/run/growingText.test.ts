import assert from "node:assert/strict";
import { GrowingText } from "../../../src/run/growingText.js";

describe("growing text", () => {
  it("returns what was appended, from any offset, across block borders", () => {
    const text = new GrowingText();
    let expected = "";
    for (let piece = 0; expected.length < 50_000; piece += 1) {
      const word = `word${piece} `;
      text.append(word);
      expected += word;
    }
    assert.equal(text.toString(), expected);
    assert.equal(text.length, expected.length);
    for (const offset of [0, 1, 16_383, 16_384, 16_385, 32_768, 49_999, expected.length]) {
      assert.equal(text.from(offset), expected.slice(offset));
      for (const end of [0, 5, 16_384, 16_390, 40_000, expected.length, 60_000]) {
        assert.equal(text.from(offset, end), expected.slice(offset, end));
      }
    }
  });

  it("takes one piece that is longer than several blocks", () => {
    const text = new GrowingText();
    const piece = "0123456789".repeat(5_000);
    text.append(piece);
    text.append("end");
    assert.equal(text.toString(), `${piece}end`);
    assert.equal(text.from(49_998), "89end");
  });
});
