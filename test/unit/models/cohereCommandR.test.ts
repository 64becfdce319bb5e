import assert from "node:assert/strict";
import { cohereCommandR } from "../../../src/models/cohereCommandR.js";
import type { Json, JsonObject } from "../../../src/request/json.js";
import { schemaViolations } from "../../../src/sandbox/schemaViolations.js";
import { extraneousKeys, itMakesSoundBodies } from "../../support/familyBody.js";
import { reading, type Reading } from "../../support/reading.js";

const id = "cohere.command-r-v1:0";

function read(...chunks: readonly Json[]): Reading {
  return reading(cohereCommandR.reader(), chunks);
}

function text(said: string): Json {
  return { is_finished: false, event_type: "text-generation", text: said };
}

function end(response: JsonObject, finishReason: string): Json {
  return {
    is_finished: true,
    event_type: "stream-end",
    response: { ...response, finish_reason: finishReason },
    finish_reason: finishReason,
    "amazon-bedrock-invocationMetrics": { inputTokenCount: 7, outputTokenCount: 7 },
  };
}

describe("cohereCommandR", () => {
  itMakesSoundBodies(cohereCommandR, id);

  it("serves Command R and not the old Command", () => {
    assert.ok(cohereCommandR.serves("cohere.command-r-plus-v1:0"));
    assert.ok(!cohereCommandR.serves("cohere.command-text-v14"));
    assert.ok(!cohereCommandR.serves("cohere.rerank-v3-5:0"));
  });

  it("writes history, preamble and tools in Cohere's words", () => {
    const body = cohereCommandR.body(
      {
        prompt: "And now?",
        system: "S",
        conversation: [
          { role: "user", text: "Hi" },
          { role: "assistant", text: "Hello" },
        ],
        tools: [
          {
            name: "f",
            inputSchema: {
              properties: { a: { type: "integer", description: "A." }, b: { type: "boolean" } },
              required: ["a"],
            },
          },
        ],
      },
      id,
    );
    assert.deepEqual(body, {
      message: "And now?",
      chat_history: [
        { role: "USER", message: "Hi" },
        { role: "CHATBOT", message: "Hello" },
      ],
      preamble: "S",
      max_tokens: 4000,
      tools: [
        {
          name: "f",
          description: "f",
          parameter_definitions: {
            a: { description: "A.", type: "int", required: true },
            b: { type: "bool", required: false },
          },
        },
      ],
    });
  });

  it("rejects the old Command's keys and a p of 1", () => {
    const body = { message: "Hi", stream: true, prompt: "Hi" };
    assert.deepEqual(extraneousKeys(cohereCommandR, id, body).sort(), ["prompt", "stream"]);
    const schema = cohereCommandR.schema(id);
    assert.equal(schemaViolations({ message: "Hi", p: 1 }, schema).length, 1);
  });

  it("does not append the text that stream-end repeats", () => {
    const found = read(
      { is_finished: false, event_type: "stream-start", generation_id: "g" },
      text("The"),
      text(" end."),
      end(
        { text: "The end.", meta: { tokens: { input_tokens: 73, output_tokens: 8 } } },
        "COMPLETE",
      ),
    );
    assert.equal(found.text, "The end.");
    assert.deepEqual(found.usage, { inputTokens: 73, outputTokens: 8 });
    assert.deepEqual(found.stop, { stop: "complete", stopReason: "COMPLETE" });
    assert.deepEqual(found.ends, [3]);
    assert.deepEqual(found.unknown, []);
  });

  it("takes the text of stream-end when nothing came before", () => {
    assert.equal(read(end({ text: "All at once." }, "MAX_TOKENS")).text, "All at once.");
  });

  it("reads tool calls once, and ends as a tool use", () => {
    const calls = [
      { name: "f", parameters: { a: 1 } },
      { name: "g", parameters: {} },
    ];
    const expected = [
      { name: "f", input: '{"a":1}' },
      { name: "g", input: "{}" },
    ];
    const generation = { event_type: "tool-calls-generation", tool_calls: calls };
    const found = read(generation, end({ text: "", tool_calls: calls }, "COMPLETE"));
    assert.deepEqual(found.toolCalls, expected);
    assert.deepEqual(found.stop, { stop: "toolUse", stopReason: "COMPLETE" });
    assert.deepEqual(read(end({ tool_calls: calls }, "COMPLETE")).toolCalls, expected);
  });

  it("joins tool calls that come in pieces", () => {
    const piece = (delta: JsonObject): Json => ({
      event_type: "tool-calls-chunk",
      tool_call_delta: delta,
    });
    const found = read(
      { event_type: "tool-calls-chunk", text: "I look." },
      piece({ index: 0, name: "f" }),
      piece({ index: 0, parameters: '{"a"' }),
      piece({ index: 0, parameters: ":1}" }),
      { event_type: "tool-calls-generation", tool_calls: [{ name: "f", parameters: { a: 1 } }] },
      end({}, "COMPLETE"),
    );
    assert.deepEqual(found.toolCalls, [{ name: "f", input: '{"a":1}' }]);
    assert.equal(found.text, "I look.");
  });

  it("reads a whole reply in one chunk", () => {
    const whole = {
      text: "All at once.",
      generation_id: "g",
      finish_reason: "MAX_TOKENS",
      meta: { tokens: { input_tokens: 7, output_tokens: 8 } },
    };
    assert.ok(cohereCommandR.recognizes(whole));
    const found = read(whole);
    assert.equal(found.text, "All at once.");
    assert.deepEqual(found.stop, { stop: "maxTokens", stopReason: "MAX_TOKENS" });
    assert.deepEqual(found.usage, { inputTokens: 7, outputTokens: 8 });
    assert.deepEqual(found.ends, [0]);
    assert.deepEqual(found.unknown, []);
  });

  it("tells a filtered answer from a failed one", () => {
    assert.equal(read(end({}, "ERROR_TOXIC")).stop?.stop, "contentFiltered");
    assert.deepEqual(read(end({}, "ERROR_LIMIT")).errors, ["ERROR_LIMIT: ERROR_LIMIT"]);
  });

  it("shows citations as citations and events that it does not know as JSON", () => {
    const citation = { start: 0, end: 3, text: "The", document_ids: ["a"] };
    const queries = { event_type: "search-queries-generation", search_queries: [{ text: "x" }] };
    const reader = cohereCommandR.reader();
    assert.deepEqual(reader.read({ event_type: "citation-generation", citations: [citation] }), [
      { type: "citation", citation },
    ]);
    assert.deepEqual(read(queries).unknown, [queries]);
  });
});
