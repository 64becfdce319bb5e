import assert from "node:assert/strict";
import { cohereCommand } from "../../../src/models/cohereCommand.js";
import type { Json } from "../../../src/request/json.js";
import { extraneousKeys, itMakesSoundBodies } from "../../support/familyBody.js";
import { reading, type Reading } from "../../support/reading.js";

const id = "cohere.command-text-v14";

function read(...chunks: readonly Json[]): Reading {
  return reading(cohereCommand.reader(), chunks);
}

describe("cohereCommand", () => {
  itMakesSoundBodies(cohereCommand, id);

  it("asks for pieces and keeps to the model's limit", () => {
    assert.deepEqual(cohereCommand.body({ prompt: "Hi", system: "S", maxTokens: 9999 }, id), {
      prompt: "S\n\nHi",
      max_tokens: 4096,
      stream: true,
    });
  });

  it("knows no other keys", () => {
    assert.deepEqual(extraneousKeys(cohereCommand, id, { prompt: "Hi", top_p: 1 }), ["top_p"]);
  });

  it("reads pieces and a last chunk without text", () => {
    const found = read(
      { is_finished: false, text: " I" },
      { is_finished: false, text: " am" },
      {
        finish_reason: "MAX_TOKENS",
        is_finished: true,
        "amazon-bedrock-invocationMetrics": { inputTokenCount: 20, outputTokenCount: 2 },
      },
    );
    assert.equal(found.text, " I am");
    assert.deepEqual(found.stop, { stop: "maxTokens", stopReason: "MAX_TOKENS" });
    assert.deepEqual(found.ends, [2]);
    assert.deepEqual(found.unknown, []);
  });

  it("loses nothing of several generations", () => {
    const found = read(
      { index: 0, is_finished: false, text: " In" },
      { index: 1, is_finished: false, text: " A" },
      { finish_reason: "COMPLETE", is_finished: true },
    );
    assert.equal(found.text, " In A");
  });

  it("reads whole generations in one chunk, a cut one deciding the ending", () => {
    const found = read({
      id: "x",
      generations: [
        { id: "a", text: " One.", finish_reason: "COMPLETE" },
        { id: "b", text: " Two", finish_reason: "MAX_TOKENS" },
      ],
      prompt: "Hi",
    });
    assert.equal(found.text, " One. Two");
    assert.deepEqual(found.stop, { stop: "maxTokens", stopReason: "MAX_TOKENS" });
    assert.deepEqual(found.ends, [0]);
  });

  it("tells a filtered answer from a failed one", () => {
    const end = (finish_reason: string): Json => ({ finish_reason, is_finished: true });
    assert.deepEqual(read(end("ERROR_TOXIC")).stop, {
      stop: "contentFiltered",
      stopReason: "ERROR_TOXIC",
    });
    assert.deepEqual(read(end("ERROR")).errors, ["ERROR: ERROR"]);
    assert.equal(read(end("ERROR")).stop?.stopReason, "ERROR");
    assert.deepEqual(read(end("ERROR_LIMIT")).errors, ["ERROR_LIMIT: ERROR_LIMIT"]);
    assert.deepEqual(read(end("NEW")).stop, { stop: "complete", stopReason: "NEW" });
  });

  it("shows unknown chunks as JSON, metrics alone as nothing", () => {
    const found = read({ a: 1 }, { "amazon-bedrock-invocationMetrics": {} }, "x");
    assert.deepEqual(found.unknown, [{ a: 1 }, "x"]);
    assert.deepEqual(found.ends, []);
  });
});
