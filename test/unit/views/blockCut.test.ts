import assert from "node:assert/strict";
import {
  blockCut,
  hardLimit,
  hasManyMarks,
  isHighSurrogate,
  marksCut,
  maxMarks,
  softLimit,
  unbrokenEnd,
  wordLimit,
} from "../../../media/output/blockCut.js";
import { seededRandom } from "../../support/seededRandom.js";

/** The blocks that a text becomes when it arrives in pieces of these sizes. */
function blocksOf(text: string, nextSize: () => number): string[] {
  const blocks = [""];
  let unbroken = 0;
  for (let at = 0; at < text.length;) {
    const size = Math.max(1, nextSize());
    let rest = text.slice(at, at + size);
    at += size;
    while (rest !== "") {
      const last = blocks.length - 1;
      const { take, isFull } = blockCut(rest, (blocks[last] ?? "").length, unbroken);
      assert.ok(take > 0, "a cut always takes something");
      const piece = rest.slice(0, take);
      rest = rest.slice(take);
      blocks[last] += piece;
      unbroken = unbrokenEnd(piece) === take ? unbroken + take : unbrokenEnd(piece);
      if (isFull && !isHighSurrogate(piece.charCodeAt(take - 1))) {
        blocks.push("");
        unbroken = 0;
      }
    }
  }
  return blocks;
}

/** A seeded sequence of sizes up to `most`. */
function sizes(seed: number, most: number): () => number {
  const random = seededRandom(seed);
  return () => Math.ceil(random() * most);
}

const texts: Record<string, string> = {
  lines: "a line of words that ends\n".repeat(2_000),
  "one long line": "word ".repeat(20_000),
  "no space at all": "x".repeat(50_000),
  "surrogate pairs": "\u{1F600}".repeat(20_000),
  "lone surrogates": "\uD83D".repeat(9_000) + "\uDE00".repeat(9_000),
  "blank lines": "\n".repeat(30_000),
};

describe("blockCut", () => {
  for (const [name, text] of Object.entries(texts)) {
    for (const [how, next] of [
      ["whole", () => text.length],
      ["in small pieces", sizes(7, 9)],
      ["in large pieces", sizes(11, 20_000)],
    ] as const) {
      it(`loses nothing and keeps blocks short: ${name}, ${how}`, () => {
        const blocks = blocksOf(text, next);
        assert.equal(blocks.join(""), text);
        // A run of lone halves waits for its other half, and has no other limit to obey.
        const limit = name === "lone surrogates" ? text.length : hardLimit + 1;
        assert.ok(Math.max(...blocks.map(({ length }) => length)) <= limit);
      });
    }
  }

  it("never parts a surrogate pair", () => {
    for (const offset of ["", "x"]) {
      const text = offset + "\u{1F600}".repeat(20_000);
      for (const block of blocksOf(text, sizes(3, 5_000))) {
        assert.ok(!isHighSurrogate(block.charCodeAt(block.length - 1)));
      }
    }
  });

  it("ends a block after a line feed where there is one", () => {
    const blocks = blocksOf(texts["lines"] ?? "", sizes(5, 3_000)).filter((block) => block !== "");
    assert.ok(blocks.length > 5);
    for (const block of blocks) assert.ok(block.endsWith("\n"));
    for (const block of blocks.slice(0, -1)) assert.ok(block.length >= softLimit);
  });

  it("cuts a word without end at its own, shorter limit", () => {
    const blocks = blocksOf("see " + "x".repeat(10_000), () => 700);
    assert.ok(Math.max(...blocks.map(({ length }) => length)) <= wordLimit + "see ".length);
  });
});

describe("marks upon one letter", () => {
  const mark = "\u0301";

  it("are cut where no letter has so many", () => {
    assert.equal(marksCut("", `a${mark.repeat(1_000)}`), maxMarks + 1);
    assert.equal(marksCut(`a${mark.repeat(60)}`, mark.repeat(100)), 4);
    assert.equal(marksCut(`a${mark.repeat(maxMarks)}`, mark), 1);
    assert.ok(hasManyMarks(`a${mark.repeat(maxMarks)}`) && !hasManyMarks(`${mark.repeat(99)}a`));
  });

  it("stay where they are in the words of people", () => {
    for (const text of ["e\u0301", "Z\u0351\u036B\u0343a\u0335l", "\u0915\u094D\u0937\u093F", ""]) {
      assert.equal(marksCut("\u0301", text), text.length);
    }
  });
});
