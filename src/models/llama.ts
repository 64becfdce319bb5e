import type { Json, JsonObject } from "../request/json.js";
import { bodySchema } from "./bodySchema.js";
import type { ChunkPart, ChunkReader, Family, Prompt, StopKind, Usage } from "./family.js";
import { numberAt, stringAt } from "./jsonAt.js";
import { llamaPrompt } from "./llamaPrompt.js";
import { mergeUsage } from "./usage.js";
import { integerSchema, numberSchema } from "./rangeSchema.js";

/**
 * Meta Llama 2, 3 and 4. Bedrock has no field for tools or stop sequences here. AWS's page says that
 * Llama 4 does not stream; others have streamed it.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-meta.html
 */
export const llama: Family = {
  id: "llama",
  name: "Meta Llama",
  serves: (baseModelId) => /^meta\.llama/.test(baseModelId),
  recognizes: (chunk) => stringAt(chunk, "generation") !== undefined,
  models: [
    { modelId: "us.meta.llama4-maverick-17b-instruct-v1:0", name: "Llama 4 Maverick 17B" },
    { modelId: "us.meta.llama4-scout-17b-instruct-v1:0", name: "Llama 4 Scout 17B" },
    { modelId: "us.meta.llama3-3-70b-instruct-v1:0", name: "Llama 3.3 70B" },
  ],
  schema,
  body,
  reader: () => new LlamaReader(),
  maxTokensPointer: "/max_gen_len",
  streams: true,
  takesPrefill: true,
  takesConversation: true,
};

/** The models that see: Llama 3.2 11B and 90B, and all of Llama 4. */
const seesImages = /llama3-2-(?:11|90)b|llama4/;

const stopKinds: ReadonlyMap<string, StopKind> = new Map([
  ["stop", "complete"],
  ["length", "maxTokens"],
]);

class LlamaReader implements ChunkReader {
  private usage: Usage = {};

  read(chunk: Json): readonly ChunkPart[] {
    const text = stringAt(chunk, "generation");
    const reason = stringAt(chunk, "stop_reason");
    const parts: ChunkPart[] = text ? [{ type: "text", text }] : [];
    this.readUsage(chunk, parts);
    if (reason !== undefined) {
      const stop = stopKinds.get(reason) ?? "complete";
      parts.push({ type: "stop", stop, stopReason: reason }, { type: "end" });
    } else if (text === undefined && parts.length === 0) {
      parts.push({ type: "unknown", json: chunk });
    }
    return parts;
  }

  /** The prompt's count is in the first chunk only; the answer's is the count so far. */
  private readUsage(chunk: Json, parts: ChunkPart[]): void {
    const inputTokens = numberAt(chunk, "prompt_token_count");
    const outputTokens = numberAt(chunk, "generation_token_count");
    if (inputTokens !== undefined || outputTokens !== undefined) {
      this.usage = mergeUsage(this.usage, { inputTokens, outputTokens });
      parts.push({ type: "usage", usage: this.usage });
    }
  }
}

const maxGenLen = 2048;

function body(prompt: Prompt, baseModelId: string): JsonObject {
  const seen = seesImages.test(baseModelId) ? (prompt.images ?? []) : [];
  const images = seen.map((image) => image.base64);
  return {
    prompt: llamaPrompt({ ...prompt, images: seen }, baseModelId),
    max_gen_len: Math.min(prompt.maxTokens ?? maxGenLen, maxGenLen),
    ...(images.length === 0 ? {} : { images }),
  };
}

function schema(baseModelId: string): JsonObject {
  return bodySchema({
    title: "Meta Llama",
    required: ["prompt"],
    closed: true,
    properties: {
      prompt: {
        type: "string",
        description: "The conversation in the model's own template, up to where it is to answer.",
      },
      max_gen_len: integerSchema("Most tokens in the answer.", {
        minimum: 1,
        maximum: maxGenLen,
        default: 512,
      }),
      temperature: numberSchema("Randomness of the answer; lower is more predictable.", {
        minimum: 0,
        maximum: 1,
        default: 0.5,
      }),
      top_p: numberSchema("Only the most likely tokens up to this share of probability are used.", {
        minimum: 0,
        maximum: 1,
        default: 0.9,
      }),
      ...(seesImages.test(baseModelId)
        ? {
            images: {
              type: "array",
              description: "Images in base64, one for each <|image|> in the prompt.",
              items: { type: "string" },
            },
          }
        : {}),
    },
  });
}
