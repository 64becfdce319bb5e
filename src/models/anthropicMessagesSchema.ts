import type { JsonObject } from "../request/json.js";
import { anthropicBlocks } from "./anthropicBlocks.js";
import { bodySchema, stringsSchema } from "./bodySchema.js";
import { integerSchema, numberSchema } from "./rangeSchema.js";

/** Opus 4.7 and the generations from 5 on: they answer a sampling key with a 400. */
const samplingRejected = /claude-(?:opus-4-(?:[7-9]|\d\d)(?!\d)|[a-z]+-(?:[5-9]|\d\d)(?![0-9]))/;

/** Opus 4.1, and Claude from 4.5 on: temperature or top_p, not both. */
const oneSamplingKey = /claude-(?:opus-4-1|[a-z]+-4-(?:[5-9]|\d\d))(?!\d)/;

/** Claude 3.7 and the generations with a name before the number. */
const thinks = /claude-(?:3-7|[a-z]+-\d)/;

/**
 * Most tokens in an answer, for the Claude 3 models of 2024 that give 4096. Later limits are higher
 * and vary by model and beta, so nothing is said about them.
 */
export function maxTokensOf(baseModelId: string): number | undefined {
  return /claude-3-(?:opus|sonnet|haiku)/.test(baseModelId) ? 4096 : undefined;
}

/** Schema of the Messages body; which keys are welcome depends on the model's generation. */
export function anthropicMessagesSchema(baseModelId: string): JsonObject {
  const rejects = samplingRejected.test(baseModelId);
  const maximum = maxTokensOf(baseModelId);
  return {
    ...bodySchema({
      title: "Anthropic Claude (Messages)",
      required: ["anthropic_version", "max_tokens", "messages"],
      closed: true,
      properties: {
        anthropic_version: {
          description: "Version of the Messages body on Bedrock.",
          enum: ["bedrock-2023-05-31"],
          default: "bedrock-2023-05-31",
        },
        max_tokens: integerSchema("Most tokens in the answer, thinking included.", {
          minimum: 1,
          ...(maximum === undefined ? {} : { maximum }),
          default: 4096,
        }),
        messages: messagesSchema,
        system: systemSchema,
        stop_sequences: stringsSchema("Texts that end the answer where the model writes them.", {
          maxItems: 8191,
        }),
        ...samplingSchemas(rejects),
        tools: { type: "array", description: "Tools the model may call.", items: toolSchema },
        tool_choice: toolChoiceSchema,
        ...(thinks.test(baseModelId) ? { thinking: thinkingSchema(rejects) } : {}),
        output_config: outputConfigSchema,
        context_management: {
          type: "object",
          description: "How old tool results are cleared from the context; needs a beta.",
        },
        anthropic_beta: stringsSchema(
          "Beta features to switch on; a body key on Bedrock, not a header.",
        ),
      },
    }),
    ...(oneSamplingKey.test(baseModelId) && !rejects ? { allOf: [notBothSamplingKeys] } : {}),
    definitions: anthropicBlocks,
  };
}

/** The keys stay in the schema where they are rejected: a struck-through key explains itself. */
function samplingSchemas(rejected: boolean): JsonObject {
  const state = rejected
    ? {
        deprecated: true,
        deprecationMessage: "This model rejects temperature, top_p and top_k: leave them out.",
        doNotSuggest: true,
      }
    : {};
  return {
    temperature: numberSchema("Randomness of the answer; must be 1 when the model thinks.", {
      minimum: 0,
      maximum: 1,
      default: 1,
      ...state,
    }),
    top_p: numberSchema("Only the most likely tokens up to this share of probability are used.", {
      minimum: 0,
      maximum: 1,
      default: 0.999,
      ...state,
    }),
    top_k: integerSchema("Only this many of the most likely tokens are used; not with thinking.", {
      minimum: 0,
      maximum: 500,
      ...state,
    }),
  };
}

const notBothSamplingKeys: JsonObject = {
  not: { required: ["temperature", "top_p"] },
  errorMessage: "This model takes temperature or top_p, not both.",
};

const systemSchema: JsonObject = {
  description: "Instructions that stand above the conversation.",
  anyOf: [{ type: "string" }, { type: "array", items: { $ref: "#/definitions/textBlock" } }],
};

const messagesSchema: JsonObject = {
  type: "array",
  minItems: 1,
  description: "The conversation, oldest turn first; it begins with the user.",
  items: {
    type: "object",
    required: ["role", "content"],
    properties: {
      role: { enum: ["user", "assistant"], description: "Who speaks." },
      content: {
        description: "Text, or a list of blocks.",
        anyOf: [
          { type: "string" },
          { type: "array", minItems: 1, items: { $ref: "#/definitions/block" } },
        ],
      },
    },
  },
};

const toolSchema: JsonObject = {
  type: "object",
  required: ["name"],
  properties: {
    type: { type: "string", description: "Only for Anthropic's own tools; custom otherwise." },
    name: { type: "string", pattern: "^[a-zA-Z0-9_-]{1,128}$", description: "Name of the tool." },
    description: { type: "string", description: "What the tool does and when to use it." },
    input_schema: { type: "object", description: "JSON schema of the tool's input." },
  },
};

const toolChoiceSchema: JsonObject = {
  type: "object",
  description: "Whether and which tool must be called.",
  required: ["type"],
  properties: {
    type: {
      enum: ["auto", "any", "tool", "none"],
      description: "auto: the model decides; any: some tool; tool: the named one; none: no tool.",
    },
    name: { type: "string", description: "The tool to call, with type tool." },
    disable_parallel_tool_use: { type: "boolean", description: "At most one call in an answer." },
  },
};

function thinkingSchema(adaptiveOnly: boolean): JsonObject {
  return {
    type: "object",
    description: "Whether the model thinks before it answers.",
    required: ["type"],
    properties: {
      type: {
        enum: adaptiveOnly ? ["adaptive", "disabled"] : ["enabled", "adaptive", "disabled"],
        description: "enabled thinks within a budget, adaptive as much as the question needs.",
      },
      budget_tokens: integerSchema(
        "Tokens for thinking, fewer than max_tokens; with type enabled.",
        { minimum: 1024 },
      ),
    },
    if: { properties: { type: { const: "enabled" } } },
    then: { required: ["type", "budget_tokens"] },
  };
}

const outputConfigSchema: JsonObject = {
  type: "object",
  description: "How much work goes into the answer; a beta on Opus 4.5.",
  properties: {
    effort: {
      enum: ["low", "medium", "high", "xhigh", "max"],
      description: "How thoroughly the model works.",
    },
  },
};
