import { isJsonObject, type Json, type JsonObject } from "../request/json.js";
import { hasOnlyBedrockKeys } from "./bedrockKeys.js";
import { bodySchema, stringsSchema } from "./bodySchema.js";
import { cohereStop } from "./cohereStop.js";
import type { ChunkPart, ChunkReader, Family, Prompt } from "./family.js";
import { stringAt } from "./jsonAt.js";
import { integerSchema, numberSchema } from "./rangeSchema.js";

const maxTokens = 4096;

/**
 * Cohere Command and Command Light.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command.html
 */
export const cohereCommand: Family = {
  id: "cohereCommand",
  name: "Cohere Command",
  serves: (baseModelId) => /^cohere\.command-(?:light-)?text-/.test(baseModelId),
  recognizes: (chunk) =>
    isJsonObject(chunk) &&
    (Array.isArray(chunk.generations) ||
      (typeof chunk.is_finished === "boolean" && chunk.event_type === undefined)),
  models: [
    { modelId: "cohere.command-text-v14", name: "Command" },
    { modelId: "cohere.command-light-text-v14", name: "Command Light" },
  ],
  schema,
  body,
  reader: () => new CohereCommandReader(),
  maxTokensPointer: "/max_tokens",
  streams: true,
  takesPrefill: false,
  takesConversation: false,
};

/**
 * With `stream` in the body come pieces and a last chunk without text, else one chunk with whole
 * generations. Several generations follow one another (recorded: each complete before the next);
 * their text is joined as it comes, because a separator would not be the model's own.
 */
class CohereCommandReader implements ChunkReader {
  read(chunk: Json): readonly ChunkPart[] {
    if (!isJsonObject(chunk)) return [{ type: "unknown", json: chunk }];
    if (Array.isArray(chunk.generations)) {
      return readGenerations(chunk.generations as readonly Json[]);
    }
    if (typeof chunk.is_finished === "boolean") return readPiece(chunk);
    return hasOnlyBedrockKeys(chunk) ? [] : [{ type: "unknown", json: chunk }];
  }
}

function readPiece(chunk: JsonObject): readonly ChunkPart[] {
  const text = textParts(chunk);
  if (chunk.is_finished !== true) return text;
  return [...text, ...cohereStop(stringAt(chunk, "finish_reason")), { type: "end" }];
}

function readGenerations(generations: readonly Json[]): readonly ChunkPart[] {
  const reasons = generations.map((generation) => stringAt(generation, "finish_reason"));
  // One run has one ending: a generation that was cut weighs more than a complete one.
  const reason = reasons.find((each) => each !== undefined && each !== "COMPLETE") ?? reasons[0];
  return [...generations.flatMap(textParts), ...cohereStop(reason), { type: "end" }];
}

function textParts(holder: Json): readonly ChunkPart[] {
  const text = stringAt(holder, "text");
  return text ? [{ type: "text", text }] : [];
}

function body(prompt: Prompt): JsonObject {
  return {
    // The body has no place of its own for system text.
    prompt: prompt.system ? `${prompt.system}\n\n${prompt.prompt}` : prompt.prompt,
    max_tokens: Math.min(prompt.maxTokens ?? 1024, maxTokens),
    // The answer comes as one chunk without it, although the operation streams.
    stream: true,
  };
}

function schema(): JsonObject {
  return bodySchema({
    title: "Cohere Command",
    required: ["prompt"],
    closed: true,
    properties: {
      prompt: { type: "string", minLength: 1, description: "The text to answer." },
      max_tokens: integerSchema("Most tokens in the answer.", {
        minimum: 1,
        maximum: maxTokens,
        default: 20,
      }),
      temperature: numberSchema("Randomness of the answer; lower is more predictable.", {
        minimum: 0,
        maximum: 5,
        default: 0.9,
      }),
      p: numberSchema(
        "Only the most likely tokens up to this share of probability are used; 0 and 1 switch it off.",
        { minimum: 0, maximum: 1, default: 0.75 },
      ),
      k: integerSchema("Only this many of the most likely tokens are used; 0 switches it off.", {
        minimum: 0,
        maximum: 500,
        default: 0,
      }),
      stop_sequences: stringsSchema("Texts that end the answer where the model writes them.", {
        maxItems: 4,
      }),
      stream: {
        type: "boolean",
        default: false,
        description: "Whether the answer comes in pieces; without it the stream is one chunk.",
      },
      num_generations: integerSchema("How many answers the model writes, one after another.", {
        minimum: 1,
        maximum: 5,
        default: 1,
      }),
      return_likelihoods: {
        enum: ["GENERATION", "ALL", "NONE"],
        default: "NONE",
        description: "Whether the answer tells how likely each token was.",
      },
      truncate: {
        enum: ["NONE", "START", "END"],
        default: "NONE",
        description: "Which end of a prompt that is too long is cut off.",
      },
      logit_bias: {
        type: "object",
        additionalProperties: { type: "number" },
        description: "Token ids that become more or less likely, each with a number.",
      },
    },
  });
}
