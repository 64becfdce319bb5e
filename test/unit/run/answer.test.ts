import assert from "node:assert/strict";
import { Answer } from "../../../src/run/answer.js";

describe("an answer", () => {
  it("joins pieces of one kind and begins a section when the kind changes", () => {
    const answer = new Answer();
    answer.append({ type: "reasoning", text: "Let me " }, 1);
    answer.append({ type: "reasoning", text: "think." }, 1);
    answer.append({ type: "text", text: "Yes" }, 1);
    answer.append({ type: "text", text: "." }, 1);
    assert.deepEqual(
      answer.sections.map(({ kind, text }) => [kind, text]),
      [
        ["reasoning", "Let me think."],
        ["text", "Yes."],
      ],
    );
  });

  it("keeps the text of each attempt apart", () => {
    const answer = new Answer();
    answer.append({ type: "text", text: "first" }, 1);
    answer.append({ type: "text", text: "second" }, 2);
    assert.equal(answer.textOf("text", 1), "first");
    assert.equal(answer.textOf("text", 2), "second");
  });

  it("collects two tool calls whose pieces come in turns", () => {
    const answer = new Answer();
    answer.append({ type: "toolCall", index: 0, id: "a", name: "weather" }, 1);
    answer.append({ type: "toolCall", index: 1, id: "b", name: "time" }, 1);
    answer.append({ type: "toolCall", index: 0, inputText: '{"city":' }, 1);
    answer.append({ type: "toolCall", index: 1, inputText: "{}" }, 1);
    answer.append({ type: "toolCall", index: 0, inputText: '"Bern"}' }, 1);
    assert.deepEqual(answer.toolCalls(1), [
      { id: "a", name: "weather", input: '{"city":"Bern"}' },
      { id: "b", name: "time", input: "{}" },
    ]);
  });

  it("adds no section for an empty piece of text", () => {
    const answer = new Answer();
    answer.append({ type: "text", text: "" }, 1);
    assert.equal(answer.sections.length, 0);
  });

  it("shows chunks of unknown shape as JSON, one a line", () => {
    const answer = new Answer();
    answer.append({ type: "unknown", json: { a: 1 } }, 1);
    answer.append({ type: "unknown", json: "[DONE]" }, 1);
    assert.equal(answer.textOf("json", 1), '{"a":1}\n"[DONE]"\n');
  });
});
