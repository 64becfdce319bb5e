import assert from "node:assert/strict";
import type { Fix, FixContext } from "../../../src/editor/fixes/fix.js";
import { fixesFor } from "../../../src/editor/fixes/fixesFor.js";
import { changeJson } from "../../../src/editor/fixes/jsonEdit.js";
import { isJsonObject, parseJson, type Json } from "../../../src/request/json.js";

const claude = "anthropic.claude-3-haiku-20240307-v1:0";
const nova = "amazon.nova-lite-v1:0";
const qwen = "qwen.qwen3-32b-v1:0";
const commandR = "cohere.command-r-v1:0";
const hi = { role: "user", content: "Hi" };
const good = { anthropic_version: "bedrock-2023-05-31", max_tokens: 10, messages: [hi] };

/** The fixes that change the body. */
function offered(message: string, body: Json, modelId: string): readonly Fix[] {
  const context: FixContext = {
    verdict: "failed",
    text: "",
    request: { modelId, body: JSON.stringify(body) },
    ...(isJsonObject(body) && { body }),
    region: "us-east-1",
    identity: { type: "chain" },
    failure: { kind: "invalidRequest", message, retryable: false },
  };
  return fixesFor(context).filter(({ action }) => action.type === "change");
}

function applied({ action }: Fix, body: Json): unknown {
  let text = JSON.stringify(body);
  for (const change of action.type === "change" ? action.changes : []) {
    if (change.type === "body") text = changeJson(text, change);
  }
  return parseJson(text);
}

type Case = readonly [
  title: string,
  modelId: string,
  message: string,
  body: Json,
  label: string,
  after: Json,
];

const turnWithCall = {
  role: "assistant",
  content: [{ type: "tool_use", id: "a1", name: "get_weather", input: {} }],
};

const moved: readonly Case[] = [
  [
    "a prompt into the conversation",
    qwen,
    "#: required key [messages] not found#: extraneous key [prompt] is not permitted",
    { prompt: "Why?" },
    'Rename "prompt" to "messages"',
    { messages: [{ role: "user", content: "Why?" }] },
  ],
  [
    "a conversation of one turn into the prompt",
    "mistral.mistral-7b-instruct-v0:2",
    "#: required key [prompt] not found#: extraneous key [messages] is not permitted",
    { messages: [hi] },
    'Rename "messages" to "prompt"',
    { prompt: "<s>[INST] Hi [/INST]" },
  ],
  [
    "a prompt, with everything else mended at once",
    commandR,
    "#: required key [message] not found#: extraneous key [stream] is not permitted#: extraneous key [prompt] is not permitted",
    { prompt: "Why?", stream: true },
    "Mend All 2 Places",
    { message: "Why?" },
  ],
  [
    "a turn's text",
    commandR,
    "#/chat_history/0: required key [message] not found#/chat_history/0: extraneous key [content] is not permitted",
    { message: "b", chat_history: [{ role: "USER", content: "a" }] },
    'Rename "chat_history.0.content" to "chat_history.0.message"',
    { message: "b", chat_history: [{ role: "USER", message: "a" }] },
  ],
  [
    "what has a new name",
    qwen,
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    { messages: [hi], max_tokens: 5 },
    'Rename "max_tokens" to "max_completion_tokens"',
    { messages: [hi], max_completion_tokens: 5 },
  ],
];

const values: readonly Case[] = [
  [
    "the type that the message recommends, without what went with the old one",
    claude,
    '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort".',
    { ...good, thinking: { type: "enabled", budget_tokens: 1024 } },
    'Change "thinking.type" to "adaptive"',
    { ...good, thinking: { type: "adaptive" } },
  ],
  [
    "a choice that is not refused, without the name of a tool",
    claude,
    'tool_choice: type "tool" and "any" are not supported for this model.',
    { ...good, tool_choice: { type: "tool", name: "f" } },
    'Change "tool_choice.type" to "auto"',
    { ...good, tool_choice: { type: "auto" } },
  ],
  [
    "the only tag that the object has the keys for",
    claude,
    "messages.0.content.0: Input tag 'input_text' found using 'type' does not match any of the expected tags: 'image', 'text', 'tool_use'",
    { ...good, messages: [{ role: "user", content: [{ type: "input_text", text: "a" }] }] },
    'Change "messages.0.content.0.type" to "text"',
    { ...good, messages: [{ role: "user", content: [{ type: "text", text: "a" }] }] },
  ],
  [
    "the media type that the bytes have",
    claude,
    "messages.0.content.0.image.source.base64: The image was specified using the image/png media type, but the image appears to be a image/gif image",
    { messages: [{ content: [{ source: { type: "base64", media_type: "image/png" } }] }] },
    'Change "messages.0.content.0.source.media_type" to "image/gif"',
    { messages: [{ content: [{ source: { type: "base64", media_type: "image/gif" } }] }] },
  ],
  [
    "one of the bare words that a message lists",
    nova,
    "The value at toolConfig.tools.0.toolSpec.inputSchema.json.type must be one of the following: object.",
    { toolConfig: { tools: [{ toolSpec: { inputSchema: { json: { type: "array" } } } }] } },
    'Change "toolConfig.tools.0.toolSpec.inputSchema.json.type" to "object"',
    { toolConfig: { tools: [{ toolSpec: { inputSchema: { json: { type: "object" } } } }] } },
  ],
  [
    "the object that a text says",
    claude,
    "messages.0.content.0.tool_use.input: Input should be a valid dictionary",
    { messages: [{ content: [{ type: "tool_use", input: '{"a":1}' }] }] },
    'Change "messages.0.content.0.input" to {"a":1}',
    { messages: [{ content: [{ type: "tool_use", input: { a: 1 } }] }] },
  ],
  [
    "the text of blocks",
    claude,
    "#/system: expected type: String, found: JSONArray",
    { ...good, system: [{ type: "text", text: "a" }] },
    'Change "system" to "a"',
    { ...good, system: "a" },
  ],
  [
    "blocks around a text",
    nova,
    "#/system: expected type: JSONArray, found: String",
    { messages: [], inferenceConfig: {}, system: "a" },
    'Change "system" to [{"text":"a"}]',
    { messages: [], inferenceConfig: {}, system: [{ text: "a" }] },
  ],
  [
    "what the prompt leaves of a limit that both share",
    claude,
    "input length and `max_tokens` exceed context limit: 190355 + 21333 > 200000, decrease input length",
    { ...good, max_tokens: 21333 },
    'Change "max_tokens" to 9645',
    { ...good, max_tokens: 9645 },
  ],
  [
    "a number inside a bound that is not counted in",
    qwen,
    "top_p must be in (0, 1], got 0.0.",
    { messages: [hi], top_p: 0 },
    'Change "top_p" to 0.01',
    { messages: [hi], top_p: 0.01 },
  ],
  [
    "a number below the model's limit",
    nova,
    "The maximum tokens you requested exceeds the model limit of 10000. Try again with a maximum tokens value that is lower than 10000.",
    { messages: [], inferenceConfig: { maxTokens: 20000 } },
    'Change "inferenceConfig.maxTokens" to 9999',
    { messages: [], inferenceConfig: { maxTokens: 9999 } },
  ],
];

const added: readonly Case[] = [
  [
    "the tools that the conversation calls",
    claude,
    "Requests which include `tool_use` or `tool_result` blocks must define tools.",
    { ...good, messages: [hi, turnWithCall] },
    'Add "tools"',
    {
      ...good,
      messages: [hi, turnWithCall],
      tools: [
        { name: "get_weather", description: "get_weather", input_schema: { type: "object" } },
      ],
    },
  ],
  [
    "the id of the call before",
    claude,
    "messages.2.content.0.tool_result.tool_use_id: Field required",
    {
      ...good,
      messages: [hi, turnWithCall, { role: "user", content: [{ type: "tool_result" }] }],
    },
    'Add "messages.2.content.0.tool_use_id": "a1"',
    {
      ...good,
      messages: [
        hi,
        turnWithCall,
        { role: "user", content: [{ type: "tool_result", tool_use_id: "a1" }] },
      ],
    },
  ],
  [
    "a schema that says of what type the input is",
    claude,
    "tools.0.custom.input_schema: Field required",
    { ...good, tools: [{ name: "f" }] },
    'Add "tools.0.input_schema"',
    { ...good, tools: [{ name: "f", input_schema: { type: "object" } }] },
  ],
  [
    "the name of the tool that there is",
    claude,
    "tool_choice.tool.name: Field required",
    { ...good, tools: [{ name: "f" }], tool_choice: { type: "tool" } },
    'Add "tool_choice.name": "f"',
    { ...good, tools: [{ name: "f" }], tool_choice: { type: "tool", name: "f" } },
  ],
];

const removed: readonly Case[] = [
  [
    "the block that would be left without a key",
    nova,
    "This model doesn't support the cachePoint field. Remove cachePoint from your request and try again.",
    { messages: [{ role: "user", content: [{ text: "a" }, { cachePoint: { type: "default" } }] }] },
    'Remove "messages.0.content.1"',
    { messages: [{ role: "user", content: [{ text: "a" }] }] },
  ],
  [
    "the choice that would be left empty",
    nova,
    "#/toolConfig/toolChoice: extraneous key [none] is not permitted",
    { messages: [], toolConfig: { tools: [], toolChoice: { none: {} } } },
    'Remove "toolConfig.toolChoice"',
    { messages: [], toolConfig: { tools: [] } },
  ],
  [
    "a null that is not needed",
    nova,
    "#/inferenceConfig/maxTokens: expected type: Integer, found: Null",
    { messages: [], inferenceConfig: { maxTokens: null, topP: 1 } },
    'Remove "inferenceConfig.maxTokens"',
    { messages: [], inferenceConfig: { topP: 1 } },
  ],
  [
    "the answer that must not be begun",
    claude,
    "This model does not support assistant message prefill. The conversation must end with a user message.",
    { ...good, messages: [hi, { role: "assistant", content: "So" }] },
    'Remove "messages.1"',
    good,
  ],
  [
    "a flag that the service does not know",
    claude,
    "invalid beta flag",
    { ...good, anthropic_beta: ["x"] },
    'Remove "anthropic_beta"',
    good,
  ],
  [
    "items of a list from its end",
    nova,
    "#/toolConfig/tools/1: extraneous key [cachePoint] is not permitted#/toolConfig/tools/2: extraneous key [cachePoint] is not permitted",
    { toolConfig: { tools: [{ toolSpec: {} }, { cachePoint: {} }, { cachePoint: {} }] } },
    "Mend All 2 Places",
    { toolConfig: { tools: [{ toolSpec: {} }] } },
  ],
];

for (const [name, cases] of [
  ["moves", moved],
  ["sets", values],
  ["adds", added],
  ["removes", removed],
] as const) {
  describe(`a fix of the body ${name}`, () => {
    for (const [title, modelId, message, body, label, after] of cases) {
      it(title, () => {
        const fix = offered(message, body, modelId).find((one) => one.label === label);
        assert.ok(
          fix,
          offered(message, body, modelId)
            .map((one) => one.label)
            .join("\n"),
        );
        assert.deepEqual(applied(fix, body), after);
      });
    }
  });
}

describe("a fix of the body is not offered", () => {
  const cases: readonly (readonly [string, string, string, Json])[] = [
    [
      "that would remove a schema for what is in it",
      claude,
      "tools.0.custom.input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level",
      { ...good, tools: [{ name: "f", input_schema: { oneOf: [] } }] },
    ],
    [
      "that would remove a tool for a word of its schema",
      claude,
      "tools.0.custom: For 'array' type, property 'maxItems' is not supported",
      { ...good, tools: [{ name: "f", input_schema: { maxItems: 1 } }] },
    ],
    [
      "that would set a tag whose keys are not there",
      claude,
      "messages.0.content.0.image.source: Input tag 'url' found using 'type' does not match any of the expected tags: 'base64'",
      { messages: [{ content: [{ type: "image", source: { type: "url", url: "x" } }] }] },
    ],
    [
      "that would put a number in place of a text",
      commandR,
      "invalid request: message must be at least 1 token long or tool results must be specified.",
      { message: "" },
    ],
    [
      "that would add an empty name",
      qwen,
      "Missing required parameter: 'messages[0].tool_call_id'.",
      { messages: [{ role: "tool", content: "x" }] },
    ],
    [
      "that would put a word in place of a block",
      qwen,
      "messages[0].content[0]: unknown variant `image`, expected one of `text`, `image_url` at line 1",
      { messages: [{ role: "user", content: [{ type: "image" }] }] },
    ],
  ];
  for (const [title, modelId, message, body] of cases) {
    it(title, () => {
      assert.deepEqual(
        offered(message, body, modelId).map(({ label }) => label),
        [],
      );
    });
  }

  it("with the value that pydantic says was sent", () => {
    const body = { messages: [hi], tool_choice: "some" };
    const message =
      "1 validation error for Request\ntool_choice\n  Input should be 'none' or 'auto' [type=literal_error, input_value='some', input_type=str]";
    assert.deepEqual(
      offered(message, body, qwen).map(({ label }) => label),
      ['Change "tool_choice" to "none"', 'Change "tool_choice" to "auto"'],
    );
  });

  it("to remove one of two limits by raising the other", () => {
    const body = { messages: [hi], max_tokens: 5, max_completion_tokens: 5 };
    const message = "max_tokens and max_completion_tokens cannot both be set.";
    assert.deepEqual(
      offered(message, body, qwen).map(({ label }) => label),
      [
        'Keep "max_tokens", remove "max_completion_tokens"',
        'Keep "max_completion_tokens", remove "max_tokens"',
      ],
    );
  });
});
