import assert from "node:assert/strict";
import { locateMessage } from "../../../src/request/locate.js";

const claude = {
  anthropic_version: "bedrock-2023-05-31",
  max_tokens: 100,
  thinking: { type: "enabled", budget_tokens: 10 },
  messages: [
    {
      role: "user",
      content: [
        { type: "text", text: "" },
        { type: "image", source: { type: "base64", data: "x" } },
      ],
    },
    { role: "user", content: "again" },
  ],
  tools: [{ type: "custom", name: "a b", input_schema: {} }],
};

const nova = {
  messages: [{ role: "user", content: [{ image: { format: "bmp", source: { bytes: "" } } }] }],
  inferenceConfig: { maxTokens: 9999999, topP: 2, stopSequences: ["a", "b"] },
  toolConfig: { tools: [{ toolSpec: { name: "x" } }] },
};

describe("locateMessage with the body that was sent", () => {
  const cases: readonly [title: string, body: unknown, message: string, ...pointers: string[]][] = [
    [
      "drops a tag that the body shows to be one",
      claude,
      "messages.0.content.1.image.source.base64.media_type: Field required",
      "/messages/0/content/1/source/media_type",
    ],
    [
      "takes a tag for the key of the same name at the end",
      claude,
      "messages.0.content.0.text: text content blocks must be non-empty",
      "/messages/0/content/0/text",
    ],
    [
      "tells tag and key of the same name apart",
      claude,
      "messages.0.content.0.text.text: Input should be a valid string",
      "/messages/0/content/0/text",
    ],
    [
      "drops a value that stands in the path",
      claude,
      '"thinking.type.enabled" is not supported for this model.',
      "/thinking/type",
    ],
    [
      "drops the branch of a union of plain types",
      claude,
      "messages.1.content.list[union[text,image]].0: Input should be a valid dictionary",
      "/messages/1/content/0",
    ],
    [
      "keeps what looks like a tag and is a key",
      nova,
      "Malformed input request: #/messages/0/content/0/image/format: bmp is not a valid enum value",
      "/messages/0/content/0/image/format",
    ],
    [
      "keeps a key in a path that counts from 1",
      nova,
      "1 validation error detected: Value 'bmp' at 'messages.1.member.content.1.member.image.format' failed to satisfy constraint: Member must satisfy enum value set: [png]",
      "/messages/0/content/0/image/format",
    ],
    [
      "corrects an index one past the end",
      nova,
      "1 validation error detected: Value '' at 'toolConfig.tools.1.toolSpec.name' failed to satisfy constraint: Member must have length greater than or equal to 1",
      "/toolConfig/tools/0/toolSpec/name",
    ],
    [
      "finds a setting in the object that holds the settings",
      nova,
      "max_tokens: 9999999 > 10000, which is the maximum allowed number of output tokens",
      "/inferenceConfig/maxTokens",
    ],
    [
      "finds a setting by the body's spelling",
      nova,
      "`top_p` must be less than or equal to 1",
      "/inferenceConfig/topP",
    ],
    [
      "does not take a similar key for a missing one",
      { maxTokens: 5 },
      "max_tokens: Field required",
      "/max_tokens",
    ],
    [
      "keeps the message's spelling of a key that is too many",
      { Stream: 1, stream: true },
      "Malformed input request: #: extraneous key [stream] is not permitted",
      "/stream",
    ],
    [
      "reads a body given as text",
      '{"inferenceConfig":{"topK":3}}',
      "top_k: Extra inputs are not permitted",
      "/inferenceConfig/topK",
    ],
    [
      "accepts a bare name that is a key of the body",
      { wibble: 3 },
      "wibble must be at least 5",
      "/wibble",
    ],
    [
      "finds the only value that the message quotes",
      nova,
      "Malformed input request: 9999999 is not less or equal to 10000",
      "/inferenceConfig/maxTokens",
    ],
    [
      "finds the only string that does not match",
      { a: { stop: ["</x>"] } },
      "Malformed input request: string [</x>] does not match pattern ^(User:)$",
      "/a/stop/0",
    ],
    [
      "finds the only array that has too many items",
      nova,
      "Malformed input request: expected maximum item count: 1, found: 2",
      "/inferenceConfig/stopSequences",
    ],
    [
      "finds the only value of the wrong type",
      { inputText: ["a"] },
      "Malformed input request: expected type: String, found: JSONArray",
      "/inputText",
    ],
    [
      "gives no place when several values fit",
      { a: [1], b: [2] },
      "Malformed input request: expected type: String, found: JSONArray",
    ],
    [
      "finds the limit that a sentence speaks of",
      nova,
      "The maximum tokens you requested exceeds the model limit of 4096.",
      "/inferenceConfig/maxTokens",
    ],
    [
      "finds the turn that repeats a role",
      claude,
      "A conversation must alternate between user and assistant roles.",
      "/messages/1/role",
    ],
    [
      "finds the tools that a model does not take",
      nova,
      "This model doesn't support tool use.",
      "/toolConfig",
    ],
    [
      "gives no place for tools that the body lacks",
      { messages: [] },
      "This model doesn't support tool use.",
    ],
    ["gives no place for a message without one", claude, "Input is too long for requested model."],
    [
      "keeps a place that the body does not have",
      claude,
      "messages.7.content: Field required",
      "/messages/7/content",
    ],
  ];
  for (const [title, body, message, ...pointers] of cases) {
    it(title, () => {
      assert.deepEqual(locateMessage(message, body), pointers);
    });
  }

  it("ignores a body that is none", () => {
    for (const body of [null, 7, [], "{", undefined]) {
      assert.deepEqual(locateMessage("max_tokens: Field required", body), ["/max_tokens"]);
    }
  });
});
