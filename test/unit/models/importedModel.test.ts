import assert from "node:assert/strict";
import { importedModel } from "../../../src/models/importedModel.js";
import type { Json } from "../../../src/request/json.js";
import { schemaViolations } from "../../../src/sandbox/schemaViolations.js";
import { itMakesSoundBodies } from "../../support/familyBody.js";
import { reading, type Reading } from "../../support/reading.js";

function read(...chunks: readonly Json[]): Reading {
  return reading(importedModel.reader(), chunks);
}

describe("importedModel", () => {
  itMakesSoundBodies(importedModel, "");

  it("reads Bedrock's own completions", () => {
    const found = read(
      { generation: "Hel", prompt_token_count: 3, generation_token_count: 1, stop_reason: null },
      {
        generation: "lo",
        prompt_token_count: null,
        generation_token_count: 2,
        stop_reason: "length",
      },
    );
    assert.equal(found.text, "Hello");
    assert.deepEqual(found.usage, { inputTokens: 3, outputTokens: 2 });
    assert.deepEqual(found.stop, { stop: "maxTokens", stopReason: "length" });
    assert.deepEqual(found.ends, [1]);
  });

  it("reads OpenAI completions", () => {
    const found = read(
      { object: "text_completion", choices: [{ index: 0, text: "Hel" }] },
      { choices: [{ index: 0, text: "lo", finish_reason: "eos_token" }] },
      { choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } },
    );
    assert.equal(found.text, "Hello");
    assert.deepEqual(found.stop, { stop: "complete", stopReason: "eos_token" });
    assert.deepEqual(found.usage, { inputTokens: 3, outputTokens: 2 });
    assert.deepEqual(found.ends, [1]);
  });

  it("reads chats, with reasoning in tags", () => {
    const found = read(
      { choices: [{ index: 0, delta: { content: "<think>Hm</th" } }] },
      { choices: [{ index: 0, delta: { content: "ink>Yes" }, finish_reason: "stop" }] },
    );
    assert.equal(found.reasoning, "Hm");
    assert.equal(found.text, "Yes");
  });

  it("ends a stream of unknown shape with its last chunk, and no other", () => {
    const metrics = { "amazon-bedrock-invocationMetrics": { inputTokenCount: 1 } };
    const unknown = read({ tokens: ["a"] }, { tokens: ["b"], ...metrics });
    assert.deepEqual(unknown.unknown, [{ tokens: ["a"] }, { tokens: ["b"], ...metrics }]);
    assert.deepEqual(unknown.ends, [1]);
    const cut = read({ generation: "a", stop_reason: null }, { generation: "b", ...metrics });
    assert.deepEqual(cut.ends, []);
  });

  it("gives a call whose name never came", () => {
    const found = read({ choices: [{ delta: { tool_calls: [{ id: "a", index: 0 }] } }] });
    assert.deepEqual(found.toolCalls, [{ id: "a", input: "" }]);
  });

  it("recognizes each of the three forms", () => {
    assert.ok(importedModel.recognizes({ generation: "a" }));
    assert.ok(importedModel.recognizes({ choices: [{ text: "a" }] }));
    assert.ok(importedModel.recognizes({ choices: [{ delta: {} }] }));
    assert.ok(!importedModel.recognizes({ outputText: "a" }));
  });

  it("takes a prompt with its own limit in place of messages", () => {
    const schema = importedModel.schema("");
    assert.deepEqual(schemaViolations({ prompt: "Hi", max_gen_len: 10 }, schema), []);
  });
});
