import assert from "node:assert/strict";
import { jamba } from "../../../src/models/jamba.js";
import type { Json } from "../../../src/request/json.js";
import { extraneousKeys, itMakesSoundBodies } from "../../support/familyBody.js";
import { reading } from "../../support/reading.js";

const id = "ai21.jamba-1-5-mini-v1:0";

function chunk(delta: Json, completionTokens: number, last: object = {}): Json {
  return {
    id: "chatcmpl-1",
    choices: [{ index: 0, delta, finish_reason: null, ...last }],
    usage: {
      prompt_tokens: 17,
      total_tokens: 17 + completionTokens,
      completion_tokens: completionTokens,
    },
  };
}

describe("jamba", () => {
  itMakesSoundBodies(jamba, id);
  itMakesSoundBodies(jamba, "ai21.jamba-instruct-v1:0");

  it("reads the stream with usage in every chunk and a chunk of metrics after the end", () => {
    const chunks = [
      chunk({ role: "assistant", content: "" }, 0),
      chunk({ content: " The" }, 1),
      chunk({ content: " end <think>" }, 2),
      chunk({ content: "" }, 3, { finish_reason: "stop", stop_reason: 518 }),
      { "amazon-bedrock-invocationMetrics": { inputTokenCount: 17, outputTokenCount: 3 } },
    ];
    const found = reading(jamba.reader(), chunks);
    assert.equal(found.text, " The end <think>");
    assert.deepEqual(found.stop, { stop: "complete", stopReason: "stop" });
    assert.deepEqual(found.usage, { inputTokens: 17, outputTokens: 3 });
    assert.deepEqual(found.ends, [3]);
    assert.deepEqual(found.unknown, []);
    assert.ok(jamba.recognizes(chunks[0] ?? null));
  });

  it("offers tools from 1.5 on", () => {
    const tools = [{ name: "f", inputSchema: { type: "object" } }];
    assert.ok("tools" in jamba.body({ prompt: "Hi", tools }, id));
    assert.ok(!("tools" in jamba.body({ prompt: "Hi", tools }, "ai21.jamba-instruct-v1:0")));
  });

  it("rejects a prompt in place of messages", () => {
    assert.deepEqual(extraneousKeys(jamba, id, { prompt: "Hi" }), ["prompt"]);
  });
});
