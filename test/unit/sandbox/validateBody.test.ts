import assert from "node:assert/strict";
import { families } from "../../../src/models/families.js";
import type { FamilyId } from "../../../src/models/family.js";
import type { JsonObject } from "../../../src/request/json.js";
import { fieldMessage } from "../../../src/sandbox/fieldWording.js";
import { malformedMessage } from "../../../src/sandbox/malformedWording.js";
import { isRefusal } from "../../../src/sandbox/refusal.js";
import { schemaViolations } from "../../../src/sandbox/schemaViolations.js";
import { validateBody } from "../../../src/sandbox/validateBody.js";

/** What a family answers to a body; undefined when it takes it. */
function complaint(id: FamilyId, body: unknown, baseModelId = ""): string | undefined {
  const family = families.find((one) => one.id === id);
  assert.ok(family);
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const checked = validateBody(text, family, baseModelId);
  if (!isRefusal(checked)) return undefined;
  assert.deepEqual([checked.name, checked.status], ["ValidationException", 400]);
  return checked.message;
}

const please = ", please reformat your input and try again.";
const haiku = "anthropic.claude-3-haiku-20240307-v1:0";
const claude = {
  anthropic_version: "bedrock-2023-05-31",
  max_tokens: 10,
  messages: [{ role: "user", content: "Hi" }],
};

describe("sandbox checking bodies", () => {
  it("takes every family's own body", () => {
    for (const family of families) {
      for (const { modelId } of family.models) {
        const base = modelId.replace(/^(us|global)\./, "");
        const prompt = {
          prompt: "Hi",
          system: "Be brief.",
          conversation: [
            { role: "user" as const, text: "a" },
            { role: "assistant" as const, text: "b" },
          ],
          tools: [{ name: "add", inputSchema: { type: "object", properties: {} } }],
        };
        assert.equal(complaint(family.id, family.body(prompt, base), base), undefined, modelId);
      }
    }
  });

  // The first four are messages that people really got.
  const malformed: readonly [FamilyId, JsonObject, string][] = [
    [
      "llama",
      { messages: [] },
      "#: required key [prompt] not found#: extraneous key [messages] is not permitted",
    ],
    [
      "jamba",
      { prompt: "Hi" },
      "#: required key [messages] not found#: extraneous key [prompt] is not permitted",
    ],
    ["nova", { messages: [{ role: "user" }] }, "#/messages/0: required key [content] not found"],
    [
      "nova",
      { messages: [{ role: "user", content: "Hi" }] },
      "#/messages/0/content: expected type: JSONArray, found: String",
    ],
    [
      "cohereCommandR",
      { message: "Hi", logit_bias: {}, p: 1 },
      "#: extraneous key [logit_bias] is not permitted#/p: 1 is not less or equal to 0.99",
    ],
    [
      "titanText",
      { inputText: "Hi", textGenerationConfig: { temperature: 3, maxTokenCount: "5", topP: 0 } },
      "#/textGenerationConfig/temperature: 3 is not less or equal to 1" +
        "#/textGenerationConfig/maxTokenCount: expected type: Integer, found: String" +
        "#/textGenerationConfig/topP: 0 is not greater than 0",
    ],
    [
      "titanText",
      { inputText: 7, textGenerationConfig: { maxTokenCount: 1.5 } },
      "#/inputText: expected type: String, found: Integer" +
        "#/textGenerationConfig/maxTokenCount: expected type: Integer, found: BigDecimal",
    ],
    [
      "cohereCommand",
      { prompt: "", truncate: "MIDDLE", stop_sequences: ["a", "b", "c", "d", "e"] },
      "#/prompt: expected minLength: 1, actual: 0#/truncate: MIDDLE is not a valid enum value" +
        "#/stop_sequences: expected maximum item count: 4, found: 5",
    ],
  ];
  for (const [id, body, complaints] of malformed) {
    it(`complains as the service does: ${id} ${complaints}`, () => {
      const message = complaint(id, body, id === "titanText" ? "amazon.titan-text-lite-v1" : "");
      assert.equal(message, `Malformed input request: ${complaints}${please}`);
    });
  }

  const fields: readonly [string, JsonObject, string?][] = [
    ["max_tokens: Field required", { max_tokens: undefined }],
    ["messages: Field required", { messages: undefined }],
    ["messages.0.content: Field required", { messages: [{ role: "user" }] }],
    [
      "messages.0.content.0.type: Field required",
      { messages: [{ role: "user", content: [{ text: "Hi" }] }] },
    ],
    [
      "messages.0.content.0.image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/webp' or 'image/gif'",
      {
        messages: [
          {
            role: "user",
            content: [
              { type: "image", source: { type: "base64", media_type: "image/bmp", data: "" } },
            ],
          },
        ],
      },
    ],
    [
      "messages.0.role: Input should be 'user' or 'assistant'",
      { messages: [{ role: "system", content: "" }] },
    ],
    ["messages: at least one message is required", { messages: [] }],
    ["stream: Extra inputs are not permitted", { stream: true }],
    ["temperature: Input should be less than or equal to 1", { temperature: 2 }],
    ["max_tokens: Input should be a valid integer", { max_tokens: "many" }],
    [
      `max_tokens: 5000 > 4096, which is the maximum allowed number of output tokens for ${haiku}`,
      { max_tokens: 5000 },
    ],
    [
      'messages: first message must use the "user" role',
      { messages: [{ role: "assistant", content: "Hi" }] },
    ],
    [
      "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'",
      { tools: [{ name: "a b", input_schema: {} }] },
    ],
    [
      "`temperature` and `top_p` cannot both be specified for this model. Please use only one.",
      { temperature: 1, top_p: 0.5 },
      "anthropic.claude-sonnet-4-5-20250929-v1:0",
    ],
    ["temperature is deprecated for this model", { temperature: 1 }, "anthropic.claude-opus-4-8"],
    [
      '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.',
      { thinking: { type: "enabled", budget_tokens: 1024 } },
      "anthropic.claude-opus-4-8",
    ],
  ];
  for (const [message, change, base = haiku] of fields) {
    it(`complains as Claude does: ${message}`, () => {
      assert.equal(complaint("anthropicMessages", { ...claude, ...change }, base), message);
    });
  }

  it("takes the newer anthropic_version, which Anthropic's SDK sends", () => {
    const body = { ...claude, anthropic_version: "2026-10-21" };
    assert.equal(complaint("anthropicMessages", body, haiku), undefined);
    assert.match(
      complaint("anthropicMessages", { ...claude, anthropic_version: "1" }, haiku) ?? "",
      /^anthropic_version: Input should be 'bedrock-2023-05-31'/,
    );
  });

  it("names the Messages API to a body of text completions, as Claude 3 and later do", () => {
    const body = { prompt: "\n\nHuman: Hi\n\nAssistant:", max_tokens_to_sample: 9 };
    assert.equal(
      complaint("anthropicMessages", body, haiku),
      '"claude-3-haiku-20240307" is not supported on this API. Please use the Messages API instead.',
    );
  });

  it("takes the metadata that Anthropic's clients write, and no other key", () => {
    const body = { ...claude, metadata: { user_id: "me" } };
    assert.equal(complaint("anthropicMessages", body, haiku), undefined);
    assert.match(
      complaint("anthropicMessages", { ...body, service_tier: "auto" }, haiku) ?? "",
      /^service_tier: Extra inputs/,
    );
  });

  it("refuses what is no JSON and what is no object", () => {
    for (const text of ["", "{", "[]", '"text"', "null"]) {
      for (const { id } of families) {
        assert.match(complaint(id, text) ?? "", /./, `${id} ${text}`);
      }
    }
  });

  it("wraps the complaint of the open-weight models in their error object", () => {
    const message = complaint("chatCompletions", { prompt: "Hi" }) ?? "";
    const [head, json] = [
      message.slice(0, message.indexOf("{")),
      message.slice(message.indexOf("{")),
    ];
    assert.equal(head, "The model returned the following errors: ");
    assert.equal(
      (JSON.parse(json) as { error: { message: string } }).error.message,
      "messages: Field required",
    );
  });

  it("takes a body whose keys look like an answer of the sandbox", () => {
    const body = { messages: [{ role: "user", content: "Hi" }], status: 1, from: "x", name: "y" };
    assert.equal(complaint("chatCompletions", body), undefined);
  });

  describe("with keywords of JSON schema", () => {
    const definitions = { short: { type: "string", maxLength: 2 } };
    const cases: readonly [string, JsonObject, unknown, string][] = [
      [
        "$ref",
        { definitions, properties: { a: { $ref: "#/definitions/short" } } },
        { a: "xyz" },
        "#/a: expected maxLength: 2, actual: 3",
      ],
      [
        "anyOf",
        { anyOf: [{ type: "string" }, { type: "array", minItems: 1 }] },
        [],
        "#: expected type: String, found: JSONArray#: expected minimum item count: 1, found: 0",
      ],
      ["oneOf", { oneOf: [{ type: "null" }] }, 1, "#: expected: null, found: Integer"],
      [
        "type list",
        { type: ["string", "null"] },
        true,
        "#: expected type: String, found: Boolean#: expected: null, found: Boolean",
      ],
      [
        "allOf",
        { allOf: [{ minimum: 2 }, { exclusiveMaximum: 1 }] },
        1,
        "#: 1 is not greater or equal to 2#: 1 is not less than 1",
      ],
      [
        "not",
        { not: { required: ["a"] } },
        { a: 1 },
        '#: subject must not be valid against schema {"required":["a"]}',
      ],
      [
        "if then",
        { if: { properties: { a: { const: 1 } } }, then: { required: ["b"] } },
        { a: 1 },
        "#: required key [b] not found",
      ],
      ["const", { properties: { a: { const: "x" } } }, { a: "y" }, "#/a: "],
      ["pattern", { pattern: "^a$" }, "b", "#: string [b] does not match pattern ^a$"],
      ["false", { properties: { a: false } }, { a: 1 }, "#/a: false schema always fails"],
      ["minProperties", { minProperties: 1 }, {}, "#: minimum size: [1], found: [0]"],
      [
        "additionalProperties",
        { additionalProperties: { type: "number" } },
        { a: "1" },
        "#/a: expected type: Number, found: String",
      ],
    ];
    for (const [keyword, schema, value, expected] of cases) {
      it(`checks ${keyword}`, () => {
        const violations = schemaViolations(value as JsonObject, schema);
        assert.equal(malformedMessage(violations), `Malformed input request: ${expected}${please}`);
        assert.notEqual(fieldMessage(violations, value as JsonObject), "");
      });
    }

    it("finds nothing wrong with what fits", () => {
      const schema = {
        type: "object",
        required: ["a"],
        properties: { a: { oneOf: [{ enum: [1, 2] }, { type: "string" }] } },
        not: { required: ["z"] },
        if: { required: ["b"] },
        then: { required: ["c"] },
      };
      for (const value of [{ a: 1 }, { a: "x" }, { a: 2, b: 1, c: 1 }]) {
        assert.deepEqual(schemaViolations(value, schema), []);
      }
    });
  });
});
