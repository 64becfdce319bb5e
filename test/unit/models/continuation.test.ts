import assert from "node:assert/strict";
import { baseModelId } from "../../../src/models/baseModelId.js";
import { continuedBody } from "../../../src/models/continuation.js";
import { familyOf } from "../../../src/models/families.js";
import type { JsonObject } from "../../../src/request/json.js";

function continued(modelId: string, text: string, keys: JsonObject = {}): JsonObject | undefined {
  const family = familyOf(modelId);
  assert.ok(family);
  const base = baseModelId(modelId) ?? "";
  const body = { ...family.body({ prompt: "Count to ten." }, base), ...keys };
  return continuedBody(family, base, body, text);
}

describe("a continued answer", () => {
  it("begins with the text so far as the assistant's turn of Claude and Nova", () => {
    const claude = continued("anthropic.claude-3-haiku-20240307-v1:0", "One, two, ");
    const turns = claude?.messages as readonly JsonObject[];
    assert.equal(turns.length, 2);
    assert.deepEqual(turns[1], { role: "assistant", content: "One, two," });
    const nova = continued("amazon.nova-lite-v1:0", "One");
    const [, answer] = nova?.messages as readonly JsonObject[];
    assert.deepEqual(answer, { role: "assistant", content: [{ text: "One" }] });
  });

  it("stands behind the prompt of families that complete text", () => {
    const llama = continued("meta.llama3-8b-instruct-v1:0", "One, two");
    assert.match(String(llama?.prompt), /Count to ten\.[^]*One, two$/);
    const titan = continued("amazon.titan-text-express-v1", "One");
    assert.match(String(titan?.inputText), /One$/);
  });

  it("adds to a beginning that was given before", () => {
    const family = familyOf("anthropic.claude-3-haiku-20240307-v1:0");
    assert.ok(family);
    const turns = [
      { role: "user", content: "Count." },
      { role: "assistant", content: "One, " },
    ];
    assert.deepEqual(continuedBody(family, "", { messages: turns }, "two")?.messages, [
      turns[0],
      { role: "assistant", content: "One, two" },
    ]);
  });

  it("is not offered without text, nor where a family takes no beginning", () => {
    assert.equal(continued("anthropic.claude-3-haiku-20240307-v1:0", " \n"), undefined);
    assert.equal(continued("cohere.command-r-v1:0", "One"), undefined);
    assert.equal(continued("qwen.qwen3-32b-v1:0", "One"), undefined);
  });

  it("is not offered for Claude from 4.6 on, which must answer a user's turn", () => {
    for (const model of ["sonnet-4-6", "opus-4-6-v1", "opus-4-8", "sonnet-5", "haiku-5-5"]) {
      assert.equal(continued(`global.anthropic.claude-${model}`, "One"), undefined, model);
    }
    const earlier = [
      "3-5-sonnet-20240620-v1:0",
      "sonnet-4-20250514-v1:0",
      "opus-4-1-20250805-v1:0",
    ];
    for (const model of [...earlier, "sonnet-4-5-20250929-v1:0", "haiku-4-5-20251001-v1:0"]) {
      assert.ok(continued(`us.anthropic.claude-${model}`, "One"), model);
    }
  });

  it("is not offered where Claude thinks", () => {
    const sonnet = "us.anthropic.claude-sonnet-4-20250514-v1:0";
    for (const type of ["enabled", "adaptive"]) {
      assert.equal(continued(sonnet, "One", { thinking: { type } }), undefined);
    }
    assert.ok(continued(sonnet, "One", { thinking: { type: "disabled" } }));
  });
});
