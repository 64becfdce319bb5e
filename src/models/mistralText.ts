import { isJsonObject, type Json, type JsonObject } from "../request/json.js";
import { bodySchema, stringsSchema } from "./bodySchema.js";
import type { ChunkPart, Family, Prompt, StopKind, Turn } from "./family.js";
import { jsonAt, stringAt } from "./jsonAt.js";
import { integerSchema, numberSchema } from "./rangeSchema.js";

/**
 * Mistral's instruct models of 2024 through the text completion body.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-mistral-text-completion.html
 */
export const mistralText: Family = {
  id: "mistralText",
  name: "Mistral (text completion)",
  serves: (baseModelId) =>
    /^mistral\.(?:mistral-7b|mixtral-8x7b|mistral-(?:large|small)-2402)/.test(baseModelId),
  recognizes: (chunk) => isJsonObject(jsonAt(chunk, "outputs", 0)),
  models: [{ modelId: "mistral.mistral-small-2402-v1:0", name: "Mistral Small (24.02)" }],
  schema,
  body,
  reader: () => ({ read }),
  maxTokensPointer: "/max_tokens",
  streams: true,
  takesPrefill: true,
  takesConversation: true,
};

const stopKinds: ReadonlyMap<string, StopKind> = new Map([
  ["stop", "complete"],
  ["length", "maxTokens"],
]);

function read(chunk: Json): readonly ChunkPart[] {
  const output = jsonAt(chunk, "outputs", 0);
  const text = stringAt(output, "text");
  const reason = stringAt(output, "stop_reason");
  const parts: ChunkPart[] = text ? [{ type: "text", text }] : [];
  if (reason !== undefined) {
    const stop = stopKinds.get(reason) ?? "complete";
    parts.push({ type: "stop", stop, stopReason: reason }, { type: "end" });
  } else if (text === undefined) {
    parts.push({ type: "unknown", json: chunk });
  }
  return parts;
}

/** Limits and defaults differ from model to model. */
interface Limits {
  readonly maxTokens: number;
  readonly defaultMaxTokens: number;
  readonly temperature: number;
  readonly topP: number;
  readonly topK?: number;
}

function limitsOf(baseModelId: string): Limits {
  const small = { defaultMaxTokens: 512, temperature: 0.5, topP: 0.9, topK: 50 };
  if (baseModelId.includes("mixtral")) {
    return { ...small, maxTokens: 4096 };
  }
  if (baseModelId.includes("mistral-7b")) {
    return { ...small, maxTokens: 8192 };
  }
  return { maxTokens: 8192, defaultMaxTokens: 8192, temperature: 0.7, topP: 1 };
}

/** There is no place for system text: it stands in front of the first thing the user says. */
function body(prompt: Prompt, baseModelId: string): JsonObject {
  const turns: Turn[] = [...(prompt.conversation ?? []), { role: "user", text: prompt.prompt }];
  const firstUser = turns.findIndex((turn) => turn.role === "user");
  const system = prompt.system ? `${prompt.system}\n\n` : "";
  const lines = turns.map((turn, index) =>
    turn.role === "user"
      ? `${index === 0 ? "" : " "}[INST] ${index === firstUser ? system : ""}${turn.text} [/INST]`
      : ` ${turn.text}</s>`,
  );
  return {
    prompt: `<s>${lines.join("")}`,
    max_tokens: Math.min(prompt.maxTokens ?? 2048, limitsOf(baseModelId).maxTokens),
  };
}

function schema(baseModelId: string): JsonObject {
  const limits = limitsOf(baseModelId);
  return bodySchema({
    title: "Mistral (text completion)",
    required: ["prompt"],
    closed: true,
    properties: {
      prompt: {
        type: "string",
        description: "The conversation as <s>[INST] ... [/INST] turns.",
      },
      max_tokens: integerSchema("Most tokens in the answer.", {
        minimum: 1,
        maximum: limits.maxTokens,
        default: limits.defaultMaxTokens,
      }),
      temperature: numberSchema("Randomness of the answer; lower is more predictable.", {
        minimum: 0,
        maximum: 1,
        default: limits.temperature,
      }),
      top_p: numberSchema("Only the most likely tokens up to this share of probability are used.", {
        minimum: 0,
        maximum: 1,
        default: limits.topP,
      }),
      top_k: integerSchema("Only this many of the most likely tokens are used.", {
        minimum: 1,
        maximum: 200,
        ...(limits.topK === undefined ? {} : { default: limits.topK }),
      }),
      stop: stringsSchema("Texts that end the answer where the model writes them.", {
        maxItems: 10,
      }),
    },
  });
}
