import type { Json, JsonObject } from "../request/json.js";
import { bodySchema, stringsSchema } from "./bodySchema.js";
import type { ChunkPart, Family, Prompt, StopKind } from "./family.js";
import { jsonAt, stringAt } from "./jsonAt.js";
import { integerSchema, numberSchema } from "./rangeSchema.js";

/**
 * Anthropic Claude 2 and Instant through the text completion body. All at the end of their life, so
 * none is offered. Claude 2 takes the Messages body too; then its chunks are Messages chunks.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-text-completion.html
 */
export const anthropicText: Family = {
  id: "anthropicText",
  name: "Anthropic Claude (Text Completions)",
  serves: (baseModelId) => /^anthropic\.claude-(?:v\d|instant)/.test(baseModelId),
  recognizes: (chunk) => stringAt(chunk, "completion") !== undefined,
  models: [],
  schema,
  body,
  reader: () => ({ read }),
  maxTokensPointer: "/max_tokens_to_sample",
  streams: true,
  takesPrefill: true,
  takesConversation: true,
};

const stopKinds: ReadonlyMap<string, StopKind> = new Map([
  // Also the word for an ordinary end: the next "\n\nHuman:" is a built-in stop sequence. It is not
  // turned into "complete", because the body may name that very sequence itself.
  ["stop_sequence", "stopSequence"],
  ["max_tokens", "maxTokens"],
]);

function read(chunk: Json): readonly ChunkPart[] {
  const text = stringAt(chunk, "completion");
  const reason = stringAt(chunk, "stop_reason");
  const error = jsonAt(chunk, "error");
  if (error !== undefined) {
    const name = stringAt(error, "type") ?? "error";
    return [{ type: "error", name, message: stringAt(error, "message") ?? JSON.stringify(error) }];
  }
  const parts: ChunkPart[] = text ? [{ type: "text", text }] : [];
  if (reason !== undefined) {
    const stop = stopKinds.get(reason) ?? "complete";
    parts.push({ type: "stop", stop, stopReason: reason }, { type: "end" });
  } else if (text === undefined) {
    parts.push({ type: "unknown", json: chunk });
  }
  return parts;
}

function body(prompt: Prompt): JsonObject {
  const turns = [...(prompt.conversation ?? []), { role: "user", text: prompt.prompt }];
  const lines = turns.map(
    (turn) => `\n\n${turn.role === "user" ? "Human" : "Assistant"}: ${turn.text}`,
  );
  return {
    prompt: `${prompt.system ?? ""}${lines.join("")}\n\nAssistant:`,
    max_tokens_to_sample: Math.min(prompt.maxTokens ?? 2048, 4096),
  };
}

function schema(): JsonObject {
  return bodySchema({
    title: "Anthropic Claude (Text Completions)",
    required: ["prompt", "max_tokens_to_sample"],
    closed: true,
    properties: {
      prompt: {
        type: "string",
        pattern: "\\n\\nHuman:[\\s\\S]*\\n\\nAssistant:",
        description: "The conversation as \\n\\nHuman: and \\n\\nAssistant: turns.",
      },
      max_tokens_to_sample: {
        type: "integer",
        minimum: 1,
        // From AWS's table, unverified.
        maximum: 4096,
        default: 2048,
        description: "Most tokens in the answer.",
      },
      temperature: numberSchema("Randomness of the answer; lower is more predictable.", {
        minimum: 0,
        maximum: 1,
        default: 1,
      }),
      top_p: numberSchema("Only the most likely tokens up to this share of probability are used.", {
        minimum: 0,
        maximum: 1,
        default: 1,
      }),
      top_k: integerSchema("Only this many of the most likely tokens are used.", {
        minimum: 0,
        maximum: 500,
        default: 250,
      }),
      stop_sequences: stringsSchema(
        "Texts that end the answer where the model writes them; \\n\\nHuman: always does.",
      ),
      anthropic_version: {
        description: "Version of the body on Bedrock.",
        enum: ["bedrock-2023-05-31"],
      },
    },
  });
}
