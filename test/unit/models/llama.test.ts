import assert from "node:assert/strict";
import { jsonAt } from "../../../src/models/jsonAt.js";
import { llama } from "../../../src/models/llama.js";
import type { Prompt } from "../../../src/models/family.js";
import { itMakesSoundBodies } from "../../support/familyBody.js";

describe("chunks of Llama", () => {
  it("give text, counts so far and the end", () => {
    const reader = llama.reader();
    const first = {
      generation: "The",
      prompt_token_count: 10,
      generation_token_count: 1,
      stop_reason: null,
    };
    assert.deepEqual(reader.read(first), [
      { type: "text", text: "The" },
      { type: "usage", usage: { inputTokens: 10, outputTokens: 1 } },
    ]);
    const last = {
      generation: ".",
      prompt_token_count: null,
      generation_token_count: 60,
      stop_reason: "length",
    };
    assert.deepEqual(reader.read(last), [
      { type: "text", text: "." },
      { type: "usage", usage: { inputTokens: 10, outputTokens: 60 } },
      { type: "stop", stop: "maxTokens", stopReason: "length" },
      { type: "end" },
    ]);
  });

  it("of unknown shape are shown as JSON, empty ones say nothing", () => {
    assert.deepEqual(llama.reader().read({ novel: 1 }), [{ type: "unknown", json: { novel: 1 } }]);
    assert.deepEqual(llama.reader().read({ generation: "", stop_reason: null }), []);
  });
});

describe("the prompt of Llama", () => {
  itMakesSoundBodies(llama, "meta.llama2-13b-chat-v1");
  itMakesSoundBodies(llama, "meta.llama3-1-8b-instruct-v1:0");
  itMakesSoundBodies(llama, "meta.llama3-2-11b-instruct-v1:0");
  itMakesSoundBodies(llama, "meta.llama4-scout-17b-instruct-v1:0");

  const prompt: Prompt = {
    prompt: "And now?",
    system: "Be short.",
    conversation: [
      { role: "user", text: "Hi" },
      { role: "assistant", text: "Hello" },
    ],
  };
  const written = (id: string, from: Prompt = prompt) => llama.body(from, id).prompt;

  it("is in Llama 2's template", () => {
    assert.equal(
      written("meta.llama2-13b-chat-v1"),
      "<s>[INST] <<SYS>>\nBe short.\n<</SYS>>\n\nHi [/INST] Hello </s><s>[INST] And now? [/INST]",
    );
    assert.equal(written("meta.llama2-13b-chat-v1", { prompt: "Hi" }), "<s>[INST] Hi [/INST]");
  });

  it("is in Llama 3's template", () => {
    const turn = (role: string, text: string) =>
      `<|start_header_id|>${role}<|end_header_id|>\n\n${text}<|eot_id|>`;
    assert.equal(
      written("meta.llama3-3-70b-instruct-v1:0"),
      "<|begin_of_text|>" +
        turn("system", "Be short.") +
        turn("user", "Hi") +
        turn("assistant", "Hello") +
        turn("user", "And now?") +
        "<|start_header_id|>assistant<|end_header_id|>\n\n",
    );
  });

  it("is in Llama 4's template", () => {
    assert.equal(
      written("meta.llama4-scout-17b-instruct-v1:0", { prompt: "Hi" }),
      "<|begin_of_text|><|header_start|>user<|header_end|>\n\nHi<|eot|>" +
        "<|header_start|>assistant<|header_end|>\n\n",
    );
  });

  it("marks the place of each image and sends them beside", () => {
    const id = "meta.llama3-2-11b-instruct-v1:0";
    const images = [{ mediaType: "image/png", base64: "AAAA" }];
    const body = llama.body({ prompt: "What is this?", images }, id);
    assert.match(String(body.prompt), /\n\n<\|image\|>What is this\?<\|eot_id\|>/);
    assert.deepEqual(body.images, ["AAAA"]);
    assert.notEqual(jsonAt(llama.schema(id), "properties", "images"), undefined);
    const blind = llama.schema("meta.llama3-3-70b-instruct-v1:0");
    assert.equal(jsonAt(blind, "properties", "images"), undefined);
  });

  it("leaves images out where the model does not see", () => {
    const images = [{ mediaType: "image/png", base64: "AAAA" }];
    for (const model of ["meta.llama2-13b-chat-v1", "meta.llama3-2-3b-instruct-v1:0"]) {
      const body = llama.body({ prompt: "Hi", images }, model);
      assert.deepEqual(body, llama.body({ prompt: "Hi" }, model));
    }
  });

  it("asks for 2048 tokens at most", () => {
    const body = llama.body({ prompt: "Hi", maxTokens: 9000 }, "meta.llama3-8b-instruct-v1:0");
    assert.equal(body.max_gen_len, 2048);
  });
});
