import assert from "node:assert/strict";
import fc from "fast-check";
import { locateMessage } from "../../../src/request/locate.js";
import { explainViolation, type Violation } from "../../../src/request/violation.js";

describe("explainViolation", () => {
  const cases: readonly [message: string, ...violations: Violation[]][] = [
    [
      "Malformed input request: #: required key [max_tokens] not found#: extraneous key [stream] is not permitted",
      { type: "missingKey", pointer: "/max_tokens" },
      { type: "extraneousKey", pointer: "/stream" },
    ],
    [
      "Malformed input request: #/max_gen_len: 8192 is not less or equal to 2048, please reformat your input and try again.",
      { type: "outOfRange", pointer: "/max_gen_len", maximum: 2048 },
    ],
    [
      "Malformed input request: #/textGenerationConfig/topP: 0 is not greater than 0",
      { type: "outOfRange", pointer: "/textGenerationConfig/topP", minimum: 0, exclusive: true },
    ],
    [
      "Malformed input request: #/messages/0/content: expected type: JSONArray, found: String",
      { type: "wrongType", pointer: "/messages/0/content", expected: "JSONArray" },
    ],
    [
      "Malformed input request: #/stop: expected maximum item count: 4, found: 5",
      { type: "wrongLength", pointer: "/stop", maximum: 4 },
    ],
    [
      "Malformed input request: #/messages/0/role: system is not a valid enum value",
      { type: "wrongValue", pointer: "/messages/0/role" },
    ],
    [
      "max_tokens: 999999 > 128000, which is the maximum allowed number of output tokens for x",
      { type: "outOfRange", pointer: "/max_tokens", maximum: 128000 },
    ],
    [
      "temperature: range: 0..1",
      { type: "outOfRange", pointer: "/temperature", minimum: 0, maximum: 1 },
    ],
    [
      "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
      { type: "outOfRange", pointer: "/thinking/budget_tokens", minimum: 1024 },
    ],
    [
      "messages.1.role: Input should be 'user' or 'assistant'",
      { type: "wrongValue", pointer: "/messages/1/role", allowed: ["user", "assistant"] },
    ],
    [
      "tools.0.custom.name: String should have at most 128 characters",
      { type: "wrongLength", pointer: "/tools/0/name", maximum: 128 },
    ],
    ["foo: Extra inputs are not permitted", { type: "extraneousKey", pointer: "/foo" }],
    [
      "top_k: Input should be a valid integer",
      { type: "wrongType", pointer: "/top_k", expected: "integer" },
    ],
    [
      "The model returned the following errors: temperature is deprecated for this model",
      { type: "deprecatedKey", pointer: "/temperature" },
    ],
    [
      "`temperature` and `top_p` cannot both be specified for this model. Please use only one.",
      { type: "conflict", pointers: ["/temperature", "/top_p"] },
    ],
    [
      "`max_tokens` must be greater than `thinking.budget_tokens`.",
      { type: "conflict", pointers: ["/max_tokens", "/thinking/budget_tokens"] },
    ],
    [
      "`temperature` may only be set to 1 when thinking is enabled.",
      { type: "outOfRange", pointer: "/temperature", minimum: 1, maximum: 1 },
    ],
    [
      "This model doesn’t support the stopSequences field. Remove stopSequences and try again.",
      { type: "extraneousKey", pointer: "/stopSequences" },
    ],
    [
      "invalid request: temperature must be between 0 and 5.0 inclusive.",
      { type: "outOfRange", pointer: "/temperature", minimum: 0, maximum: 5 },
    ],
    [
      "top_p must be in (0, 1], got 2.0.",
      { type: "outOfRange", pointer: "/top_p", minimum: 0, maximum: 1 },
    ],
    [
      "1 validation error detected: Value '5' at 'inferenceConfig.temperature' failed to satisfy constraint: Member must have value less than or equal to 1",
      { type: "outOfRange", pointer: "/inferenceConfig/temperature", maximum: 1 },
    ],
    [
      "1 validation error detected: Value 'x' at 'messages.1.member.role' failed to satisfy constraint: Member must satisfy enum value set: [user, assistant]",
      { type: "wrongValue", pointer: "/messages/0/role", allowed: ["user", "assistant"] },
    ],
    [
      "Invocation of model ID meta.llama4-scout-17b-instruct-v1:0 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.",
      { type: "onDemandUnsupported", modelId: "meta.llama4-scout-17b-instruct-v1:0" },
    ],
    [
      "The provided model with on-demand throughput is not supported.",
      { type: "onDemandUnsupported" },
    ],
    [
      "messages.22: `tool_use` ids were found without `tool_result` blocks immediately after: toolu_1",
      { type: "other", pointer: "/messages/22" },
    ],
    ["Too many requests, please wait before trying again."],
  ];
  for (const [message, ...violations] of cases) {
    it(JSON.stringify(message), () => {
      assert.deepEqual(explainViolation(message), violations);
    });
  }

  it("blames the pointers of locateMessage, in its order", () => {
    for (const [message] of cases) {
      const pointers = explainViolation(message).flatMap((violation) => {
        if (violation.type === "onDemandUnsupported") return [];
        return violation.type === "conflict" ? violation.pointers : [violation.pointer];
      });
      assert.deepEqual(pointers, locateMessage(message));
    }
  });

  it("reads any text, however odd, without throwing", function () {
    this.timeout(30_000);
    const words = fc.constantFrom(
      ..."#/ : . messages 0 content `temperature` and cannot both be { } \" [ ] \n at ' failed to satisfy constraint: is must < > $ \\".split(
        " ",
      ),
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), fc.constantFrom("", " "), (parts, by) => {
        explainViolation(parts.join(by), { messages: [] });
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  it("reads long texts in a moment", function () {
    this.timeout(60_000);
    const pieces = [
      "{",
      "[",
      "a.",
      "a, ",
      "`a` and ",
      "#/a: ",
      "'a' ",
      "messages.0.",
      "the ",
      "\n",
    ];
    const before = process.cpuUsage();
    for (const piece of pieces) explainViolation(piece.repeat(20_000));
    const { user } = process.cpuUsage(before);
    // Without a limit to what is read, backtracking takes minutes here.
    assert.ok(user < 10_000_000, `${user} microseconds`);
  });
});
