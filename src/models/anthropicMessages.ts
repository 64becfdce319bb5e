import { isJsonObject, type Json, type JsonObject } from "../request/json.js";
import { anthropicMessagesSchema, maxTokensOf } from "./anthropicMessagesSchema.js";
import type { ChunkPart, ChunkReader, Family, Prompt, StopKind, Usage } from "./family.js";
import { jsonAt, numberAt, stringAt } from "./jsonAt.js";
import { mergeUsage } from "./usage.js";

/**
 * Anthropic Claude through the Messages body.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html
 */
export const anthropicMessages: Family = {
  id: "anthropicMessages",
  name: "Anthropic Claude (Messages)",
  serves: (baseModelId) => /^anthropic\.claude-(?!v\d|instant)/.test(baseModelId),
  recognizes: (chunk) => chunkTypes.test(stringAt(chunk, "type") ?? ""),
  models: [
    { modelId: "global.anthropic.claude-sonnet-4-6", name: "Claude Sonnet 4.6" },
    { modelId: "global.anthropic.claude-opus-4-6-v1", name: "Claude Opus 4.6" },
    { modelId: "global.anthropic.claude-haiku-4-5-20251001-v1:0", name: "Claude Haiku 4.5" },
    { modelId: "global.anthropic.claude-sonnet-4-5-20250929-v1:0", name: "Claude Sonnet 4.5" },
    { modelId: "us.anthropic.claude-opus-4-8", name: "Claude Opus 4.8" },
    { modelId: "us.anthropic.claude-opus-4-7", name: "Claude Opus 4.7" },
    { modelId: "us.anthropic.claude-sonnet-5", name: "Claude Sonnet 5" },
    { modelId: "us.anthropic.claude-opus-5", name: "Claude Opus 5" },
  ],
  schema: anthropicMessagesSchema,
  body,
  reader: () => new AnthropicMessagesReader(),
  maxTokensPointer: "/max_tokens",
  streams: true,
  takesPrefill: true,
  takesConversation: true,
};

/** The text body's chunks have a `type` too in newer recordings ("completion"): not one of these. */
const chunkTypes = /^(?:message_start|message_delta|message_stop|content_block_\w+|ping|error)$/;

const stopKinds: ReadonlyMap<string, StopKind> = new Map([
  ["end_turn", "complete"],
  ["max_tokens", "maxTokens"],
  ["stop_sequence", "stopSequence"],
  ["tool_use", "toolUse"],
  ["pause_turn", "complete"],
  ["refusal", "refused"],
  ["model_context_window_exceeded", "maxTokens"],
]);

class AnthropicMessagesReader implements ChunkReader {
  private usage: Usage = {};

  read(chunk: Json): readonly ChunkPart[] {
    switch (stringAt(chunk, "type") ?? "") {
      case "message_start":
        // Its output_tokens counts what the stream begins with, one token: no answer's size.
        return this.readUsage(jsonAt(chunk, "message", "usage"), false);
      case "content_block_start":
        return readBlock(chunk);
      case "content_block_delta":
        return readDelta(chunk);
      case "message_delta":
        return [...this.readUsage(jsonAt(chunk, "usage"), true), ...readStop(chunk)];
      case "message_stop":
        return [{ type: "end" }];
      case "error":
        return [
          {
            type: "error",
            name: stringAt(chunk, "error", "type") ?? "error",
            message: stringAt(chunk, "error", "message") ?? JSON.stringify(chunk),
          },
        ];
      case "content_block_stop":
      case "ping":
        return [];
      default:
        return [{ type: "unknown", json: chunk }];
    }
  }

  /** `output_tokens` of message_delta is the count so far, not an increment. */
  private readUsage(usage: Json | undefined, hasOutput: boolean): readonly ChunkPart[] {
    if (!isJsonObject(usage)) {
      return [];
    }
    this.usage = mergeUsage(this.usage, {
      inputTokens: numberAt(usage, "input_tokens"),
      outputTokens: hasOutput ? numberAt(usage, "output_tokens") : undefined,
      cacheReadInputTokens: numberAt(usage, "cache_read_input_tokens"),
      cacheWriteInputTokens: numberAt(usage, "cache_creation_input_tokens"),
    });
    return [{ type: "usage", usage: this.usage }];
  }
}

function readStop(chunk: Json): readonly ChunkPart[] {
  const reason = stringAt(chunk, "delta", "stop_reason");
  return reason === undefined
    ? []
    : [{ type: "stop", stop: stopKinds.get(reason) ?? "complete", stopReason: reason }];
}

function readBlock(chunk: Json): readonly ChunkPart[] {
  const index = numberAt(chunk, "index") ?? 0;
  const block = jsonAt(chunk, "content_block");
  switch (stringAt(block, "type") ?? "") {
    case "text":
      return textPart("text", stringAt(block, "text"));
    case "thinking":
      return textPart("reasoning", stringAt(block, "thinking"));
    case "redacted_thinking":
      return [{ type: "redactedReasoning" }];
    case "tool_use":
    case "server_tool_use":
    case "mcp_tool_use": {
      const id = stringAt(block, "id");
      const name = stringAt(block, "name");
      const input = jsonAt(block, "input");
      // `{}` stands for the pieces to come; a filled one comes without pieces.
      const filled = isJsonObject(input) && Object.keys(input).length > 0;
      return [
        {
          type: "toolCall",
          index,
          ...(id === undefined ? {} : { id }),
          ...(name === undefined ? {} : { name }),
          ...(filled ? { inputText: JSON.stringify(input) } : {}),
        },
      ];
    }
    default:
      return [{ type: "unknown", json: chunk }];
  }
}

function readDelta(chunk: Json): readonly ChunkPart[] {
  const delta = jsonAt(chunk, "delta");
  switch (stringAt(delta, "type") ?? "") {
    case "text_delta":
      return textPart("text", stringAt(delta, "text"));
    case "thinking_delta":
      return textPart("reasoning", stringAt(delta, "thinking"));
    case "signature_delta":
      return [];
    case "input_json_delta": {
      const inputText = stringAt(delta, "partial_json");
      return inputText
        ? [{ type: "toolCall", index: numberAt(chunk, "index") ?? 0, inputText }]
        : [];
    }
    case "citations_delta":
      return [{ type: "citation", citation: jsonAt(delta, "citation") ?? null }];
    default:
      return [{ type: "unknown", json: chunk }];
  }
}

function textPart(type: "text" | "reasoning", text: string | undefined): readonly ChunkPart[] {
  return text ? [{ type, text }] : [];
}

function body(prompt: Prompt, baseModelId: string): JsonObject {
  const turns = prompt.conversation ?? [];
  const images = (prompt.images ?? []).map((image) => ({
    type: "image",
    source: { type: "base64", media_type: image.mediaType, data: image.base64 },
  }));
  const content =
    images.length === 0 ? prompt.prompt : [...images, { type: "text", text: prompt.prompt }];
  const tools = (prompt.tools ?? []).map((tool) => ({
    name: tool.name,
    ...(tool.description === undefined ? {} : { description: tool.description }),
    input_schema: tool.inputSchema,
  }));
  return {
    // The only version that AWS documents; the SDK's newer one is unverified.
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: Math.min(prompt.maxTokens ?? 4096, maxTokensOf(baseModelId) ?? Infinity),
    ...(prompt.system ? { system: prompt.system } : {}),
    messages: [
      ...turns.map((turn) => ({ role: turn.role, content: turn.text })),
      { role: "user", content },
    ],
    ...(tools.length === 0 ? {} : { tools }),
  };
}
