import assert from "node:assert/strict";
import {
  chunkReaderFor,
  families,
  familyOf,
  familyOfChunk,
  familyOfRequest,
  maxTokensPointerOf,
} from "../../../src/models/families.js";
import type { FamilyId } from "../../../src/models/family.js";
import { jsonAt } from "../../../src/models/jsonAt.js";
import { isJsonObject, type Json, type JsonObject } from "../../../src/request/json.js";

const served: readonly (readonly [string, FamilyId])[] = [
  ["anthropic.claude-3-haiku-20240307-v1:0", "anthropicMessages"],
  ["global.anthropic.claude-sonnet-4-6", "anthropicMessages"],
  ["us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0", "anthropicMessages"],
  ["us.anthropic.claude-fable-5", "anthropicMessages"],
  ["anthropic.claude-v2:1", "anthropicText"],
  ["anthropic.claude-v2:0:18k", "anthropicText"],
  ["anthropic.claude-instant-v1", "anthropicText"],
  ["amazon.nova-lite-v1:0:300k", "nova"],
  ["us.amazon.nova-premier-v1:0", "nova"],
  ["jp.amazon.nova-2-lite-v1:0", "nova"],
  ["amazon.titan-text-premier-v1:0", "titanText"],
  ["amazon.titan-tg1-large", "titanText"],
  ["meta.llama2-70b-chat-v1", "llama"],
  ["us.meta.llama3-2-11b-instruct-v1:0", "llama"],
  ["us.meta.llama4-scout-17b-instruct-v1:0", "llama"],
  ["mistral.mistral-7b-instruct-v0:2", "mistralText"],
  ["mistral.mixtral-8x7b-instruct-v0:1", "mistralText"],
  ["mistral.mistral-large-2402-v1:0", "mistralText"],
  ["mistral.mistral-small-2402-v1:0", "mistralText"],
  ["mistral.mistral-large-2407-v1:0", "mistralChat"],
  ["us.mistral.pixtral-large-2502-v1:0", "mistralChat"],
  ["mistral.mistral-large-3-675b-instruct", "chatCompletions"],
  ["mistral.ministral-3-8b-instruct", "chatCompletions"],
  ["cohere.command-light-text-v14", "cohereCommand"],
  ["cohere.command-r-plus-v1:0", "cohereCommandR"],
  ["ai21.jamba-1-5-mini-v1:0", "jamba"],
  ["ai21.j2-ultra-v1", "jurassic2"],
  ["us.deepseek.r1-v1:0", "deepseekR1"],
  ["deepseek.v3-v1:0", "chatCompletions"],
  ["openai.gpt-oss-20b-1:0", "chatCompletions"],
  ["qwen.qwen3-32b-v1:0", "chatCompletions"],
  ["moonshotai.kimi-k2.5", "chatCompletions"],
  ["minimax.minimax-m2", "chatCompletions"],
  ["zai.glm-4.7", "chatCompletions"],
  ["nvidia.nemotron-nano-9b-v2", "chatCompletions"],
  ["google.gemma-3-27b-it", "chatCompletions"],
  ["writer.palmyra-vision-7b", "chatCompletions"],
  ["us.writer.palmyra-x5-v1:0", "writerPalmyra"],
  ["arn:aws:bedrock:us-east-1:123456789012:imported-model/abcdefghijkl", "importedModel"],
];

describe("the family", () => {
  for (const [modelId, id] of served) {
    it(`of ${modelId} is ${id}`, () => assert.equal(familyOf(modelId)?.id, id));
  }

  for (const modelId of [
    "amazon.nova-canvas-v1:0",
    "amazon.nova-sonic-v1:0",
    "amazon.titan-embed-text-v2:0",
    "cohere.embed-english-v3",
    "cohere.rerank-v3-5:0",
    "stability.sd3-5-large-v1:0",
    "nobody.knows-this-v1:0",
    "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl",
  ]) {
    it(`of ${modelId} is not known`, () => assert.equal(familyOf(modelId), undefined));
  }

  it("is one for each id: no two families serve the same model", () => {
    for (const [modelId] of served) {
      const base = modelId.replace(/^(?:us|us-gov|jp|global)\./, "");
      const serving = families.filter((family) => family.serves(base));
      assert.ok(serving.length <= 1, `${modelId}: ${serving.map(({ id }) => id).join()}`);
    }
  });

  it("serves every model that it offers", () => {
    for (const family of families) {
      for (const model of family.models) {
        assert.equal(familyOf(model.modelId), family, model.modelId);
      }
    }
  });

  it("of Claude 2 follows the body", () => {
    assert.equal(familyOfRequest("anthropic.claude-v2", { prompt: "" })?.id, "anthropicText");
    assert.equal(familyOfRequest("anthropic.claude-v2", { messages: [] })?.id, "anthropicMessages");
    assert.equal(familyOfRequest("anthropic.claude-v2", undefined)?.id, "anthropicText");
  });
});

describe("the shape of a chunk", () => {
  const shapes: readonly (readonly [Json, FamilyId])[] = [
    [{ type: "message_start", message: {} }, "anthropicMessages"],
    [{ type: "completion", completion: " The", stop_reason: null }, "anthropicText"],
    [{ completion: "", stop_reason: "stop_sequence" }, "anthropicText"],
    [{ messageStart: { role: "assistant" } }, "nova"],
    [{ outputText: "", index: 0 }, "titanText"],
    [{ generation: "The" }, "llama"],
    [{ outputs: [{ text: "", stop_reason: null }] }, "mistralText"],
    [{ is_finished: false, text: " I" }, "cohereCommand"],
    [{ generations: [{ text: "" }] }, "cohereCommand"],
    [{ is_finished: false, event_type: "text-generation", text: "" }, "cohereCommandR"],
    [{ choices: [{ index: 0, delta: { content: "" } }] }, "chatCompletions"],
    [{ choices: [{ text: "Thank", stop_reason: null }] }, "deepseekR1"],
  ];
  for (const [chunk, id] of shapes) {
    it(`${JSON.stringify(chunk)} tells ${id}`, () => assert.equal(familyOfChunk(chunk)?.id, id));
  }

  it("that is foreign tells no family", () => {
    assert.equal(familyOfChunk({ novel: true }), undefined);
    assert.equal(familyOfChunk([1, 2]), undefined);
  });
});

describe("the reader for a model", () => {
  const metrics = { "amazon-bedrock-invocationMetrics": { inputTokenCount: 1 } };

  it("of an unknown family shows chunks as JSON and ends with the metrics", () => {
    const reader = chunkReaderFor("nobody.knows-this-v1:0");
    const json = { novel: true };
    assert.deepEqual(reader.read(json), [{ type: "unknown", json }]);
    const last = { novel: false, ...metrics };
    assert.deepEqual(reader.read(last), [{ type: "unknown", json: last }, { type: "end" }]);
    assert.deepEqual(chunkReaderFor("nobody.knows-this-v1:0").read(metrics), [{ type: "end" }]);
  });

  it("of an unknown family decides on the first chunk that any family knows", () => {
    const reader = chunkReaderFor("arn:aws:sagemaker:us-east-1:123456789012:endpoint/name");
    assert.equal(reader.read({ novel: true })[0]?.type, "unknown");
    assert.deepEqual(reader.read({ generation: "Hi" }), [{ type: "text", text: "Hi" }]);
    const parts = reader.read({ generation: "", stop_reason: "stop", ...metrics });
    assert.deepEqual(parts, [
      { type: "stop", stop: "complete", stopReason: "stop" },
      { type: "end" },
    ]);
  });

  it("takes a ping, which families share, for no sign of any", () => {
    for (const modelId of ["anthropic.claude-v2:1", "nobody.knows-this-v1:0"]) {
      const reader = chunkReaderFor(modelId);
      assert.deepEqual(reader.read({ type: "ping" }), []);
      const text = { type: "text", text: " Hi" };
      assert.deepEqual(reader.read({ type: "completion", completion: " Hi" }), [text]);
    }
  });

  it("shows a chunk of metrics alone in no family", () => {
    for (const family of families) {
      const modelId = family.models[0]?.modelId ?? "anthropic.claude-v2:1";
      assert.ok(
        chunkReaderFor(modelId)
          .read(metrics)
          .every(({ type }) => type !== "unknown"),
      );
    }
  });

  it("of R1 tells its reasoning although the chunks look like an imported model's", () => {
    const reader = chunkReaderFor("us.deepseek.r1-v1:0");
    const chunk = (text: string) => ({ choices: [{ index: 0, text, finish_reason: null }] });
    assert.deepEqual(reader.read(chunk("Hm.</think>Yes")), [
      { type: "reasoning", text: "Hm." },
      { type: "text", text: "Yes" },
    ]);
  });

  it("reads a Messages answer of Claude 2", () => {
    const reader = chunkReaderFor("anthropic.claude-v2");
    assert.deepEqual(reader.read({ type: "message_start", message: {} }), []);
    const delta = { type: "content_block_delta", delta: { type: "text_delta", text: "Hi" } };
    assert.deepEqual(reader.read(delta), [{ type: "text", text: "Hi" }]);
  });

  it("ends a blocked answer that lacks the family's own ending, and only once", () => {
    const reader = chunkReaderFor("meta.llama3-70b-instruct-v1:0");
    const blocked = {
      generation: "Blocked.",
      "amazon-bedrock-guardrailAction": "INTERVENED",
      "amazon-bedrock-trace": {},
    };
    assert.deepEqual(reader.read(blocked), [
      { type: "text", text: "Blocked." },
      { type: "stop", stop: "guardrailIntervened", stopReason: "INTERVENED" },
      { type: "end" },
    ]);
    assert.deepEqual(
      reader.read({ generation: "", ...metrics, "amazon-bedrock-guardrailAction": "INTERVENED" }),
      [],
    );
  });

  it("leaves a masked answer its own ending", () => {
    const reader = chunkReaderFor("meta.llama3-70b-instruct-v1:0");
    const masked = { "amazon-bedrock-guardrailAction": "INTERVENED" };
    assert.deepEqual(reader.read({ generation: "a", ...masked }), [{ type: "text", text: "a" }]);
    assert.deepEqual(
      reader.read({ generation: "", stop_reason: "length", ...metrics, ...masked }),
      [{ type: "stop", stop: "maxTokens", stopReason: "length" }, { type: "end" }],
    );
  });
});

describe("every family's body", () => {
  for (const family of families) {
    const modelId = served.find(([, id]) => id === family.id)?.[0] ?? "";
    const base = modelId.replace(/^(?:us|global)\./, "");

    it(`of ${family.id} has every required key of its schema and no unknown one`, () => {
      const schema = family.schema(base);
      const body = family.body({ prompt: "Hi", system: "Be short.", maxTokens: 64 }, base);
      const required = jsonAt(schema, "required");
      for (const key of Array.isArray(required) ? (required as readonly Json[]) : []) {
        assert.ok(typeof key === "string" && key in body, String(key));
      }
      const known = Object.keys((schema.properties ?? {}) as JsonObject);
      for (const key of Object.keys(body)) assert.ok(known.includes(key), key);
    });

    it(`of ${family.id} has its token limit where the pointer says`, () => {
      const body = family.body({ prompt: "Hi", maxTokens: 64 }, base);
      const path = family.maxTokensPointer.split("/").slice(1);
      assert.equal(jsonAt(body, ...path), 64);
    });

    it(`of ${family.id} has a schema whose top keys all explain themselves`, () => {
      const properties = jsonAt(family.schema(base), "properties");
      assert.ok(isJsonObject(properties));
      for (const [key, value] of Object.entries(properties)) {
        assert.ok(isJsonObject(value ?? null) && jsonAt(value, "description"), key);
      }
    });
  }
});

describe("the key that limits an answer", () => {
  it("is the one that the model's body has", () => {
    assert.equal(maxTokensPointerOf("openai.gpt-oss-120b-1:0"), "/max_completion_tokens");
    assert.equal(maxTokensPointerOf("qwen.qwen3-32b-v1:0"), "/max_tokens");
    assert.equal(maxTokensPointerOf("us.amazon.nova-pro-v1:0"), "/inferenceConfig/maxTokens");
  });
});
