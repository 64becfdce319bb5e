import assert from "node:assert/strict";
import { locateMessage } from "../../../src/request/locate.js";

/** A message, and the pointers it blames. */
type Case = readonly [message: string, ...pointers: string[]];

const model = "The model returned the following errors: ";
const printed = (said: string, param = "None") =>
  `Mantle streaming error for requestId 1-2: ErrorEvent { error: APIError { type: "BadRequestError", code: Some(400), message: ${JSON.stringify(said)}, param: ${param} } }`;

const wrapped: readonly Case[] = [
  [printed("top_p must be in (0, 1], got 0.0."), "/top_p"],
  [printed("'max_tokens' is too large: 40000."), "/max_tokens"],
  [printed("what a turn", 'Some("messages[1].role")'), "/messages/1/role"],
  [
    printed("1 validation error for Request\nmessages.0.content\n  Field required"),
    "/messages/0/content",
  ],
  [
    `${model}${JSON.stringify({ error: { code: "validation_error", message: printed("min_tokens must be at least 0") } })}`,
    "/min_tokens",
  ],
  ['Failed(Rejected { message: Some("`seed` must be an integer"), meta: None })', "/seed"],
  [printed("Input length (9) exceeds model's maximum context length (8).")],
  [printed("Unexpected token 200012 while expecting start token 200006")],
  [
    JSON.stringify({
      error: {
        message: "Setting 'max_tokens' and 'max_completion_tokens' at the same time is wrong.",
        param: "max_tokens",
      },
    }),
    "/max_tokens",
    "/max_completion_tokens",
  ],
  [
    JSON.stringify({ error: { message: "no tool was called", param: "messages.[2].role" } }),
    "/messages/2/role",
  ],
  ["Error: read failed\n    at messages.content (file:///app/tools.0.js:12:3)"],
  [
    "tools.1.name: Field required\n    at Client.send (/app/node_modules/client.js:1:2)",
    "/tools/1/name",
  ],
];

const schemaCases: readonly Case[] = [
  [
    "Malformed input request: #/messages/0/content: #/messages/0/content/1/source/media_type: image/bmp is not a valid enum value",
    "/messages/0/content/1/source/media_type",
  ],
  [
    "Malformed input request: #/tools/0: #: only 1 subschema matches out of 2#/tools/0/function: required key [name] not found",
    "/tools/0/function/name",
  ],
  ["Malformed input request: #/schemaVersion: ", "/schemaVersion"],
  [
    "The json schema definition at toolConfig.tools.1.toolSpec.inputSchema is invalid. Fix the following errors and try again: $.type: null found, string expected",
    "/toolConfig/tools/1/toolSpec/inputSchema",
  ],
];

const sentences: readonly Case[] = [
  [`${model}messages.[1].content: a tool's turn needs a string`, "/messages/1/content"],
  ["tools.0.custom.name must match ^[a-z]+$", "/tools/0/name"],
  [
    "messages.0.content.0.pdf.source.base64.data: The PDF is locked.",
    "/messages/0/content/0/source/data",
  ],
  ["Requests with `tool_use` blocks must define tools.", "/tools"],
  ["Request body must contain messages", "/messages"],
  ["instance.messages[0].role is not one of enum values: user", "/messages/0/role"],
  ['instance requires property "messages"', "/messages"],
  ["messages[0] missing required field 'role'", "/messages/0/role"],
  ["Missing key 'content' in messages[1]", "/messages/1/content"],
  ["Unexpected field 'name' in messages[0]", "/messages/0/name"],
  ["Expected 'temperature' to be a number", "/temperature"],
  ["Only temperature=1 is supported when thinking is enabled", "/temperature"],
  ["Unknown keys in request: ['foo_bar', 'top_kk']", "/foo_bar", "/top_kk"],
  [
    "`temperature`, `top_p` and `top_k` are not supported here.",
    "/temperature",
    "/top_p",
    "/top_k",
  ],
  ["When effort is high, temperature and topP must be unset.", "/temperature", "/topP"],
  ["unsupported_parameter: 'reasoning'", "/reasoning"],
  ["Invalid max_tokens value, the valid range of max_tokens is [1, 8192]", "/max_tokens"],
  ["invalid request: valid range of temperature is [0, 1]", "/temperature"],
  ["invalid request: message must be at least 1 token long.", "/message"],
  ["invalid request: cannot specify tool_results without tools", "/tool_results", "/tools"],
  ["tool_choice 'required' is not supported", "/tool_choice"],
  ["stop must be a list of at most 4 strings", "/stop"],
  ["stop: invalid type: integer `3`, expected a sequence", "/stop"],
  ["Validation failed for field 'inferenceConfig.topP': too much", "/inferenceConfig/topP"],
  ["This model takes no images: messages.0.content.1", "/messages/0/content/1"],
  [
    "The content field at messages.4.content.0.toolResult cannot be empty.",
    "/messages/4/content/0/toolResult/content",
  ],
  [
    "The toolUseId at messages.2.content.0.toolResult is unknown",
    "/messages/2/content/0/toolResult/toolUseId",
  ],
];

/** Words that are keys elsewhere, in texts about the connection, the account or the service. */
const placeless: readonly string[] = [
  "status: 429; message: Too many requests; model: any",
  "Status 503; message: Service unavailable",
  "Error 403: message: Invalid API key provided",
  "Sorry about that! messages were not processed.",
  "Stream closed: received 12 messages, system: idle",
  "Unknown error code 17, tools: 3, messages: 12",
  "Out of memory at messages.cu:33",
  "Request timed out while waiting for messages.0.content",
  "The model must be one of the account's own",
  "max_tokens counts against the rate limit: reduce `max_tokens` or try again later",
];

for (const [name, cases] of [
  ["wrapped by containers and clients", wrapped],
  ["about schemas", schemaCases],
  ["in words", sentences],
] as const) {
  describe(`locateMessage, of complaints ${name}`, () => {
    for (const [message, ...pointers] of cases) {
      it(JSON.stringify(message), () => {
        assert.deepEqual(locateMessage(message), pointers);
      });
    }
  });
}

describe("locateMessage, of texts that only sound like complaints", () => {
  for (const message of placeless) {
    it(JSON.stringify(message), () => {
      assert.deepEqual(locateMessage(message), []);
    });
  }
});

describe("locateMessage, of keys deeper in the body", () => {
  const turns = [
    { role: "user", content: [{ text: "a" }, { cachePoint: { type: "default" } }] },
    { role: "assistant", content: [{ type: "thinking", thinking: "b" }] },
  ];
  const cases: readonly [title: string, body: unknown, message: string, ...pointers: string[]][] = [
    [
      "finds the only place of a key that a sentence names alone",
      { messages: turns },
      "This model doesn't support the cachePoint field.",
      "/messages/0/content/1/cachePoint",
    ],
    [
      "leaves a key alone that stands in several places",
      { messages: [turns[0], turns[0]] },
      "This model doesn't support the cachePoint field.",
      "/cachePoint",
    ],
    [
      "does not take the argument of a tool for the key",
      { messages: [{ role: "assistant", content: [{ type: "tool_use", input: { top_k: 3 } }] }] },
      "top_k: Extra inputs are not permitted",
      "/top_k",
    ],
    [
      "drops a tag that is also a key when what it lacks cannot be in that key",
      { messages: turns },
      "messages.1.content.0.thinking.signature: Field required",
      "/messages/1/content/0/signature",
    ],
    [
      "keeps a key that is also its object's tag when it can hold what is missing",
      { tools: [{ type: "function", function: {} }] },
      "tools[0].function: missing field `name`",
      "/tools/0/function/name",
    ],
    [
      "finds the name of a tool that is not there",
      { tools: [], tool_choice: { type: "tool", name: "x" } },
      "Tool 'x' not found in provided tools",
      "/tool_choice/name",
    ],
    [
      "finds the thinking that a model does not do",
      { thinking: { type: "adaptive" }, messages: turns },
      "adaptive thinking is not supported on this model",
      "/thinking",
    ],
    [
      "finds the last turn that must not be the assistant's",
      { messages: turns },
      "Your API request included an `assistant` message in the final position.",
      "/messages/1",
    ],
  ];
  for (const [title, body, message, ...pointers] of cases) {
    it(title, () => {
      assert.deepEqual(locateMessage(message, body), pointers);
    });
  }
});
