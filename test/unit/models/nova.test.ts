import assert from "node:assert/strict";
import { jsonAt } from "../../../src/models/jsonAt.js";
import { nova } from "../../../src/models/nova.js";
import type { Json } from "../../../src/request/json.js";
import { itMakesSoundBodies } from "../../support/familyBody.js";

const read = (...chunks: readonly Json[]) => {
  const reader = nova.reader();
  return chunks.flatMap((chunk) => reader.read(chunk));
};
const delta = (contentBlockIndex: number, content: Json) => ({
  contentBlockDelta: { delta: content, contentBlockIndex },
});
const metadata = {
  metadata: {
    usage: {
      inputTokens: 427,
      outputTokens: 156,
      cacheReadInputTokenCount: 1,
      cacheWriteInputTokenCount: 2,
    },
    metrics: {},
    trace: {},
  },
};
const usage = {
  inputTokens: 427,
  outputTokens: 156,
  cacheReadInputTokens: 1,
  cacheWriteInputTokens: 2,
};

describe("chunks of Nova", () => {
  it("give text although each piece is a block of its own, and end with the metadata", () => {
    const parts = read(
      { messageStart: { role: "assistant" } },
      delta(0, { text: "Certainly" }),
      { contentBlockStop: { contentBlockIndex: 0 } },
      delta(1, { text: "! If" }),
      { contentBlockStop: { contentBlockIndex: 1 } },
      delta(2, { text: "" }),
      { messageStop: { stopReason: "end_turn" } },
      metadata,
    );
    assert.deepEqual(parts, [
      { type: "text", text: "Certainly" },
      { type: "text", text: "! If" },
      { type: "stop", stop: "complete", stopReason: "end_turn" },
      { type: "usage", usage },
      { type: "end" },
    ]);
  });

  it("do not end with metadata when the model never said why it stopped", () => {
    assert.deepEqual(read(delta(0, { text: "Hi" }), metadata), [
      { type: "text", text: "Hi" },
      { type: "usage", usage },
    ]);
  });

  it("give tool calls by block, and thinking in the text stays text", () => {
    const parts = read(
      delta(0, { text: "<thinking>Look it up</thinking>" }),
      {
        contentBlockStart: {
          start: { toolUse: { toolUseId: "3cd5", name: "get_weather" } },
          contentBlockIndex: 22,
        },
      },
      delta(22, { toolUse: { input: '{"city":' } }),
      delta(22, { toolUse: { input: '"Oslo"}' } }),
      { messageStop: { stopReason: "tool_use" } },
    );
    assert.deepEqual(parts, [
      { type: "text", text: "<thinking>Look it up</thinking>" },
      { type: "toolCall", index: 22, id: "3cd5", name: "get_weather" },
      { type: "toolCall", index: 22, inputText: '{"city":' },
      { type: "toolCall", index: 22, inputText: '"Oslo"}' },
      { type: "stop", stop: "toolUse", stopReason: "tool_use" },
    ]);
  });

  it("give reasoning in both nestings and tell it from redacted reasoning", () => {
    const parts = read(
      delta(0, { reasoningContent: { text: "a" } }),
      delta(0, { reasoningContent: { reasoningText: { text: "b" } } }),
      delta(0, { reasoningContent: { text: "[REDACTED]" } }),
      delta(0, { reasoningContent: { redactedContent: "AAAA" } }),
      delta(0, { reasoningContent: { signature: "x" } }),
    );
    assert.deepEqual(parts, [
      { type: "reasoning", text: "a" },
      { type: "reasoning", text: "b" },
      { type: "redactedReasoning" },
      { type: "redactedReasoning" },
    ]);
  });

  for (const [stopReason, stop] of [
    ["max_tokens", "maxTokens"],
    ["stop_sequence", "stopSequence"],
    ["content_filtered", "contentFiltered"],
    ["guardrail_intervened", "guardrailIntervened"],
    ["model_context_window_exceeded", "maxTokens"],
    ["a_word_of_tomorrow", "complete"],
  ]) {
    it(`with ${stopReason} mean ${stop}`, () => {
      const parts = read({ messageStop: { stopReason: stopReason ?? "" } });
      assert.deepEqual(parts, [{ type: "stop", stop, stopReason }]);
    });
  }

  it("with output that cannot be used keep the word and fail", () => {
    for (const stopReason of ["malformed_model_output", "malformed_tool_use"]) {
      assert.deepEqual(read({ messageStop: { stopReason } }), [
        { type: "stop", stop: "complete", stopReason },
        { type: "error", name: stopReason, message: stopReason },
      ]);
    }
  });

  it("give citations", () => {
    const citation = { location: { web: { url: "https://example.com", domain: "example.com" } } };
    assert.deepEqual(read(delta(0, { citation })), [{ type: "citation", citation }]);
  });

  it("give a whole call without any piece of input an empty object", () => {
    const call = {
      contentBlockStart: {
        start: { toolUse: { toolUseId: "a", name: "now" } },
        contentBlockIndex: 3,
      },
    };
    const stop = { contentBlockStop: { contentBlockIndex: 3 } };
    assert.deepEqual(read(call, delta(3, { toolUse: { input: "" } }), stop, stop), [
      { type: "toolCall", index: 3, id: "a", name: "now" },
      { type: "toolCall", index: 3, inputText: "{}" },
    ]);
  });

  it("lose no event where one chunk holds several", () => {
    const parts = read({
      ...metadata,
      messageStop: { stopReason: "end_turn" },
      ...delta(0, { text: "Hi" }),
      messageStart: { role: "assistant" },
    });
    assert.deepEqual(parts, [
      { type: "text", text: "Hi" },
      { type: "stop", stop: "complete", stopReason: "end_turn" },
      { type: "usage", usage },
      { type: "end" },
    ]);
  });

  it("of unknown shape are shown as JSON", () => {
    for (const chunk of [{ novel: 1 }, delta(0, { hologram: 1 })]) {
      assert.deepEqual(read(chunk), [{ type: "unknown", json: chunk }]);
    }
  });
});

describe("the body of Nova", () => {
  itMakesSoundBodies(nova, "amazon.nova-micro-v1:0");
  itMakesSoundBodies(nova, "amazon.nova-pro-v1:0");
  itMakesSoundBodies(nova, "amazon.nova-2-lite-v1:0");

  it("holds system text, turns, images and tools", () => {
    const body = nova.body(
      {
        prompt: "And this?",
        system: "Be short.",
        conversation: [
          { role: "user", text: "Hi" },
          { role: "assistant", text: "Hello" },
        ],
        maxTokens: 100,
        images: [{ mediaType: "image/jpeg", base64: "AAAA" }],
        tools: [{ name: "look", inputSchema: { type: "object" } }],
      },
      "amazon.nova-lite-v1:0",
    );
    assert.deepEqual(body, {
      schemaVersion: "messages-v1",
      system: [{ text: "Be short." }],
      messages: [
        { role: "user", content: [{ text: "Hi" }] },
        { role: "assistant", content: [{ text: "Hello" }] },
        {
          role: "user",
          content: [
            { image: { format: "jpeg", source: { bytes: "AAAA" } } },
            { text: "And this?" },
          ],
        },
      ],
      inferenceConfig: { maxTokens: 100 },
      toolConfig: {
        tools: [{ toolSpec: { name: "look", inputSchema: { json: { type: "object" } } } }],
      },
    });
  });

  it("asks for no more tokens than the model gives, and shows Micro no images", () => {
    const tokens = (model: string) =>
      jsonAt(nova.body({ prompt: "Hi", maxTokens: 60_000 }, model), "inferenceConfig", "maxTokens");
    assert.equal(tokens("amazon.nova-pro-v1:0"), 10_000);
    assert.equal(tokens("amazon.nova-2-lite-v1:0"), 60_000);
    const images = [{ mediaType: "image/png", base64: "AAAA" }];
    const [micro, lite] = ["micro", "lite"].map((size) =>
      jsonAt(
        nova.body({ prompt: "Hi", images }, `amazon.nova-${size}-v1:0`),
        "messages",
        0,
        "content",
      ),
    );
    assert.deepEqual(micro, [{ text: "Hi" }]);
    assert.equal(Array.isArray(lite) && lite.length, 2);
  });

  it("knows reasoning for Nova 2 only, and images for all but Micro", () => {
    const reasoning = (id: string) => jsonAt(nova.schema(id), "properties", "reasoningConfig");
    assert.equal(reasoning("amazon.nova-pro-v1:0"), undefined);
    assert.notEqual(reasoning("amazon.nova-2-lite-v1:0"), undefined);
    const blocks = (id: string) =>
      JSON.stringify(jsonAt(nova.schema(id), "properties", "messages")).includes('"image"');
    assert.equal(blocks("amazon.nova-lite-v1:0"), true);
    assert.equal(blocks("amazon.nova-micro-v1:0"), false);
  });
});
