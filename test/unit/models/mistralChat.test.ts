import assert from "node:assert/strict";
import { jsonAt } from "../../../src/models/jsonAt.js";
import { mistralChat } from "../../../src/models/mistralChat.js";
import type { Json } from "../../../src/request/json.js";
import { itMakesSoundBodies } from "../../support/familyBody.js";

const read = (choice: Json) => mistralChat.reader().read({ choices: [choice] });

describe("chunks of Mistral's chat", () => {
  it("give the same text as message with stop_reason and as delta with finish_reason", () => {
    const expected = [
      { type: "text", text: "Hi" },
      { type: "stop", stop: "maxTokens", stopReason: "length" },
      { type: "end" },
    ];
    const said = { role: "assistant", content: "Hi" };
    assert.deepEqual(read({ index: 0, message: said, stop_reason: "length" }), expected);
    assert.deepEqual(read({ index: 0, delta: said, finish_reason: "length" }), expected);
  });

  it("that end because the context is full say so", () => {
    const chunk = {
      choices: [{ index: 0, message: { content: "a" }, stop_reason: "model_length" }],
    };
    const parts = mistralChat.reader().read(chunk);
    assert.deepEqual(parts, [
      { type: "text", text: "a" },
      { type: "stop", stop: "maxTokens", stopReason: "model_length" },
      { type: "end" },
    ]);
  });

  it("give tool calls", () => {
    const call = { id: "a1", function: { name: "look", arguments: '{"at":1}' } };
    const parts = read({
      index: 0,
      message: { role: "assistant", content: "", tool_calls: [call] },
      stop_reason: "tool_calls",
    });
    assert.deepEqual(parts, [
      { type: "toolCall", index: 0, id: "a1", name: "look", inputText: '{"at":1}' },
      { type: "stop", stop: "toolUse", stopReason: "tool_calls" },
      { type: "end" },
    ]);
  });
});

describe("the body of Mistral's chat", () => {
  itMakesSoundBodies(mistralChat, "mistral.mistral-large-2407-v1:0");
  itMakesSoundBodies(mistralChat, "mistral.pixtral-large-2502-v1:0");

  it("holds system text, turns and tools, and no more tokens than the model gives", () => {
    const body = mistralChat.body(
      {
        prompt: "And now?",
        system: "Be short.",
        conversation: [{ role: "assistant", text: "Hello" }],
        tools: [{ name: "look", inputSchema: { type: "object" } }],
        maxTokens: 9000,
      },
      "mistral.mistral-large-2407-v1:0",
    );
    assert.deepEqual(body, {
      messages: [
        { role: "system", content: "Be short." },
        { role: "assistant", content: "Hello" },
        { role: "user", content: "And now?" },
      ],
      max_tokens: 8192,
      tools: [{ type: "function", function: { name: "look", parameters: { type: "object" } } }],
    });
  });

  it("takes blocks with images for Pixtral only", () => {
    const content = (id: string) =>
      jsonAt(
        mistralChat.schema(id),
        ...["properties", "messages", "items", "properties", "content", "anyOf"],
        1,
      );
    assert.notEqual(content("mistral.pixtral-large-2502-v1:0"), undefined);
    assert.equal(content("mistral.mistral-large-2407-v1:0"), undefined);
  });
});
