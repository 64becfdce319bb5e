import type { JsonObject } from "../request/json.js";
import { bodySchema } from "./bodySchema.js";
import { chatMessages, chatTools } from "./chatBody.js";
import { functionToolsSchema, messagesSchema, stopSchema, toolChoiceSchema } from "./chatSchema.js";
import { ChoicesReader, isChatChunk } from "./choicesReader.js";
import type { Family, Prompt } from "./family.js";
import { integerSchema, numberSchema } from "./rangeSchema.js";
import { TaggedReasoningReader } from "./taggedReasoning.js";

/**
 * The many models that take chat-completion bodies: gpt-oss, Qwen, DeepSeek V3, Kimi, MiniMax, GLM,
 * Nemotron, Gemma, Mistral from Large 3 on, Palmyra Vision.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-openai.html
 */
export const chatCompletions: Family = {
  id: "chatCompletions",
  name: "Chat completions (gpt-oss, Qwen, DeepSeek V3, Kimi and others)",
  serves: (baseModelId) => served.test(baseModelId) && !noText.test(baseModelId),
  recognizes: isChatChunk,
  models: [
    { modelId: "openai.gpt-oss-120b-1:0", name: "gpt-oss 120B" },
    { modelId: "openai.gpt-oss-20b-1:0", name: "gpt-oss 20B" },
    { modelId: "qwen.qwen3-235b-a22b-2507-v1:0", name: "Qwen3 235B A22B 2507" },
    { modelId: "qwen.qwen3-32b-v1:0", name: "Qwen3 32B" },
    { modelId: "qwen.qwen3-coder-480b-a35b-v1:0", name: "Qwen3 Coder 480B A35B" },
    { modelId: "qwen.qwen3-coder-30b-a3b-v1:0", name: "Qwen3 Coder 30B A3B" },
    { modelId: "deepseek.v3.2", name: "DeepSeek V3.2" },
    { modelId: "deepseek.v3-v1:0", name: "DeepSeek V3.1" },
    { modelId: "us.moonshotai.kimi-k3", name: "Kimi K3" },
    { modelId: "moonshotai.kimi-k2.5", name: "Kimi K2.5" },
    { modelId: "minimax.minimax-m2.5", name: "MiniMax M2.5" },
    { modelId: "zai.glm-5", name: "GLM 5" },
    { modelId: "zai.glm-4.7", name: "GLM 4.7" },
    { modelId: "nvidia.nemotron-super-3-120b", name: "Nemotron 3 Super 120B" },
    { modelId: "google.gemma-3-27b-it", name: "Gemma 3 27B" },
    { modelId: "mistral.mistral-large-3-675b-instruct", name: "Mistral Large 3" },
    { modelId: "mistral.magistral-small-2509", name: "Magistral Small 2509" },
  ],
  schema,
  body,
  reader: () => new TaggedReasoningReader(new ChoicesReader()),
  maxTokensPointer: "/max_tokens",
  maxTokensPointerOf: (baseModelId) => `/${maxTokensKey(baseModelId)}`,
  streams: true,
  // Mistral's answered a trailing assistant turn with an error in the stream.
  takesPrefill: false,
  takesConversation: true,
};

/** gpt-5, Gemma 4 and their like are missing on purpose: they have no Invoke API. */
const served = new RegExp(
  "^(?:" +
    [
      "openai\\.gpt-oss",
      "(?:qwen|moonshot|moonshotai|minimax|zai)\\.",
      "deepseek\\.v3",
      "nvidia\\.nemotron",
      "google\\.gemma-3",
      "mistral\\.(?:mistral-large-3|ministral-3|magistral|devstral|voxtral)",
      "writer\\.palmyra-vision",
    ].join("|") +
    ")",
);

const noText = /embed|rerank/;

/** OpenAI's models know only the newer key; the others only the older one. */
function maxTokensKey(baseModelId: string): "max_tokens" | "max_completion_tokens" {
  return baseModelId.startsWith("openai.") ? "max_completion_tokens" : "max_tokens";
}

function body(prompt: Prompt, baseModelId: string): JsonObject {
  return {
    messages: chatMessages(prompt),
    // Reasoning counts too, so less would often cut the answer itself.
    [maxTokensKey(baseModelId)]: prompt.maxTokens ?? 4096,
    ...chatTools(prompt),
  };
}

function schema(baseModelId: string): JsonObject {
  const maxTokensSchemas = {
    [maxTokensKey(baseModelId)]: integerSchema("Most tokens in the answer, reasoning included.", {
      minimum: 1,
    }),
  };
  return bodySchema({
    title: "Chat completions",
    required: ["messages"],
    // Models take keys of their own, and most pass unknown ones on.
    closed: false,
    properties: {
      messages: messagesSchema(["system", "developer", "user", "assistant", "tool"]),
      ...maxTokensSchemas,
      ...(maxTokensKey(baseModelId) === "max_tokens" ? {} : olderMaxTokens),
      temperature: numberSchema("Randomness of the answer; lower is more predictable.", {
        minimum: 0,
        maximum: 2,
      }),
      top_p: numberSchema("Only the most likely tokens up to this share of probability are used.", {
        minimum: 0,
        maximum: 1,
      }),
      stop: stopSchema(),
      tools: functionToolsSchema,
      tool_choice: toolChoiceSchema,
      parallel_tool_calls: {
        type: "boolean",
        description: "Whether one answer may call several tools.",
      },
      ...passedOnSchemas,
      ...wrongPlaces,
    },
  });
}

const olderMaxTokens: JsonObject = {
  max_tokens: {
    ...integerSchema("Most tokens in the answer, under its older name.", { minimum: 1 }),
    deprecated: true,
    deprecationMessage: "OpenAI's models take max_completion_tokens.",
    doNotSuggest: true,
  },
};

/** Which model takes which of these is unverified, so nothing beyond OpenAI's own ranges is checked. */
const passedOnSchemas: JsonObject = {
  reasoning_effort: {
    type: "string",
    examples: ["low", "medium", "high"],
    description: "How thoroughly the model reasons: low, medium or high.",
  },
  response_format: { type: "object", description: "Form of the answer, for example JSON." },
  seed: integerSchema("The same seed and body give mostly the same answer."),
  frequency_penalty: numberSchema("Makes tokens rarer the more often they came already.", {
    minimum: -2,
    maximum: 2,
  }),
  presence_penalty: numberSchema("Makes every token rarer that came already.", {
    minimum: -2,
    maximum: 2,
  }),
  logprobs: { type: "boolean", description: "Whether the answer tells how likely each token was." },
};

const wrongPlaces: JsonObject = {
  model: {
    type: "string",
    description: "Leave this out: the request's modelId names the model.",
    doNotSuggest: true,
  },
  stream: {
    type: "boolean",
    description: "Leave this out: the operation always streams.",
    doNotSuggest: true,
  },
};
