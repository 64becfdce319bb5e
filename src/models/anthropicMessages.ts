import type { JsonObject } from "../request/json.js";
import { AnthropicMessagesReader, isMessagesChunk } from "./anthropicMessagesReader.js";
import { anthropicMessagesSchema, maxTokensOf } from "./anthropicMessagesSchema.js";
import type { Family, Prompt } from "./family.js";
import { stringAt } from "./jsonAt.js";

/**
 * Anthropic Claude through the Messages body.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html
 */
export const anthropicMessages: Family = {
  id: "anthropicMessages",
  name: "Anthropic Claude (Messages)",
  serves: (baseModelId) => /^anthropic\.claude-(?!v\d|instant)/.test(baseModelId),
  recognizes: isMessagesChunk,
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
  refusesPrefill: (baseModelId, body) =>
    prefillRejected.test(baseModelId) || thinkingOn.test(stringAt(body, "thinking", "type") ?? ""),
  takesConversation: true,
};

/**
 * Claude from 4.6 on: "The conversation must end with a user message."
 * https://platform.claude.com/docs/en/about-claude/models/whats-new-claude-4-6#prefill-removal
 */
const prefillRejected = /claude-[a-z]+-(?:4-(?:[6-9]|\d\d)|[5-9]|\d\d)(?!\d)/;

/** Nor does any Claude that thinks take the beginning of an answer. */
const thinkingOn = /^(?:enabled|adaptive)$/;

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
