import assert from "node:assert/strict";
import { locateMessage } from "../../../src/request/locate.js";

/** A message, and the pointers it blames. */
type Case = readonly [message: string, ...pointers: string[]];

const please = ", please reformat your input and try again.";
const model = "The model returned the following errors: ";

const jsonSchemaCases: readonly Case[] = [
  [
    `Malformed input request: #/max_gen_len: 8192 is not less or equal to 2048${please}`,
    "/max_gen_len",
  ],
  [
    "Malformed input request: #/temperature: 1.5 is not less or equal to 1#/top_p: -1 is not greater or equal to 0",
    "/temperature",
    "/top_p",
  ],
  [
    "Malformed input request: #/textGenerationConfig/topP: 0 is not greater than 0",
    "/textGenerationConfig/topP",
  ],
  [
    `Malformed input request: #/temperature: expected type: Number, found: Null#/maxTokens: expected type: Integer, found: Null${please}`,
    "/temperature",
    "/maxTokens",
  ],
  [
    "Malformed input request: #/messages/0: required key [role] not found, please reformat your input and try again.",
    "/messages/0/role",
  ],
  [
    "Malformed input request: #/messages/0/content/1: extraneous key [type] is not permitted",
    "/messages/0/content/1/type",
  ],
  [
    "Malformed input request: #/toolConfig/tools/3: extraneous key [cachePoint] is not permitted",
    "/toolConfig/tools/3/cachePoint",
  ],
  ["Malformed input request: #/texts/0: expected maxLength: 2048, actual: 4680", "/texts/0"],
  [
    "Malformed input request: #/inferenceConfig/maxTokens: 100000 is not less or equal to 10000",
    "/inferenceConfig/maxTokens",
  ],
  [
    "Malformed input request: #/inferenceConfig: extraneous key [max_tokens] is not permitted#: extraneous key [anthropic_version] is not permitted",
    "/inferenceConfig/max_tokens",
    "/anthropic_version",
  ],
  [
    "Malformed input request: #/stop_sequences: expected maximum item count: 4, found: 5",
    "/stop_sequences",
  ],
  ["Malformed input request: #/stop_sequences: array items are not unique", "/stop_sequences"],
  ["Malformed input request: #/stop/0: string [] does not match pattern ^.+$", "/stop/0"],
  [
    "Malformed input request: #/messages/2/role: system is not a valid enum value",
    "/messages/2/role",
  ],
  ["Malformed input request: #/k: 2.5 is not a multiple of 1", "/k"],
  ["Malformed input request: #: property [top_p] is required", "/top_p"],
  ["Malformed input request: #: expected type: JSONObject, found: JSONArray", ""],
  [
    "Malformed input request: required key [prompt] not found, please reformat your input and try again.",
    "/prompt",
  ],
  ["Malformed input request: #: 2 schema violations found"],
  ["Malformed input request: 3 schema violations found, please reformat your input and try again."],
  ["Malformed input request: #/messages/1: 2 schema violations found", "/messages/1"],
  [
    `Malformed input request: #: #: 2 schema violations found#/prompt: expected minLength: 1, actual: 0#: required key [max_tokens_to_sample] not found${please}`,
    "/prompt",
    "/max_tokens_to_sample",
  ],
  [
    `Malformed input request: #: subject must not be valid against schema {"required":["messages"]}${please}`,
    "/messages",
  ],
  [
    `Malformed input request: #/messages/0/content: expected type: String, found: JSONArray#/messages/0/content/1/type: image_url is not a valid enum value#/messages/0/content/1: extraneous key [image_url] is not permitted#/messages/0/content/1: required key [source] not found${please}`,
    "/messages/0/content/1/type",
  ],
  [
    `Malformed input request: #/tool_choice: expected type: JSONObject, found: String#/tools/0: extraneous key [function] is not permitted${please}`,
    "/tool_choice",
    "/tools/0/function",
  ],
  [
    "ValidationException: Malformed input request: #/system: expected type: JSONArray, found: String (Service: BedrockRuntime, Status Code: 400, Request ID: 1)",
    "/system",
  ],
  [
    `{"message":"Malformed input request: #/messages/0/content/0: extraneous key [cache_control] is not permitted${please}"}`,
    "/messages/0/content/0/cache_control",
  ],
  [
    "Malformed input request: #/messages/0/content/0/image/source: required key [bytes] not found",
    "/messages/0/content/0/image/source/bytes",
  ],
  [
    "Malformed input request: #/logit_bias/a~1b: expected type: Number, found: String",
    "/logit_bias/a~1b",
  ],
];

const anthropicCases: readonly Case[] = [
  [
    `${model}messages.1.content.0.thinking.signature: Field required`,
    "/messages/1/content/0/signature",
  ],
  ["messages.0.content.1.image.source: Field required", "/messages/0/content/1/source"],
  [
    "messages.0.content.0.document.source.type: Field required",
    "/messages/0/content/0/source/type",
  ],
  ["messages.0.content.0.text.text: Field required", "/messages/0/content/0/text"],
  [
    "messages.2.content.1.text: text content blocks must contain non-whitespace text",
    "/messages/2/content/1/text",
  ],
  ["messages: text content blocks must be non-empty", "/messages"],
  ["system: text content blocks must be non-empty", "/system"],
  ["system: Input should be a valid list", "/system"],
  ["messages.0.content.str: Input should be a valid string", "/messages/0/content"],
  ["messages.3: The final block in an assistant message cannot be `thinking`.", "/messages/3"],
  [
    "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
    "/thinking/budget_tokens",
  ],
  [
    `${model}thinking: Input tag 'auto' found using 'type' does not match any of the expected tags: 'disabled', 'enabled'`,
    "/thinking/type",
  ],
  ["tool_choice.tool.name: Field required", "/tool_choice/name"],
  [
    "tool_choice: Input should be a valid dictionary or object to extract fields from",
    "/tool_choice",
  ],
  [
    "tools.3.custom.input_schema: JSON schema is invalid. It must match JSON Schema draft 2020-12",
    "/tools/3/input_schema",
  ],
  ["tools: Tool names must be unique.", "/tools"],
  ["tools.1.computer_20250124.display_width_px: Field required", "/tools/1/display_width_px"],
  ["temperature: range: 0..1", "/temperature"],
  ["temperature: range: -1 or 0..1", "/temperature"],
  ["top_k: Input should be greater than or equal to 0", "/top_k"],
  ["top_p: Input should be less than or equal to 1", "/top_p"],
  ["max_tokens: must be greater than or equal to 1", "/max_tokens"],
  [
    "max_tokens: 10000 > 8192, which is the maximum allowed number of output tokens for claude-3-5-sonnet",
    "/max_tokens",
  ],
  [
    "`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation",
    "/max_tokens",
    "/thinking/budget_tokens",
  ],
  ["`temperature` may only be set to 1 when thinking is enabled.", "/temperature"],
  ["`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled.", "/top_p"],
  [
    'messages: roles must alternate between "user" and "assistant", but found multiple "user" roles in a row',
    "/messages",
  ],
  ['messages: first message must use the "user" role', "/messages"],
  ["messages.1.role: Input should be 'user' or 'assistant'", "/messages/1/role"],
  [
    'messages: Unexpected role "system". The Messages API accepts a top-level `system` parameter, not "system" as an input message role.',
    "/messages",
  ],
  ["messages: at least one message is required", "/messages"],
  ["messages: final assistant content cannot end with trailing whitespace", "/messages"],
  [
    "messages.4.content.0: unexpected `tool_use_id` found in `tool_result` blocks: toolu_01. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.",
    "/messages/4/content/0/tool_use_id",
  ],
  [
    "messages.2.content.1: each tool_use must have a single result. Found multiple `tool_result` blocks with id: toolu_01",
    "/messages/2/content/1",
  ],
  [
    "messages.3.content.0.tool_use.input: Input should be a valid dictionary",
    "/messages/3/content/0/input",
  ],
  [
    "messages.0.content.0.tool_result.content.0.text.text: Input should be a valid string",
    "/messages/0/content/0/content/0/text",
  ],
  [
    "messages.1.content.0: `thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified.",
    "/messages/1/content/0",
  ],
  [
    "messages.0.content.0.document.source.base64.data: The PDF specified was not valid.",
    "/messages/0/content/0/source/data",
  ],
  [
    "messages.0.content.2.text.cache_control.ephemeral.ttl: Extra inputs are not permitted",
    "/messages/0/content/2/cache_control/ttl",
  ],
  [
    "system.1.cache_control.ephemeral.scope: Extra inputs are not permitted",
    "/system/1/cache_control/scope",
  ],
  [
    "context_management.edits.0.clear_tool_uses_20250919.trigger.input_tokens.value: Input should be greater than 0",
    "/context_management/edits/0/trigger/value",
  ],
  ["stop_sequences: each stop sequence must contain non-whitespace", "/stop_sequences"],
  ["stop_sequences.0: Input should be a valid string", "/stop_sequences/0"],
  ["anthropic_version: Input should be 'bedrock-2023-05-31'", "/anthropic_version"],
  ["output_config.effort: Input should be 'low', 'medium' or 'high'", "/output_config/effort"],
  ["my_flag: Extra inputs are not permitted", "/my_flag"],
  ["messages.0.name: Extra inputs are not permitted", "/messages/0/name"],
  [
    "max_tokens: Field required, messages.0.content: Field required",
    "/max_tokens",
    "/messages/0/content",
  ],
  ['prompt must start with "\n\nHuman:" turn after an optional system prompt', "/prompt"],
  ['prompt must end with "\n\nAssistant:" turn', "/prompt"],
  [
    "input length and `max_tokens` exceed context limit: 196000 + 8192 > 200000, decrease input length or `max_tokens` and try again",
    "/max_tokens",
  ],
  ["Thinking may not be enabled when tool_choice forces tool use.", "/thinking", "/tool_choice"],
  ["`temperature` is deprecated for this model.", "/temperature"],
  ["'top_k' is not supported for this model", "/top_k"],
  ['"thinking.type.disabled" is not supported for this model.', "/thinking/type"],
  [
    "Unexpected value(s) `a-2025-01-01` for the `anthropic-beta` header. Please consult our documentation",
    "/anthropic_beta",
  ],
  [
    `{"type":"error","error":{"type":"invalid_request_error","message":"messages.1.content.0.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'"}}`,
    "/messages/1/content/0/id",
  ],
  [
    `400 {"type":"error","error":{"type":"invalid_request_error","message":"top_k: Input should be a valid integer"},"request_id":"req_1"}`,
    "/top_k",
  ],
  [
    `${model}messages.31: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: tooluse_1. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
    "/messages/31",
  ],
  [
    "messages.4: Too many tool_result blocks found: 3, expected 1. The number of tool_result blocks must match the number of tool_use blocks in the previous message.",
    "/messages/4",
  ],
  [
    "messages.1.content.14.image.source.base64.data: At least one of the image dimensions exceed max allowed size for many-image requests: 2000 pixels",
    "/messages/1/content/14/source/data",
  ],
  [
    `${model}\n  messages.1.content.0.thinking.signature: Field required`,
    "/messages/1/content/0/signature",
  ],
  [
    "tools.0: Input tag 'web_search_20250305' found using 'type' does not match any of the expected tags: 'bash_20250124', 'custom'",
    "/tools/0/type",
  ],
  ["context_management: Extra inputs are not permitted", "/context_management"],
  ["`budget_tokens` must be less than `max_tokens`", "/thinking/budget_tokens", "/max_tokens"],
  ["This model does not support the effort parameter.", "/output_config/effort"],
  [
    'messages.1.content.0: Invalid `signature` in `thinking` block. The block is bound to a different conversation. Remove the block, or set `thinking.block_binding.prefix_mismatch_behavior` to "drop_block".',
    "/messages/1/content/0/signature",
  ],
  [
    'litellm.BadRequestError: BedrockException - {"message":"The model returned the following errors: output_config.format: Extra inputs are not permitted"}',
    "/output_config/format",
  ],
  [
    "Error code: 400 - {'type': 'error', 'error': {'type': 'invalid_request_error', 'message': 'max_tokens: 9000 > 8192, which is the maximum allowed number of output tokens'}}",
    "/max_tokens",
  ],
];

const smithyCases: readonly Case[] = [
  [
    "1 validation error detected: Value 'wizard' at 'messages.1.member.role' failed to satisfy constraint: Member must satisfy enum value set: [user, assistant]",
    "/messages/0/role",
  ],
  [
    "2 validation errors detected: Value '[]' at 'messages.2.member.content' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '-1' at 'inferenceConfig.maxTokens' failed to satisfy constraint: Member must have value greater than or equal to 1",
    "/messages/1/content",
    "/inferenceConfig/maxTokens",
  ],
  [
    "1 validation error detected: Value '1.5' at 'inferenceConfig.temperature' failed to satisfy constraint: Member must have value less than or equal to 1",
    "/inferenceConfig/temperature",
  ],
  [
    "1 validation error detected: Value null at 'toolConfig.tools.3.member.toolSpec.inputSchema' failed to satisfy constraint: Member must not be null",
    "/toolConfig/tools/2/toolSpec/inputSchema",
  ],
  [
    "1 validation error detected: Value at '/messages/0/content' failed to satisfy constraint: Member must have length between 1 and 20",
    "/messages/0/content",
  ],
  [
    "1 validation error detected: Value 'bad id' at 'modelId' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:aws)",
  ],
  [
    "1 validation error detected: Value 'x' at 'guardrailIdentifier' failed to satisfy constraint: Member must have length less than or equal to 2048",
  ],
  [
    'Parameter validation failed:\nMissing required parameter in messages[0]: "content"\nUnknown parameter in input: "stream", must be one of: modelId, messages',
    "/messages/0/content",
    "/stream",
  ],
  [
    "Parameter validation failed:\nInvalid type for parameter messages[1].content, value: hi, type: <class 'str'>, valid types: <class 'list'>, <class 'tuple'>",
    "/messages/1/content",
  ],
];

const chatCases: readonly Case[] = [
  [
    '{"detail":[{"loc":["body","messages",0,"content"],"msg":"field required","type":"value_error.missing"}]}',
    "/messages/0/content",
  ],
  [
    '{"detail":[{"type":"missing","loc":["body","prompt"],"msg":"Field required","input":{}},{"type":"extra_forbidden","loc":["body","foo"],"msg":"Extra inputs are not permitted"}]}',
    "/prompt",
    "/foo",
  ],
  [
    '{"error":{"message":"Invalid type for \'messages[0].content\': expected a string, but got an object instead.","type":"invalid_request_error","param":"messages[0].content","code":"invalid_type"}}',
    "/messages/0/content",
  ],
  ["Unrecognized request argument supplied: top_k", "/top_k"],
  ["Unrecognized request arguments supplied: foo_bar, top_k", "/foo_bar", "/top_k"],
  ["Unknown parameter: 'messages[0].foo'.", "/messages/0/foo"],
  ["Missing required parameter: 'messages[1].tool_call_id'.", "/messages/1/tool_call_id"],
  [
    "Invalid type for 'messages[1].content': expected one of a string or array of objects, but got null instead.",
    "/messages/1/content",
  ],
  [
    "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.",
    "/tool_choice",
  ],
  [
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    "/max_tokens",
  ],
  [
    "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
    "/temperature",
  ],
  [
    "Invalid 'messages[0].name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
    "/messages/0/name",
  ],
  ["'content' is a required property - 'messages.0'", "/messages/0/content"],
  ["2.5 is greater than the maximum of 2 - 'temperature'", "/temperature"],
  ["Additional properties are not allowed ('top_k', 'foo' were unexpected)", "/top_k", "/foo"],
  ["[] is too short - 'messages'", "/messages"],
  ["temperature must be non-negative, got -1.0.", "/temperature"],
  ["top_p must be in (0, 1], got 2.0.", "/top_p"],
  ["max_tokens must be at least 1, got 0.", "/max_tokens"],
  ["top_k must be -1 (disable), or at least 1, got 0.", "/top_k"],
  [
    "1 validation error for ChatCompletionRequest\nmessages.0.role\n  Field required [type=missing, input_value={'content': 'x'}, input_type=dict]\n    For further information visit https://errors.pydantic.dev/2.9/v/missing",
    "/messages/0/role",
  ],
  [
    "[{'type': 'extra_forbidden', 'loc': ('body', 'reasoning'), 'msg': 'Extra inputs are not permitted', 'input': 'x'}]",
    "/reasoning",
  ],
  [
    "invalid type: parameter k is of type float but should be of type int. For proper usage, please refer to the documentation",
    "/k",
  ],
  ["invalid request: temperature must be between 0 and 5.0 inclusive.", "/temperature"],
  ["Input validation error: `max_new_tokens` must be strictly positive", "/max_new_tokens"],
  ["Input validation error: `temperature` must be strictly positive", "/temperature"],
  [
    "Failed to deserialize the JSON body into the target type: missing field `inputs` at line 1 column 20",
    "/inputs",
  ],
  ["$.messages[0].content: is missing but it is required", "/messages/0/content"],
  ["$.temperature: must have a maximum value of 1", "/temperature"],
  [
    "$.messages: string found, array expected, $.max_tokens: string found, integer expected",
    "/messages",
    "/max_tokens",
  ],
  ["$.messages[1]: required property 'content' not found", "/messages/1/content"],
  ["body/messages/0 must have required property 'content'", "/messages/0/content"],
  ["data/temperature must be <= 1", "/temperature"],
  [
    '{"object":"error","message":{"detail":[{"type":"literal_error","loc":["body","messages",0,"user","role"],"msg":"Input should be \'user\'"}]},"type":"invalid_request_error"}',
    "/messages/0/role",
  ],
  [
    "'max_tokens' or 'max_completion_tokens' is too large: 8192. This model's maximum context length is 4096 tokens",
    "/max_tokens",
  ],
  [
    "max_tokens is too large: 100000. This model supports at most 4096 completion tokens, whereas you provided 100000.",
    "/max_tokens",
  ],
  [
    "Failed to deserialize the JSON body into the target type: messages[0].content: invalid type: sequence, expected a string at line 1 column 50",
    "/messages/0/content",
  ],
  [
    "Failed to deserialize the JSON body into the target type: unknown field `foo`, expected one of `prompt`, `max_tokens` at line 1 column 9",
    "/foo",
  ],
  ['Unrecognized field "foo" (class com.example.Request), not marked as ignorable', "/foo"],
  [
    'Cannot deserialize value of type `java.lang.String` from Array value (through reference chain: com.example.Request["messages"]->java.util.ArrayList[0]->com.example.Message["content"])',
    "/messages/0/content",
  ],
  [
    "json: cannot unmarshal string into Go struct field Request.messages of type []Message",
    "/messages",
  ],
  ['json: unknown field "foo"', "/foo"],
  ["Request must contain 'messages'.", "/messages"],
  ["Required field 'messages' is missing", "/messages"],
  ["field messages is required", "/messages"],
  ["invalid request: cannot specify both message and tool_results", "/message", "/tool_results"],
  [
    "Invalid schema for function 'get_weather': In context=(), 'additionalProperties' is required to be supplied and to be false.",
  ],
  [
    '{"error":{"message":"Invalid schema for function \'f\'","type":"invalid_request_error","param":"tools[0].function.parameters","code":"invalid_function_parameters"}}',
    "/tools/0/function/parameters",
  ],
];

const converseCases: readonly Case[] = [
  [
    "The text field in the ContentBlock object at messages.0.content.0 is blank. Add text to the text field, and try again.",
    "/messages/0/content/0/text",
  ],
  [
    "The content field in the Message object at messages.3 is empty. Add a ContentBlock object to the content field and try again.",
    "/messages/3/content",
  ],
  [
    "ContentBlock object at messages.1.content.0 must set one of the following keys: text, image, toolUse, toolResult, document, video, cachePoint.",
    "/messages/1/content/0",
  ],
  [
    "The number of toolResult blocks at messages.2.content exceeds the number of toolUse blocks of previous turn.",
    "/messages/2/content",
  ],
  [
    "The toolUse blocks at messages.1.content contain duplicate Ids: tooluse_1",
    "/messages/1/content",
  ],
  [
    "messages.1.content: Conversation blocks and tool use blocks cannot be provided in the same turn.",
    "/messages/1/content",
  ],
  [
    "The value at toolConfig.tools.0.toolSpec.inputSchema.json.type must be one of the following: object.",
    "/toolConfig/tools/0/toolSpec/inputSchema/json/type",
  ],
  [
    "This model doesn’t support the stopSequences field. Remove stopSequences and try again.",
    "/stopSequences",
  ],
  [
    "This model doesn't support the reasoningContent.reasoningText.signature field. Remove reasoningContent.reasoningText.signature and try again.",
    "/reasoningContent/reasoningText/signature",
  ],
  [
    "This model doesn't support the toolConfig.toolChoice.any field. Remove toolConfig.toolChoice.any and try again.",
    "/toolConfig/toolChoice/any",
  ],
  ["`temperature` and `top_p` cannot both be set", "/temperature", "/top_p"],
  ["Only one of `temperature` or `top_p` may be specified", "/temperature", "/top_p"],
  ["You cannot specify both `temperature` and `top_p`.", "/temperature", "/top_p"],
  ["temperature and top_k are mutually exclusive", "/temperature", "/top_k"],
  [
    "The format of the value at messages.2.content.0.toolResult.content.0.json is invalid. Provide a json object for the field and try again.",
    "/messages/2/content/0/toolResult/content/0/json",
  ],
  [
    "This model doesn't support the temperature field. Remove temperature and try again.",
    "/temperature",
  ],
];

const laterCases: readonly Case[] = [
  [
    "messages.0.content.0.image.source.media_type: Input should be 'image/jpeg' or 'image/png'",
    "/messages/0/content/0/source/media_type",
  ],
  ["tools.2.input_schema.type: Input should be 'object'", "/tools/2/input_schema/type"],
  ["tools.0.function: Extra inputs are not permitted", "/tools/0/function"],
  ["tools.0.web_search_20250305.max_uses: Input should be greater than 0", "/tools/0/max_uses"],
  [
    "messages.0.content.0.image_url: Extra inputs are not permitted",
    "/messages/0/content/0/image_url",
  ],
  [
    "messages.0: Input tag 'developer' found using 'role' does not match any of the expected tags: 'user', 'assistant'",
    "/messages/0/role",
  ],
  ["messages.1: Input should be a valid dictionary", "/messages/1"],
  [
    "messages.0.content: Input should be a valid string, messages.0.content: Input should be a valid list",
    "/messages/0/content",
  ],
  ["metadata.user_id: Input should be a valid string", "/metadata/user_id"],
  ["model: Extra inputs are not permitted", "/model"],
  ["prompt: String should have at least 1 character", "/prompt"],
  ["`tool_choice` may only be specified while providing `tools`.", "/tool_choice"],
  ["The provided `tool_choice` value is invalid.", "/tool_choice"],
  ["When using thinking, temperature must be 1", "/temperature"],
  ["thinking.budget_tokens must be less than max_tokens", "/thinking/budget_tokens", "/max_tokens"],
  ["Setting both temperature and top_p is not supported", "/temperature", "/top_p"],
  ["Unsupported parameter(s): `top_k`, `foo`", "/top_k", "/foo"],
  [
    "The following parameters are not supported: top_k, frequency_penalty",
    "/top_k",
    "/frequency_penalty",
  ],
  ["max_tokens exceeds the maximum of 4096", "/max_tokens"],
  ["max_tokens (8192) exceeds model limit (4096)", "/max_tokens"],
  ["temperature=2 is out of range", "/temperature"],
  ["The value of max_tokens is too large", "/max_tokens"],
  ["invalid request: p must be between 0.01 and 0.99", "/p"],
  ["invalid type: parameter message is of type object but should be of type string.", "/message"],
  ["messages[2]: missing required field 'content'", "/messages/2/content"],
  [
    "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
    "/messages",
  ],
  ["Malformed input request: #/anthropic_beta/0: x is not a valid enum value", "/anthropic_beta/0"],
  [
    "1 validation error detected: Value at 'system.1.member.text' failed to satisfy constraint: Member must have length greater than or equal to 1",
    "/system/0/text",
  ],
  [
    "1 validation error detected: Value 'a b' at 'toolConfig.toolChoice.tool.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+",
    "/toolConfig/toolChoice/tool/name",
  ],
  [
    "Malformed input request: Unexpected character ('}' (code 125)): was expecting double-quote to start field name",
  ],
  ["This model only supports single tool-calls at once!"],
  [
    "Error: 3 validation errors for Body\nbody -> messages -> 0 -> content\n  field required (type=value_error.missing)",
    "/messages/0/content",
  ],
  [
    "1 validation error for Request\ntemperature\n  ensure this value is less than or equal to 1 (type=value_error.number.not_le; limit_value=1)",
    "/temperature",
  ],
  ["Input validation error: `stop` supports up to 4 stop sequences. Given: 6", "/stop"],
  ["Extra inputs are not permitted: foo", "/foo"],
  ["Unknown parameters: foo, bar.", "/foo", "/bar"],
  [
    "The request was rejected because `max_tokens` (5000) is greater than the limit 4096.",
    "/max_tokens",
  ],
  [
    "Malformed input request: #/messages/1/content/0: extraneous key [id] is not permitted#/messages/1/content/0/type: expected: null, found: String",
    "/messages/1/content/0/id",
  ],
  ["Unknown role: developer"],
];

const placeless: readonly string[] = [
  "Invocation of model ID anthropic.claude-3-7-sonnet-20250219-v1:0 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.",
  "The provided model identifier is invalid.",
  "You must provide a model identifier.",
  "Operation not allowed",
  "Could not resolve the foundation model from the provided model identifier.",
  "The provided model doesn't support on-demand throughput.",
  "The model is not supported in this region.",
  "Too many tokens, please wait before trying again.",
  "Too many requests, please wait before trying again.",
  "Your requests exceed the quota: tokens per minute",
  "Input is too long for requested model.",
  "prompt is too long: 215000 tokens > 200000 maximum",
  "This model's maximum context length is 131072 tokens. However, you requested 140000 tokens (130000 in the messages, 10000 in the completion). Please reduce the length of the messages or completion.",
  "The security token included in the request is invalid.",
  'Unable to locate credentials. You can configure credentials by running "aws configure".',
  "Bedrock is unable to process your request.",
  "Internal server error",
  "The system is currently overloaded. Please try again later.",
  "connect ECONNREFUSED 127.0.0.1:443",
  "getaddrinfo ENOTFOUND bedrock-runtime.us-east-9.amazonaws.com",
  "Error: self-signed certificate in certificate chain",
  "socket hang up",
  "User: arn:aws:iam::123456789012:user/dev is not authorized to perform: bedrock:InvokeModel on resource: arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2 because no identity-based policy allows the bedrock:InvokeModel action",
  "You don't have access to the model with the specified model ID.",
  "Missing Authentication Token",
  "Unable to determine service/operation name to be authorized",
  "Credential should be scoped to a valid region.",
  "Signature not yet current: 20250101T000000Z is still later than 20250101T000500Z",
  "The request processing has exceeded the timeout. Try your request again.",
  "The model did not return a valid response: expected object",
  "Model us.meta.llama4 is not ready for inference. Wait and try again.",
  "The guardrail identifier or version provided in the request does not exist.",
  "Guardrail was enabled but input is in incorrect format.",
  "tools.N.custom: For 'string' type, property 'maxLength' is not supported",
  "messages.<i>.content: Field required",
  "messages[n].role: Field required",
  "The input contains content that is not allowed: blocked by policy",
  "Output blocked by content filtering policy",
  "<html><body>503 Service Unavailable</body></html>",
  '{"message":null}',
  "",
  "ExpiredTokenException: The security token included in the request is expired",
  "The config profile (dev) could not be found",
  "Profile 'dev' was not found in the shared credentials file",
  "The account is not authorized. Contact support: reference 0a1b2c",
  "Your use case details have not been submitted for this account.",
  "Reached max retries: 4. Last error: request timed out",
  "Failed to parse JSON: Unexpected token } in JSON at position 12",
  "The maximum tokens you requested exceeds the model limit of 4096. Try again with a maximum tokens value that is lower than 4096.",
  "A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.",
  "The format of the value at ...toolResult.content.0.json is invalid. Provide a json object for the field",
  "Messages can't contain duplicate document names",
  "Tool 'web_search' not found in provided tools",
  "Compiled grammar size (484.8MB) exceeds maximum allowed size (300MB). Simplify your JSON schema to reduce grammar complexity.",
  "Your API request included an `assistant` message in the final position, which would pre-fill the `assistant` response. When using tools, pre-filling the `assistant` response is not supported.",
  "The model returned the following errors: too many total text bytes",
  "Malformed input request: #: only 1 subschema matches out of 2, please reformat your input and try again.",
  "Malformed input request: expected maxLength: 50000, actual: 52611, please reformat your input and try again.",
  "Bedrock ValidationException: output configuration is not supported",
  "Model does not support guardrails",
  "The model returned the following errors: Invalid CachePoint placement",
  "This model doesn't support the text field for assistant messages.",
  "This model does not support tools.",
  "This model does not support image input.",
  "adaptive thinking is not supported on this model",
  "Could not process image",
  "Conversation roles must alternate user/assistant/user/assistant/...",
  "Cannot use chat template functions because tokenizer.chat_template is not set and no template argument was passed!",
  "Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant",
  "Not the same number of function calls and responses",
  '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
  "400 Input validation error: messages.N.content: Field required",
  "An error occurred (ValidationException) when calling the InvokeModel operation: Operation not allowed",
  "Your account is currently being verified. Verification normally takes less than 2 hours.",
  "Access to this model is not available for channel program accounts. Reach out to your AWS Solution Provider or AWS Distributor for more information.",
  "Invalid API Key format: Base64 decoding failed",
  "operation error Bedrock Runtime: InvokeModel, exceeded maximum number of attempts, 3, https response error StatusCode: 429, RequestID: 1, ThrottlingException: Too many tokens per day",
  "anthropic.claude-sonnet-5 is not available for this account.",
  "The value of 'claude-3-haiku' is not supported",
  "max input tokens: 8192, request input token count: 9279",
  "This model's maximum context length is 8192 tokens. Please reduce the length of the prompt",
  "Error: unable to verify the first certificate",
  "Request timed out: response must arrive within 60000 ms",
  "The service returned error code: 424",
  "type: error, status: 500",
  "credential_process returned an error: access_key is missing",
  "aws_access_key_id must be set",
  "connect_timeout must be positive",
  "Profile `dev` does not contain sso_start_url",
  "Unexpected input: the model cannot continue",
  "This model doesn't support documents. Try again without documents or use a model that supports documents.",
];

for (const [name, cases] of [
  ["JSON schema", jsonSchemaCases],
  ["Anthropic", anthropicCases],
  ["Smithy", smithyCases],
  ["chat completion servers", chatCases],
  ["Converse", converseCases],
  ["others", laterCases],
] as const) {
  describe(`locateMessage, as ${name} speaks`, () => {
    for (const [message, ...pointers] of cases) {
      it(JSON.stringify(message), () => {
        assert.deepEqual(locateMessage(message), pointers);
      });
    }
  });
}

describe("locateMessage, of messages without a place", () => {
  for (const message of placeless) {
    it(JSON.stringify(message), () => {
      assert.deepEqual(locateMessage(message), []);
    });
  }
});
