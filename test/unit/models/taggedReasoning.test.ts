import assert from "node:assert/strict";
import type { ChunkPart, ChunkReader } from "../../../src/models/family.js";
import {
  TaggedReasoning,
  TaggedReasoningReader,
  type UntaggedStart,
} from "../../../src/models/taggedReasoning.js";
import { cutText } from "../../support/reading.js";
import { seededRandom } from "../../support/seededRandom.js";

interface Case {
  readonly title: string;
  readonly start?: UntaggedStart;
  readonly said: string;
  readonly reasoning: string;
  readonly text: string;
}

const cases: readonly Case[] = [
  { title: "plain text", said: "Hello.", reasoning: "", text: "Hello." },
  {
    title: "one block before the answer",
    said: "<reasoning>Let me see</reasoning>Paris.",
    reasoning: "Let me see",
    text: "Paris.",
  },
  {
    title: "the other tag, with blank lines that belong to the answer",
    said: "\n<think>\nHm.\n</think>\n\nYes 😀",
    reasoning: "\nHm.\n",
    text: "\n\n\nYes 😀",
  },
  {
    title: "a pair around every delta",
    said: "<reasoning> The user</reasoning><reasoning> asks</reasoning>Answer",
    reasoning: " The user asks",
    text: "Answer",
  },
  {
    title: "one kind of tag after the other",
    said: "<reasoning>a</reasoning>\n<think>b</think>c",
    reasoning: "ab",
    text: "\nc",
  },
  {
    title: "the tag of another kind inside a block",
    said: "<reasoning>x </think> y</reasoning>z",
    reasoning: "x </think> y",
    text: "z",
  },
  {
    title: "an answer that speaks about the tags",
    said: "Write `<think>` and </think>, or <reasoning>.</reasoning>",
    reasoning: "",
    text: "Write `<think>` and </think>, or <reasoning>.</reasoning>",
  },
  {
    title: "an answer that begins like a tag",
    said: "<thin is no tag, <b>bold</b> neither",
    reasoning: "",
    text: "<thin is no tag, <b>bold</b> neither",
  },
  { title: "an answer that is half a tag", said: "<reason", reasoning: "", text: "<reason" },
  { title: "a block without end", said: "<think>so on", reasoning: "so on", text: "" },
  {
    title: "a block that ends within its closing tag",
    said: "<think>so a</th",
    reasoning: "so a</th",
    text: "",
  },
  {
    title: "false beginnings of the closing tag",
    said: "<think>a < b </ </thin </think</think>c",
    reasoning: "a < b </ </thin </think",
    text: "c",
  },
  {
    title: "an opening tag in the prompt",
    start: "reasoning",
    said: "Let me see.</think>\n\nParis.",
    reasoning: "Let me see.",
    text: "\n\nParis.",
  },
  {
    title: "an opening tag in the prompt and again in the answer",
    start: "reasoning",
    said: "<think>\nLet me see.</think>Paris <think>.",
    reasoning: "\nLet me see.",
    text: "Paris <think>.",
  },
  {
    title: "an opening tag in the prompt and no end",
    start: "reasoning",
    said: " <Let me see",
    reasoning: " <Let me see",
    text: "",
  },
];

function split(pieces: readonly string[], start: UntaggedStart | undefined): readonly ChunkPart[] {
  const tags = new TaggedReasoning(start);
  return [...pieces.flatMap((piece) => tags.push(piece)), ...tags.flush()];
}

function words(parts: readonly ChunkPart[], type: "text" | "reasoning"): string {
  return parts.map((part) => (part.type === type ? part.text : "")).join("");
}

describe("TaggedReasoning", () => {
  for (const { title, start, said, reasoning, text } of cases) {
    const check = (pieces: readonly string[]): void => {
      const parts = split(pieces, start);
      const cut = JSON.stringify(pieces);
      assert.equal(words(parts, "text"), text, cut);
      assert.equal(words(parts, "reasoning"), reasoning, cut);
    };

    it(`reads ${title}, whole and at every single cut`, () => {
      check([said]);
      for (let at = 0; at <= said.length; at++) check([said.slice(0, at), said.slice(at)]);
    });

    it(`reads ${title}, character by character and at seeded cuts`, () => {
      check([...said]);
      check(said.split(""));
      const random = seededRandom(7);
      for (let round = 0; round < 200; round++) check(cutText(said, random, 6));
    });
  }

  it("holds back no more than may become a tag", () => {
    const tags = new TaggedReasoning();
    assert.deepEqual(tags.push("<th"), []);
    assert.deepEqual(tags.push("ink>a</"), [{ type: "reasoning", text: "a" }]);
    assert.deepEqual(tags.push("b"), [{ type: "reasoning", text: "</b" }]);
    assert.deepEqual(tags.push("</think>1 <"), [{ type: "text", text: "1 <" }]);
    assert.deepEqual(tags.flush(), []);
  });
});

describe("TaggedReasoningReader", () => {
  const text = (said: string): ChunkPart => ({ type: "text", text: said });
  const usage: ChunkPart = { type: "usage", usage: { outputTokens: 1 } };
  const end: ChunkPart = { type: "end" };

  function read(...chunks: readonly (readonly ChunkPart[])[]): readonly ChunkPart[] {
    let at = 0;
    const inner: ChunkReader = { read: () => chunks[at++] ?? [] };
    const reader = new TaggedReasoningReader(inner);
    return [...chunks.flatMap(() => reader.read(null)), ...reader.finish()];
  }

  it("lets counts pass between the halves of a tag", () => {
    assert.deepEqual(read([text("<think>a</th"), usage], [text("ink>b")]), [
      { type: "reasoning", text: "a" },
      usage,
      text("b"),
    ]);
  });

  it("gives what it held back before a tool call and before the end", () => {
    const call: ChunkPart = { type: "toolCall", index: 0, name: "f" };
    assert.deepEqual(read([text("<")], [call]), [text("<"), call]);
    assert.deepEqual(read([text("<thi"), end]), [text("<thi"), end]);
  });

  it("gives what it held back when the stream breaks off", () => {
    assert.deepEqual(read([text("<thi")]), [text("<thi")]);
  });
});
