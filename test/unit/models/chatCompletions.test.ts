import assert from "node:assert/strict";
import { chatCompletions } from "../../../src/models/chatCompletions.js";
import type { Json } from "../../../src/request/json.js";
import { schemaViolations } from "../../../src/sandbox/schemaViolations.js";
import { itMakesSoundBodies } from "../../support/familyBody.js";
import { cutText, reading, type Reading } from "../../support/reading.js";
import { seededRandom } from "../../support/seededRandom.js";

const metrics = {
  "amazon-bedrock-invocationMetrics": {
    inputTokenCount: 35,
    outputTokenCount: 7,
    invocationLatency: 225,
    firstByteLatency: 191,
  },
};

function chunk(delta: Json, finishReason: string | null = null): Json {
  return {
    id: "chatcmpl-a069",
    object: "chat.completion.chunk",
    created: 1759875373,
    model: "qwen.qwen3-32b-v1:0",
    service_tier: "auto",
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  };
}

function read(...chunks: readonly Json[]): Reading {
  return reading(chatCompletions.reader(), chunks);
}

describe("chatCompletions", () => {
  itMakesSoundBodies(chatCompletions, "qwen.qwen3-32b-v1:0");
  itMakesSoundBodies(chatCompletions, "openai.gpt-oss-120b-1:0");

  it("serves the vendors that speak it and leaves the others alone", () => {
    const served = [
      "moonshot.kimi-k2-thinking",
      "moonshotai.kimi-k3",
      "minimax.minimax-m2",
      "zai.glm-4.7-flash",
      "nvidia.nemotron-nano-9b-v2",
      "google.gemma-3-4b-it",
      "mistral.ministral-3-8b-instruct",
      "mistral.voxtral-mini-3b-2507",
      "writer.palmyra-vision-7b",
      "openai.gpt-oss-safeguard-20b",
    ];
    const others = [
      "deepseek.r1-v1:0",
      "mistral.mistral-large-2407-v1:0",
      "mistral.mistral-7b-instruct-v0:2",
      "writer.palmyra-x5-v1:0",
      "openai.gpt-5",
      "google.gemma-4-27b",
    ];
    assert.deepEqual(served.filter(chatCompletions.serves), served);
    assert.deepEqual(others.filter(chatCompletions.serves), []);
  });

  it("names the limit as each vendor does", () => {
    const prompt = { prompt: "Hi", maxTokens: 9 };
    const messages = [{ role: "user", content: "Hi" }];
    const oss = "openai.gpt-oss-20b-1:0";
    assert.deepEqual(chatCompletions.body(prompt, oss), { messages, max_completion_tokens: 9 });
    assert.deepEqual(chatCompletions.body(prompt, "zai.glm-5"), { messages, max_tokens: 9 });
  });

  it("puts system text, turns, images and tools in their places", () => {
    const body = chatCompletions.body(
      {
        prompt: "And this?",
        system: "Be brief.",
        conversation: [
          { role: "user", text: "Hi" },
          { role: "assistant", text: "Hello" },
        ],
        images: [{ mediaType: "image/png", base64: "AAAA" }],
        tools: [{ name: "f", inputSchema: { type: "object" } }],
      },
      "google.gemma-3-27b-it",
    );
    assert.deepEqual(body, {
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Hi" },
        { role: "assistant", content: "Hello" },
        {
          role: "user",
          content: [
            { type: "text", text: "And this?" },
            { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
          ],
        },
      ],
      max_tokens: 4096,
      tools: [{ type: "function", function: { name: "f", parameters: { type: "object" } } }],
    });
  });

  it("takes a body with keys of the model's own", () => {
    const body = { messages: [{ role: "user", content: "Hi" }], chat_template_kwargs: {} };
    assert.deepEqual(schemaViolations(body, chatCompletions.schema("zai.glm-5")), []);
  });

  it("reads text and ends with the finish reason, whatever follows", () => {
    const found = read(
      chunk({ content: "", role: "assistant" }),
      chunk({ content: "  Hello" }),
      chunk({ content: ".\n" }),
      chunk({}, "stop"),
      { choices: [], usage: { prompt_tokens: 35, completion_tokens: 7 } },
      metrics,
    );
    assert.equal(found.text, "  Hello.\n");
    assert.deepEqual(found.stop, { stop: "complete", stopReason: "stop" });
    assert.deepEqual(found.usage, { inputTokens: 35, outputTokens: 7 });
    assert.deepEqual(found.ends, [3]);
    assert.deepEqual(found.unknown, []);
  });

  it("reads a last chunk that holds text, stop and metrics at once", () => {
    const last = { ...(chunk({ content: "Hello." }, "length") as object), ...metrics };
    const found = read(last);
    assert.equal(found.text, "Hello.");
    assert.deepEqual(found.stop, { stop: "maxTokens", stopReason: "length" });
    assert.deepEqual(found.ends, [0]);
  });

  for (const [word, stop] of [
    ["tool_calls", "toolUse"],
    ["content_filter", "contentFiltered"],
    ["something_new", "complete"],
  ] as const) {
    it(`ends as ${stop} for ${word}`, () => {
      assert.deepEqual(read(chunk({}, word)).stop, { stop, stopReason: word });
    });
  }

  it("does not end without a finish reason", () => {
    assert.deepEqual(read(chunk({ content: "Hel" }), chunk({}, ""), metrics).ends, []);
  });

  it("reads reasoning from its own key, under both names", () => {
    const found = read(
      chunk({ reasoning_content: "Let me ", reasoning: "Let me " }),
      chunk({ reasoning: "see." }),
      chunk({ content: "Paris." }, "stop"),
    );
    assert.equal(found.reasoning, "Let me see.");
    assert.equal(found.text, "Paris.");
  });

  it("tells inline reasoning from the answer at any cut", () => {
    const said =
      "<reasoning>Is 1 < 2? </reasoning><reasoning>Yes</reasoning>\n<b>Yes</b> 😀 <think>";
    const random = seededRandom(11);
    for (let round = 0; round < 300; round++) {
      const pieces = cutText(said, random, 5);
      const found = read(...pieces.map((content) => chunk({ content })), chunk({}, "stop"));
      assert.equal(found.reasoning, "Is 1 < 2? Yes", JSON.stringify(pieces));
      assert.equal(found.text, "\n<b>Yes</b> 😀 <think>", JSON.stringify(pieces));
      assert.deepEqual(found.ends, [pieces.length]);
    }
  });

  it("joins reasoning that comes in a pair of tags around every piece", () => {
    const found = read(
      chunk({ role: "assistant", content: "" }),
      chunk({ content: null }),
      chunk({ content: "<reasoning>The user</reasoning>" }),
      chunk({ content: "<reasoning> asks.\n\nOk</reasoning>" }),
      chunk({ content: "In" }),
      chunk({ content: " Latin: **Sol**" }, "stop"),
    );
    assert.equal(found.reasoning, "The user asks.\n\nOk");
    assert.equal(found.text, "In Latin: **Sol**");
  });

  it("keeps half a tag when the stream breaks off", () => {
    assert.equal(read(chunk({ content: "<reas" })).text, "<reas");
  });

  it("joins the pieces of several tool calls by their index", () => {
    const piece = (index: number, input: string, first: object = {}, name = {}): Json => ({
      index,
      ...first,
      function: { arguments: input, ...name },
    });
    const found = read(
      chunk({ content: "Looking." }),
      chunk({ tool_calls: [piece(0, "", { id: "a", type: "function" }, { name: "f" })] }),
      chunk({ tool_calls: [piece(0, '{"x"'), piece(1, "", { id: "b" }, { name: "g" })] }),
      // Some servers say id and name again.
      chunk({ tool_calls: [piece(0, ":1}", { id: "a" }, { name: "f" }), piece(1, "{}")] }),
      chunk({}, "tool_calls"),
    );
    assert.deepEqual(found.toolCalls, [
      { id: "a", name: "f", input: '{"x":1}' },
      { id: "b", name: "g", input: "{}" },
    ]);
    assert.equal(found.text, "Looking.");
  });

  it("says a call's id and name only once", () => {
    const reader = chatCompletions.reader();
    const call = (input: string): Json =>
      chunk({ tool_calls: [{ index: 0, id: "a", function: { name: "f", arguments: input } }] });
    assert.deepEqual(reader.read(call("{")), [
      { type: "toolCall", index: 0, id: "a", name: "f", inputText: "{" },
    ]);
    assert.deepEqual(reader.read(call("}")), [{ type: "toolCall", index: 0, inputText: "}" }]);
  });

  it("waits for a call's name that comes after its id", () => {
    const call = (id: string, called: Json): Json =>
      chunk({ tool_calls: [{ index: 0, id, function: called }] });
    const reader = chatCompletions.reader();
    assert.deepEqual(reader.read(call("a", { arguments: "{" })), []);
    assert.deepEqual(reader.read(call("", { name: "f", arguments: "" })), [
      { type: "toolCall", index: 0, id: "a", name: "f", inputText: "{" },
    ]);
    assert.deepEqual(reader.read(call("", { name: null, arguments: "}" })), [
      { type: "toolCall", index: 0, inputText: "}" },
    ]);
  });

  it("gives a call whose name never came, at the latest when the stream is over", () => {
    const nameless = chunk({ tool_calls: [{ index: 0, id: "a", function: { arguments: "{}" } }] });
    const call = { type: "toolCall", index: 0, id: "a", inputText: "{}" };
    const cut = chatCompletions.reader();
    assert.deepEqual(cut.read(nameless), []);
    assert.deepEqual(cut.finish?.(), [call]);
    const whole = chatCompletions.reader();
    whole.read(nameless);
    assert.deepEqual(whole.read(chunk({}, "tool_calls"))[0], call);
    const next = { tool_calls: [{ index: 0, id: "b", function: { name: "g" } }] };
    const other = chatCompletions.reader();
    other.read(nameless);
    assert.deepEqual(other.read(chunk(next)), [
      call,
      { type: "toolCall", index: 0, id: "b", name: "g" },
    ]);
  });

  it("reads the API's older function_call", () => {
    const found = read(
      chunk({ content: null, function_call: { name: "f", arguments: "{" } }),
      chunk({ function_call: { arguments: "}" } }, "function_call"),
    );
    assert.deepEqual(found.toolCalls, [{ name: "f", input: "{}" }]);
    assert.deepEqual(found.stop, { stop: "toolUse", stopReason: "function_call" });
  });

  it("reads reasoning_details only where no other key has the reasoning", () => {
    const details = [{ type: "reasoning.text", text: "Hm." }, { type: "reasoning.encrypted" }];
    assert.equal(read(chunk({ reasoning_details: details })).reasoning, "Hm.");
    const both = chunk({ reasoning: "Hm.", reasoning_details: details });
    assert.equal(read(both).reasoning, "Hm.");
  });

  it("reads message and stop_reason where delta and finish_reason are missing", () => {
    const found = read(
      { choices: [{ index: 0, message: { role: "assistant", content: "Bon" } }] },
      { choices: [{ index: 0, message: { content: "jour" }, stop_reason: "length" }] },
    );
    assert.equal(found.text, "Bonjour");
    assert.deepEqual(found.stop, { stop: "maxTokens", stopReason: "length" });
  });

  it("reads content in parts, thinking apart", () => {
    const thinking = { type: "thinking", thinking: [{ type: "text", text: "Hm." }] };
    const found = read(chunk({ content: [thinking, { type: "text", text: "Yes" }] }, "stop"));
    assert.equal(found.reasoning, "Hm.");
    assert.equal(found.text, "Yes");
  });

  it("ends as refused after a refusal", () => {
    const found = read(chunk({ refusal: "I cannot." }), chunk({}, "stop"));
    assert.equal(found.text, "I cannot.");
    assert.deepEqual(found.stop, { stop: "refused", stopReason: "stop" });
  });

  it("turns an error object into an error and not into an end", () => {
    const found = read({ error: { type: "server_error", message: "Overloaded", code: 529 } });
    assert.deepEqual(found.errors, ["server_error: Overloaded"]);
    assert.deepEqual(found.ends, []);
    for (const word of ["error", "abort"]) {
      const failed = read(chunk({}, word));
      assert.deepEqual(failed.errors, [`${word}: ${word}`]);
      assert.equal(failed.stop?.stopReason, word);
      assert.deepEqual(failed.ends, []);
    }
  });

  it("shows other choices and unknown shapes as JSON, and never mixes them into the answer", () => {
    const other = { index: 1, delta: { content: "No" }, finish_reason: "stop" };
    const found = read({ choices: [{ index: 0, delta: { content: "Yes" } }, other] }, { a: 1 }, 7);
    assert.equal(found.text, "Yes");
    assert.deepEqual(found.unknown, [other, { a: 1 }, 7]);
    assert.deepEqual(found.ends, []);
  });

  it("recognizes chats and nothing else", () => {
    assert.ok(chatCompletions.recognizes(chunk({})));
    assert.ok(chatCompletions.recognizes({ choices: [{ message: { content: "a" } }] }));
    assert.ok(!chatCompletions.recognizes({ choices: [{ text: "a" }] }));
    assert.ok(!chatCompletions.recognizes({ choices: [] }));
    assert.ok(!chatCompletions.recognizes("[DONE]"));
  });
});
