import type { JsonObject } from "../request/json.js";
import { bodySchema, stringsSchema } from "./bodySchema.js";
import { novaTools } from "./novaTools.js";
import { integerSchema, numberSchema } from "./rangeSchema.js";

/** Whether this Nova reads images; Micro reads text only. */
export function novaSees(baseModelId: string): boolean {
  return !/nova-micro/.test(baseModelId);
}

/** Most tokens in an answer: 5000 on AWS's page, 10000 quoted for newer revisions; of Nova 2 unknown. */
export function novaMaxTokens(baseModelId: string): number | undefined {
  return isNova2(baseModelId) ? undefined : 10_000;
}

function isNova2(baseModelId: string): boolean {
  return /nova-2-/.test(baseModelId);
}

/** Schema of the Nova body; Nova 2 reasons, Micro reads text only. */
export function novaSchema(baseModelId: string): JsonObject {
  return bodySchema({
    title: "Amazon Nova",
    required: ["messages"],
    closed: true,
    properties: {
      schemaVersion: {
        description: "Version of this body.",
        enum: ["messages-v1"],
        default: "messages-v1",
      },
      system: {
        type: "array",
        description: "Instructions that stand above the conversation.",
        items: {
          type: "object",
          properties: { text: { type: "string", description: "The text." }, cachePoint },
        },
      },
      messages: messages(!novaSees(baseModelId)),
      inferenceConfig: inferenceConfig(baseModelId),
      toolConfig: novaTools,
      // AWS's pages disagree whether this belongs here or into inferenceConfig: both are taken.
      ...(isNova2(baseModelId) ? { reasoningConfig } : {}),
    },
  });
}

const cachePoint: JsonObject = {
  type: "object",
  description: "Caches the prompt up to here.",
  required: ["type"],
  properties: { type: { enum: ["default"], description: "The only kind of cache point." } },
};

const reasoningConfig: JsonObject = {
  type: "object",
  description: "Whether the model reasons before it answers.",
  required: ["type"],
  properties: {
    type: {
      enum: ["enabled", "disabled"],
      default: "disabled",
      description: "Switches reasoning on or off.",
    },
    maxReasoningEffort: {
      enum: ["low", "medium", "high"],
      description: "How long the model may reason; high forbids temperature, topP and maxTokens.",
    },
  },
};

function inferenceConfig(baseModelId: string): JsonObject {
  const maxTokens = novaMaxTokens(baseModelId);
  return {
    type: "object",
    description: "How the answer is made.",
    additionalProperties: false,
    properties: {
      maxTokens: {
        type: "integer",
        minimum: 1,
        ...(maxTokens === undefined ? {} : { maximum: maxTokens }),
        description: "Most tokens in the answer.",
      },
      temperature: numberSchema("Randomness of the answer; lower is more predictable.", {
        minimum: 0,
        maximum: 1,
        default: 0.7,
      }),
      topP: numberSchema("Only the most likely tokens up to this share of probability are used.", {
        minimum: 0,
        maximum: 1,
        default: 0.9,
      }),
      topK: integerSchema("Only this many of the most likely tokens are used.", {
        minimum: 0,
        maximum: 128,
      }),
      stopSequences: stringsSchema("Texts that end the answer where the model writes them."),
      ...(isNova2(baseModelId) ? { reasoningConfig } : {}),
      max_new_tokens: oldSpelling("maxTokens", "integer"),
      top_p: oldSpelling("topP", "number"),
      top_k: oldSpelling("topK", "integer"),
    },
  };
}

/** Still accepted in recordings. */
function oldSpelling(of: string, type: string): JsonObject {
  return {
    type,
    description: `Old spelling of ${of}.`,
    deprecated: true,
    deprecationMessage: `Old spelling: write ${of}.`,
    doNotSuggest: true,
  };
}

function messages(textOnly: boolean): JsonObject {
  return {
    type: "array",
    minItems: 1,
    description: "The conversation, oldest turn first; it begins with the user.",
    items: {
      type: "object",
      required: ["role", "content"],
      properties: {
        role: { enum: ["user", "assistant"], description: "Who speaks." },
        content: {
          type: "array",
          minItems: 1,
          description: "The blocks of this turn.",
          items: { type: "object", minProperties: 1, properties: blocks(textOnly) },
        },
      },
    },
  };
}

function blocks(textOnly: boolean): JsonObject {
  const source = {
    type: "object",
    description: "Base64 in bytes, or an s3Location with a uri.",
    properties: {
      bytes: { type: "string", description: "The file in base64." },
      s3Location: { type: "object", description: "Where the file lies in S3." },
    },
  };
  const file = (description: string, format: JsonObject): JsonObject => ({
    type: "object",
    description,
    required: ["format", "source"],
    properties: { format: { description: "Format of the file.", ...format }, source },
  });
  return {
    text: { type: "string", description: "A block of text." },
    ...(textOnly
      ? {}
      : {
          image: file("An image.", { enum: ["jpeg", "png", "gif", "webp"] }),
          video: file("A video.", { type: "string" }),
          document: file("A document; it needs a name too.", { type: "string" }),
        }),
    toolUse: {
      type: "object",
      description: "A call that the model made earlier.",
      required: ["toolUseId", "name", "input"],
    },
    toolResult: {
      type: "object",
      description: "What a tool returned.",
      required: ["toolUseId", "content"],
    },
    cachePoint,
  };
}
