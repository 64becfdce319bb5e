import assert from "node:assert/strict";
import { writerPalmyra } from "../../../src/models/writerPalmyra.js";
import type { Json } from "../../../src/request/json.js";
import { itMakesSoundBodies } from "../../support/familyBody.js";
import { reading } from "../../support/reading.js";

function chunk(text: string, finishReason: string | null = null): Json {
  return {
    id: "cmpl-ec61",
    object: "text_completion",
    created: 1747106231,
    model: "writer.palmyra-x5-v1:0",
    choices: [{ index: 0, text, logprobs: null, finish_reason: finishReason, stop_reason: null }],
    usage: null,
  };
}

describe("writerPalmyra", () => {
  itMakesSoundBodies(writerPalmyra, "writer.palmyra-x5-v1:0");

  it("reads completions and ends once, at the finish reason, with [DONE] after it", () => {
    const chunks = [chunk("Hel"), chunk("lo."), chunk("", "stop"), "[DONE]"];
    const found = reading(writerPalmyra.reader(), chunks);
    assert.equal(found.text, "Hello.");
    assert.deepEqual(found.stop, { stop: "complete", stopReason: "stop" });
    assert.deepEqual(found.ends, [2]);
    assert.deepEqual(found.unknown, []);
  });

  it("ends at [DONE] when no finish reason came, and never without both", () => {
    assert.deepEqual(reading(writerPalmyra.reader(), [chunk("Hi"), "[DONE]"]).ends, [1]);
    assert.deepEqual(reading(writerPalmyra.reader(), [chunk("Hi")]).ends, []);
  });

  it("reads chat chunks too", () => {
    const chunks = [
      { choices: [{ index: 0, delta: { content: "Hel" } }] },
      { choices: [{ index: 0, delta: { content: "lo" }, finish_reason: "length" }] },
      "[DONE]",
    ];
    const found = reading(writerPalmyra.reader(), chunks);
    assert.equal(found.text, "Hello");
    assert.deepEqual(found.stop, { stop: "maxTokens", stopReason: "length" });
  });

  it("sets a limit, because the service's own cuts every answer", () => {
    const body = writerPalmyra.body({ prompt: "Hi" }, "writer.palmyra-x5-v1:0");
    assert.deepEqual(body, { messages: [{ role: "user", content: "Hi" }], max_tokens: 4096 });
  });

  it("recognizes its own chunks by the model's name", () => {
    assert.ok(writerPalmyra.recognizes(chunk("a")));
    assert.ok(writerPalmyra.recognizes("[DONE]"));
    assert.ok(!writerPalmyra.recognizes({ choices: [{ text: "a", finish_reason: null }] }));
  });
});
