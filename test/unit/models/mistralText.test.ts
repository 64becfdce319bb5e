import assert from "node:assert/strict";
import { jsonAt } from "../../../src/models/jsonAt.js";
import { mistralText } from "../../../src/models/mistralText.js";
import { itMakesSoundBodies } from "../../support/familyBody.js";

const read = (text: string, stopReason: string | null) =>
  mistralText.reader().read({ outputs: [{ text, stop_reason: stopReason }] });

describe("chunks of Mistral's text completion", () => {
  it("give text, and end with the stop reason", () => {
    assert.deepEqual(read(" I", null), [{ type: "text", text: " I" }]);
    assert.deepEqual(read("", null), []);
    assert.deepEqual(read(" well", "length"), [
      { type: "text", text: " well" },
      { type: "stop", stop: "maxTokens", stopReason: "length" },
      { type: "end" },
    ]);
    assert.deepEqual(read("", "stop"), [
      { type: "stop", stop: "complete", stopReason: "stop" },
      { type: "end" },
    ]);
  });

  it("of unknown shape are shown as JSON", () => {
    const json = { outputs: [] };
    assert.deepEqual(mistralText.reader().read(json), [{ type: "unknown", json }]);
  });
});

describe("the body of Mistral's text completion", () => {
  itMakesSoundBodies(mistralText, "mistral.mistral-7b-instruct-v0:2");
  itMakesSoundBodies(mistralText, "mistral.mixtral-8x7b-instruct-v0:1");

  it("writes turns in the template, system text before the first thing the user says", () => {
    const body = mistralText.body(
      {
        prompt: "And now?",
        system: "Be short.",
        conversation: [
          { role: "user", text: "Hi" },
          { role: "assistant", text: "Hello" },
        ],
      },
      "mistral.mistral-small-2402-v1:0",
    );
    assert.deepEqual(body, {
      prompt: "<s>[INST] Be short.\n\nHi [/INST] Hello</s> [INST] And now? [/INST]",
      max_tokens: 2048,
    });
  });

  it("has each model's own limits", () => {
    const maxTokens = (id: string) => jsonAt(mistralText.schema(id), "properties", "max_tokens");
    const mixtral = maxTokens("mistral.mixtral-8x7b-instruct-v0:1");
    assert.deepEqual([jsonAt(mixtral, "maximum"), jsonAt(mixtral, "default")], [4096, 512]);
    const large = maxTokens("mistral.mistral-large-2402-v1:0");
    assert.deepEqual([jsonAt(large, "maximum"), jsonAt(large, "default")], [8192, 8192]);
  });
});
