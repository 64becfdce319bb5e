import { isJsonObject, type Json, type JsonObject } from "../request/json.js";
import { hasOnlyBedrockKeys } from "./bedrockKeys.js";
import { bodySchema, stringsSchema } from "./bodySchema.js";
import type { ChunkPart, ChunkReader, Family, Prompt, StopKind } from "./family.js";
import { jsonAt, stringAt } from "./jsonAt.js";
import { integerSchema, numberSchema } from "./rangeSchema.js";

/**
 * AI21 Jurassic-2: retired, and Bedrock never streamed it. Kept so that a request for it can be
 * checked and explained.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-jurassic2.html
 */
export const jurassic2: Family = {
  id: "jurassic2",
  name: "AI21 Jurassic-2",
  serves: (baseModelId) => /^ai21\.j2-/.test(baseModelId),
  recognizes: (chunk) => stringAt(chunk, "completions", 0, "data", "text") !== undefined,
  models: [],
  schema,
  body,
  reader: () => new Jurassic2Reader(),
  maxTokensPointer: "/maxTokens",
  streams: false,
  takesPrefill: false,
  takesConversation: false,
};

const stopKinds: ReadonlyMap<string, StopKind> = new Map([
  ["endoftext", "complete"],
  ["length", "maxTokens"],
  ["stop", "stopSequence"],
]);

/** Reads the whole reply, should it ever come as the only chunk of a stream. */
class Jurassic2Reader implements ChunkReader {
  read(chunk: Json): readonly ChunkPart[] {
    const completions = isJsonObject(chunk) ? chunk.completions : undefined;
    if (!Array.isArray(completions)) {
      return hasOnlyBedrockKeys(chunk) ? [] : [{ type: "unknown", json: chunk }];
    }
    return [...(completions as readonly Json[]).flatMap(readCompletion), { type: "end" }];
  }
}

function readCompletion(completion: Json): readonly ChunkPart[] {
  const text = stringAt(completion, "data", "text");
  const stopReason = stringAt(jsonAt(completion, "finishReason"), "reason");
  return [
    ...(text ? [{ type: "text" as const, text }] : []),
    ...(stopReason
      ? [{ type: "stop" as const, stop: stopKinds.get(stopReason) ?? "complete", stopReason }]
      : []),
  ];
}

function body(prompt: Prompt): JsonObject {
  return {
    // The body has no place of its own for system text.
    prompt: prompt.system ? `${prompt.system}\n\n${prompt.prompt}` : prompt.prompt,
    maxTokens: prompt.maxTokens ?? 1024,
  };
}

function schema(): JsonObject {
  return bodySchema({
    title: "AI21 Jurassic-2",
    required: ["prompt"],
    closed: true,
    properties: {
      prompt: { type: "string", description: "The text to answer." },
      maxTokens: integerSchema("Most tokens in the answer.", { minimum: 0, default: 200 }),
      temperature: numberSchema("Randomness of the answer; lower is more predictable.", {
        minimum: 0,
        maximum: 1,
      }),
      topP: numberSchema("Only the most likely tokens up to this share of probability are used.", {
        minimum: 0,
        maximum: 1,
      }),
      // The service answers a second one with "expected maximum item count: 1".
      stopSequences: stringsSchema("Text that ends the answer where the model writes it.", {
        maxItems: 1,
      }),
      countPenalty: penaltySchema("Makes tokens rarer with every time they came already."),
      presencePenalty: penaltySchema("Makes every token rarer that came already."),
      frequencyPenalty: penaltySchema("Makes tokens rarer the larger their share of the text is."),
    },
  });
}

function penaltySchema(description: string): JsonObject {
  return {
    type: "object",
    description,
    properties: { scale: numberSchema("Strength of the penalty.", { default: 0 }) },
  };
}
