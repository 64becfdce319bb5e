import assert from "node:assert/strict";
import { jsonAt } from "../../../src/models/jsonAt.js";
import { titanText } from "../../../src/models/titanText.js";
import type { Json } from "../../../src/request/json.js";
import { itMakesSoundBodies } from "../../support/familyBody.js";

const read = (...chunks: readonly Json[]) => {
  const reader = titanText.reader();
  return chunks.map((chunk) => reader.read(chunk));
};

describe("chunks of Titan Text", () => {
  it("give text, counts and the reason of the last one", () => {
    const parts = read(
      { outputText: "Paris", index: 0, completionReason: null, inputTextTokenCount: 7 },
      {
        outputText: " it is",
        index: 0,
        totalOutputTextTokenCount: 78,
        completionReason: "FINISH",
        inputTextTokenCount: null,
      },
    );
    assert.deepEqual(parts, [
      [
        { type: "text", text: "Paris" },
        { type: "usage", usage: { inputTokens: 7 } },
      ],
      [
        { type: "text", text: " it is" },
        { type: "usage", usage: { inputTokens: 7, outputTokens: 78 } },
        { type: "stop", stop: "complete", stopReason: "FINISH" },
        { type: "end" },
      ],
    ]);
  });

  for (const [reason, stop] of [
    ["FINISHED", "complete"],
    ["LENGTH", "maxTokens"],
    ["STOP_CRITERIA_MET", "stopSequence"],
    ["CONTENT_FILTERED", "contentFiltered"],
    ["RAG_QUERY_WHEN_RAG_DISABLED", "complete"],
    ["TOMORROW", "complete"],
  ]) {
    it(`with ${reason} mean ${stop}`, () => {
      const [parts] = read({ outputText: "", completionReason: reason ?? "" });
      assert.deepEqual(parts, [{ type: "stop", stop, stopReason: reason }, { type: "end" }]);
    });
  }

  const intervened = { "amazon-bedrock-guardrailAction": "INTERVENED" };

  it("of an input that a guardrail blocked end without a reason", () => {
    const [parts] = read({
      outputText: "Input blocked",
      index: 0.0,
      totalOutputTextTokenCount: 3.0,
      inputTextTokenCount: 6.0,
      ...intervened,
    });
    assert.deepEqual(parts?.slice(-2), [
      { type: "stop", stop: "guardrailIntervened", stopReason: "INTERVENED" },
      { type: "end" },
    ]);
  });

  it("that are only masked go on, although they have no reason either", () => {
    const parts = read(
      { outputText: "Once", index: 0.0, inputTextTokenCount: 28.0, ...intervened },
      { outputText: " upon", index: 0.0, ...intervened },
    );
    assert.deepEqual(
      parts.map((found) => found[0]),
      [
        { type: "text", text: "Once" },
        { type: "text", text: " upon" },
      ],
    );
    assert.ok(parts.flat().every((part) => part.type !== "end"));
  });

  it("give text, counts and ending of a whole reply in one chunk", () => {
    const result = { tokenCount: 4, outputText: "All at once.", completionReason: "LENGTH" };
    const whole = { inputTextTokenCount: 5, results: [result] };
    assert.equal(titanText.recognizes(whole), true);
    assert.deepEqual(read(whole), [
      [
        { type: "text", text: "All at once." },
        { type: "usage", usage: { inputTokens: 5, outputTokens: 4 } },
        { type: "stop", stop: "maxTokens", stopReason: "LENGTH" },
        { type: "end" },
      ],
    ]);
  });

  it("give an error as an error and strange ones as JSON", () => {
    assert.deepEqual(read({ error: "broken" }, { error: { message: "worn" } }, "x"), [
      [{ type: "error", name: "error", message: "broken" }],
      [{ type: "error", name: "error", message: "worn" }],
      [{ type: "unknown", json: "x" }],
    ]);
  });
});

describe("the body of Titan Text", () => {
  itMakesSoundBodies(titanText, "amazon.titan-text-lite-v1");
  itMakesSoundBodies(titanText, "amazon.titan-text-premier-v1:0");

  it("writes system text and turns into the input", () => {
    const body = titanText.body(
      {
        prompt: "And now?",
        system: "Be short.",
        conversation: [
          { role: "user", text: "Hi" },
          { role: "assistant", text: "Hello" },
        ],
      },
      "amazon.titan-text-express-v1",
    );
    assert.deepEqual(body, {
      inputText: "Be short.\n\nUser: Hi\nBot: Hello\nUser: And now?\nBot:",
      textGenerationConfig: { maxTokenCount: 2048 },
    });
  });

  it("never asks for more tokens than the model has", () => {
    for (const [id, most] of [
      ["amazon.titan-text-lite-v1", 4096],
      ["amazon.titan-text-express-v1", 8192],
      ["amazon.titan-text-premier-v1:0", 3072],
    ] as const) {
      const body = titanText.body({ prompt: "Hi", maxTokens: 100000 }, id);
      assert.equal(jsonAt(body, "textGenerationConfig", "maxTokenCount"), most);
      const limit = jsonAt(
        titanText.schema(id),
        ...["properties", "textGenerationConfig", "properties", "maxTokenCount", "maximum"],
      );
      assert.equal(limit, most);
    }
  });
});
