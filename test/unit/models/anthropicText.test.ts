import assert from "node:assert/strict";
import { anthropicText } from "../../../src/models/anthropicText.js";
import type { Json } from "../../../src/request/json.js";
import { itMakesSoundBodies } from "../../support/familyBody.js";

const read = (chunk: Json) => anthropicText.reader().read(chunk);

describe("chunks of Claude's text completions", () => {
  it("give text while there is no stop reason", () => {
    const chunk = { type: "completion", completion: " The", stop_reason: null, stop: null };
    assert.deepEqual(read(chunk), [{ type: "text", text: " The" }]);
  });

  it("end with the stop reason, which may come in the only chunk", () => {
    assert.deepEqual(read({ completion: "Hi", stop_reason: "max_tokens" }), [
      { type: "text", text: "Hi" },
      { type: "stop", stop: "maxTokens", stopReason: "max_tokens" },
      { type: "end" },
    ]);
    assert.deepEqual(read({ completion: "", stop_reason: "stop_sequence", stop: "\n\nHuman:" }), [
      { type: "stop", stop: "stopSequence", stopReason: "stop_sequence" },
      { type: "end" },
    ]);
  });

  it("give an error as an error and strange ones as JSON", () => {
    assert.deepEqual(read({ error: { type: "overloaded_error", message: "Overloaded" } }), [
      { type: "error", name: "overloaded_error", message: "Overloaded" },
    ]);
    assert.deepEqual(read({ novel: 1 }), [{ type: "unknown", json: { novel: 1 } }]);
  });
});

describe("the body of Claude's text completions", () => {
  itMakesSoundBodies(anthropicText, "anthropic.claude-v2:1");

  it("writes system text and turns into the prompt", () => {
    const body = anthropicText.body(
      {
        prompt: "And now?",
        system: "Be short.",
        conversation: [
          { role: "user", text: "Hi" },
          { role: "assistant", text: "Hello" },
        ],
        maxTokens: 9000,
      },
      "anthropic.claude-v2",
    );
    assert.deepEqual(body, {
      prompt: "Be short.\n\nHuman: Hi\n\nAssistant: Hello\n\nHuman: And now?\n\nAssistant:",
      max_tokens_to_sample: 4096,
    });
  });
});
