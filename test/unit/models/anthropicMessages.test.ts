import assert from "node:assert/strict";
import { anthropicMessages } from "../../../src/models/anthropicMessages.js";
import { jsonAt } from "../../../src/models/jsonAt.js";
import type { Json } from "../../../src/request/json.js";
import { itMakesSoundBodies } from "../../support/familyBody.js";

const sonnet = "anthropic.claude-sonnet-4-20250514-v1:0";
const read = (...chunks: readonly Json[]) => {
  const reader = anthropicMessages.reader();
  return chunks.flatMap((chunk) => reader.read(chunk));
};
const delta = (index: number, content: Json) => ({
  type: "content_block_delta",
  index,
  delta: content,
});
const start = (index: number, block: Json) => ({
  type: "content_block_start",
  index,
  content_block: block,
});

describe("chunks of the Messages body", () => {
  it("give text, stop reason, usage and the end", () => {
    const parts = read(
      {
        type: "message_start",
        message: { usage: { input_tokens: 22, cache_read_input_tokens: 7, output_tokens: 1 } },
      },
      start(0, { type: "text", text: "" }),
      delta(0, { type: "text_delta", text: "Hello" }),
      { type: "content_block_stop", index: 0 },
      { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 12 } },
      { type: "message_stop", "amazon-bedrock-invocationMetrics": { inputTokenCount: 22 } },
    );
    assert.deepEqual(parts, [
      { type: "usage", usage: { inputTokens: 22, cacheReadInputTokens: 7 } },
      { type: "text", text: "Hello" },
      { type: "usage", usage: { inputTokens: 22, outputTokens: 12, cacheReadInputTokens: 7 } },
      { type: "stop", stop: "complete", stopReason: "end_turn" },
      { type: "end" },
    ]);
  });

  it("give a tool call's id and name once, then the pieces of its input", () => {
    const parts = read(
      start(1, { type: "tool_use", id: "toolu_1", name: "get_weather", input: {} }),
      delta(1, { type: "input_json_delta", partial_json: "" }),
      delta(1, { type: "input_json_delta", partial_json: '{"city":' }),
      delta(1, { type: "input_json_delta", partial_json: '"Oslo"}' }),
    );
    assert.deepEqual(parts, [
      { type: "toolCall", index: 1, id: "toolu_1", name: "get_weather" },
      { type: "toolCall", index: 1, inputText: '{"city":' },
      { type: "toolCall", index: 1, inputText: '"Oslo"}' },
    ]);
  });

  it("give a call without any piece of input the empty object of its start, once it is whole", () => {
    const call = start(1, { type: "tool_use", id: "toolu_1", name: "now", input: {} });
    const empty = delta(1, { type: "input_json_delta", partial_json: "" });
    const stop = (index: number) => ({ type: "content_block_stop", index });
    assert.deepEqual(read(call, empty, stop(0), stop(1), stop(1)), [
      { type: "toolCall", index: 1, id: "toolu_1", name: "now" },
      { type: "toolCall", index: 1, inputText: "{}" },
    ]);
    const piece = delta(1, { type: "input_json_delta", partial_json: "{" });
    assert.deepEqual(read(call, piece, stop(1)).at(-1), {
      type: "toolCall",
      index: 1,
      inputText: "{",
    });
  });

  it("give all of a whole message in one chunk", () => {
    const message = {
      type: "message",
      content: [
        { type: "thinking", thinking: "Hm.", signature: "EqQBCg" },
        { type: "text", text: "I look." },
        { type: "tool_use", id: "a", name: "now", input: {} },
        { type: "tool_use", id: "b", name: "at", input: { city: "Oslo" } },
        { type: "hologram" },
      ],
      stop_reason: "tool_use",
      usage: { input_tokens: 3, output_tokens: 4 },
    };
    assert.equal(anthropicMessages.recognizes(message), true);
    assert.deepEqual(read(message), [
      { type: "reasoning", text: "Hm." },
      { type: "text", text: "I look." },
      { type: "toolCall", index: 2, id: "a", name: "now" },
      { type: "toolCall", index: 2, inputText: "{}" },
      { type: "toolCall", index: 3, id: "b", name: "at", inputText: '{"city":"Oslo"}' },
      { type: "unknown", json: { type: "hologram" } },
      { type: "usage", usage: { inputTokens: 3, outputTokens: 4 } },
      { type: "stop", stop: "toolUse", stopReason: "tool_use" },
      { type: "end" },
    ]);
  });

  it("give reasoning without its signature, and say where reasoning is redacted", () => {
    const parts = read(
      start(0, { type: "thinking", thinking: "", signature: "" }),
      delta(0, { type: "thinking_delta", thinking: "Let me see" }),
      delta(0, { type: "signature_delta", signature: "EqQBCg" }),
      start(1, { type: "redacted_thinking", data: "EmwKAhgB" }),
    );
    assert.deepEqual(parts, [
      { type: "reasoning", text: "Let me see" },
      { type: "redactedReasoning" },
    ]);
  });

  it("give citations", () => {
    const citation = { type: "char_location", cited_text: "The sky is blue." };
    const parts = read(delta(0, { type: "citations_delta", citation }));
    assert.deepEqual(parts, [{ type: "citation", citation }]);
  });

  it("give the error that stands where a chunk should be", () => {
    const parts = read({
      type: "error",
      error: { type: "overloaded_error", message: "Overloaded" },
    });
    assert.deepEqual(parts, [{ type: "error", name: "overloaded_error", message: "Overloaded" }]);
  });

  it("say nothing with a ping, and are shown where their kind is new", () => {
    assert.deepEqual(read({ type: "ping" }), []);
    for (const chunk of [
      { type: "message_pause" },
      delta(0, { type: "video_delta", frame: 1 }),
      start(0, { type: "hologram" }),
      { content: "without type" },
    ]) {
      assert.deepEqual(read(chunk), [{ type: "unknown", json: chunk }]);
    }
  });

  for (const [stopReason, stop] of [
    ["end_turn", "complete"],
    ["max_tokens", "maxTokens"],
    ["model_context_window_exceeded", "maxTokens"],
    ["stop_sequence", "stopSequence"],
    ["tool_use", "toolUse"],
    ["pause_turn", "complete"],
    ["refusal", "refused"],
    ["a_word_of_tomorrow", "complete"],
  ]) {
    it(`with stop reason ${stopReason} mean ${stop}, and the word is kept`, () => {
      const parts = read({ type: "message_delta", delta: { stop_reason: stopReason ?? "" } });
      assert.deepEqual(parts, [{ type: "stop", stop, stopReason }]);
    });
  }
});

describe("the Messages body", () => {
  itMakesSoundBodies(anthropicMessages, "anthropic.claude-3-haiku-20240307-v1:0");
  itMakesSoundBodies(anthropicMessages, "anthropic.claude-opus-4-7");

  it("of a plain prompt is the smallest one that works", () => {
    assert.deepEqual(anthropicMessages.body({ prompt: "Hi" }, sonnet), {
      anthropic_version: "bedrock-2023-05-31",
      max_tokens: 4096,
      messages: [{ role: "user", content: "Hi" }],
    });
  });

  it("stays within the 4096 tokens that the first Claude 3 models give", () => {
    const body = anthropicMessages.body(
      { prompt: "Hi", maxTokens: 9000 },
      "anthropic.claude-3-haiku-20240307-v1:0",
    );
    assert.equal(body.max_tokens, 4096);
  });

  it("holds system text, turns, images and tools", () => {
    const body = anthropicMessages.body(
      {
        prompt: "And this?",
        system: "Be short.",
        maxTokens: 100,
        conversation: [
          { role: "user", text: "Hi" },
          { role: "assistant", text: "Hello" },
        ],
        images: [{ mediaType: "image/png", base64: "AAAA" }],
        tools: [{ name: "look", description: "Looks.", inputSchema: { type: "object" } }],
      },
      sonnet,
    );
    assert.deepEqual(body, {
      anthropic_version: "bedrock-2023-05-31",
      max_tokens: 100,
      system: "Be short.",
      messages: [
        { role: "user", content: "Hi" },
        { role: "assistant", content: "Hello" },
        {
          role: "user",
          content: [
            {
              type: "image",
              source: { type: "base64", media_type: "image/png", data: "AAAA" },
            },
            { type: "text", text: "And this?" },
          ],
        },
      ],
      tools: [{ name: "look", description: "Looks.", input_schema: { type: "object" } }],
    });
  });
});

describe("the schema of the Messages body", () => {
  const isStruck = (model: string) =>
    jsonAt(
      anthropicMessages.schema(`anthropic.claude-${model}`),
      "properties",
      "temperature",
      "deprecated",
    );

  for (const model of ["opus-4-7", "opus-4-8", "sonnet-5", "opus-5-5", "fable-5"]) {
    it(`strikes out sampling for ${model}, which rejects it`, () =>
      assert.equal(isStruck(model), true));
  }

  for (const model of [
    "3-5-sonnet-20240620-v1:0",
    "opus-4-1-20250805-v1:0",
    "sonnet-4-20250514-v1:0",
    "haiku-4-5-20251001-v1:0",
    "opus-4-6-v1",
  ]) {
    it(`leaves sampling to ${model}`, () => assert.equal(isStruck(model), undefined));
  }

  it("complains of temperature with top_p where the model takes one of them", () => {
    const complains = (model: string): boolean =>
      jsonAt(anthropicMessages.schema(model), "allOf", 0, "not") !== undefined;
    for (const model of ["opus-4-1-20250805-v1:0", "haiku-4-5-20251001-v1:0", "opus-4-6-v1"]) {
      assert.ok(complains(`anthropic.claude-${model}`), model);
    }
    for (const model of ["3-7-sonnet-20250219-v1:0", "opus-4-20250514-v1:0"]) {
      assert.ok(!complains(`anthropic.claude-${model}`), model);
    }
  });

  it("knows thinking only where the model thinks", () => {
    const thinking = (model: string) =>
      jsonAt(
        anthropicMessages.schema(model),
        "properties",
        "thinking",
        "properties",
        "type",
        "enum",
      );
    assert.equal(thinking("anthropic.claude-3-5-sonnet-20241022-v2:0"), undefined);
    assert.deepEqual(thinking(sonnet), ["enabled", "adaptive", "disabled"]);
    assert.deepEqual(thinking("anthropic.claude-opus-4-7"), ["adaptive", "disabled"]);
  });
});
