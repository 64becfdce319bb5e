import { isJsonObject, type Json, type JsonObject } from "../request/json.js";
import { guardrailEnding, readBedrockKeys } from "./bedrockKeys.js";
import { bodySchema, stringsSchema } from "./bodySchema.js";
import type { ChunkPart, ChunkReader, Family, Prompt, StopKind, Usage } from "./family.js";
import { jsonAt, numberAt, stringAt } from "./jsonAt.js";
import { mergeUsage } from "./usage.js";
import { integerSchema, numberSchema } from "./rangeSchema.js";

/**
 * Amazon Titan Text.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-text.html
 */
export const titanText: Family = {
  id: "titanText",
  name: "Amazon Titan Text",
  serves: (baseModelId) =>
    /^amazon\.titan-(?:text-|tg1-)/.test(baseModelId) && !/embed/.test(baseModelId),
  recognizes: (chunk) =>
    isJsonObject(chunk) && ("outputText" in chunk || wholeResult(chunk) !== undefined),
  models: [
    { modelId: "amazon.titan-text-lite-v1", name: "Titan Text Lite" },
    { modelId: "amazon.titan-text-express-v1", name: "Titan Text Express" },
    { modelId: "amazon.titan-text-premier-v1:0", name: "Titan Text Premier" },
  ],
  schema,
  body,
  reader: () => new TitanTextReader(),
  maxTokensPointer: "/textGenerationConfig/maxTokenCount",
  streams: true,
  takesPrefill: true,
  takesConversation: true,
};

const stopKinds: ReadonlyMap<string, StopKind> = new Map([
  // Recorded is FINISH, AWS's page says FINISHED.
  ["FINISH", "complete"],
  ["FINISHED", "complete"],
  ["LENGTH", "maxTokens"],
  ["STOP_CRITERIA_MET", "stopSequence"],
  ["CONTENT_FILTERED", "contentFiltered"],
  ["RAG_QUERY_WHEN_RAG_DISABLED", "complete"],
]);

class TitanTextReader implements ChunkReader {
  private usage: Usage = {};

  read(chunk: Json): readonly ChunkPart[] {
    if (!isJsonObject(chunk)) {
      return [{ type: "unknown", json: chunk }];
    }
    const whole = wholeResult(chunk);
    if (whole) return this.read(whole);
    const text = stringAt(chunk, "outputText");
    const reason = stringAt(chunk, "completionReason");
    // Some clients know of this key; unverified.
    const error = stringAt(chunk, "error") ?? stringAt(chunk, "error", "message");
    const parts: ChunkPart[] = [];
    if (text) {
      parts.push({ type: "text", text });
    }
    this.readUsage(chunk, parts);
    if (error !== undefined) {
      parts.push({ type: "error", name: "error", message: error });
    }
    if (reason !== undefined) {
      parts.push({ type: "stop", stop: stopKinds.get(reason) ?? "complete", stopReason: reason });
      parts.push({ type: "end" });
    } else if (isBlocked(chunk)) {
      parts.push(...guardrailEnding);
    } else if (text === undefined && error === undefined) {
      parts.push({ type: "unknown", json: chunk });
    }
    return parts;
  }

  private readUsage(chunk: JsonObject, parts: ChunkPart[]): void {
    const inputTokens = numberAt(chunk, "inputTextTokenCount");
    const outputTokens = numberAt(chunk, "totalOutputTextTokenCount");
    if (inputTokens !== undefined || outputTokens !== undefined) {
      this.usage = mergeUsage(this.usage, { inputTokens, outputTokens });
      parts.push({ type: "usage", usage: this.usage });
    }
  }
}

/** The one result in InvokeModel's reply, should that come as the only chunk of a stream. */
function wholeResult(chunk: Json): JsonObject | undefined {
  const result = jsonAt(chunk, "results", 0);
  if (!isJsonObject(result) || stringAt(result, "outputText") === undefined) return undefined;
  const input = numberAt(chunk, "inputTextTokenCount");
  const output = numberAt(result, "tokenCount");
  return {
    ...result,
    ...(input === undefined ? {} : { inputTextTokenCount: input }),
    ...(output === undefined ? {} : { totalOutputTextTokenCount: output }),
  };
}

/**
 * A blocked answer has no completionReason, and under a guardrail neither have the chunks before the
 * last, masked or not: null keys are left out. The count of all output tokens is in the last only.
 */
function isBlocked(chunk: JsonObject): boolean {
  const counted = numberAt(chunk, "totalOutputTextTokenCount") !== undefined;
  return counted && readBedrockKeys(chunk).guardrailIntervened;
}

function maxTokenCount(baseModelId: string): number {
  if (baseModelId.includes("premier")) {
    return 3072;
  }
  return baseModelId.includes("lite") ? 4096 : 8192;
}

function body(prompt: Prompt, baseModelId: string): JsonObject {
  const turns = prompt.conversation ?? [];
  const lines = turns.map((turn) => `${turn.role === "user" ? "User" : "Bot"}: ${turn.text}\n`);
  const system = prompt.system ? `${prompt.system}\n\n` : "";
  return {
    inputText: `${system}${lines.join("")}User: ${prompt.prompt}\nBot:`,
    textGenerationConfig: {
      maxTokenCount: Math.min(prompt.maxTokens ?? 2048, maxTokenCount(baseModelId)),
    },
  };
}

function schema(baseModelId: string): JsonObject {
  return bodySchema({
    title: "Amazon Titan Text",
    required: ["inputText"],
    closed: true,
    properties: {
      inputText: {
        type: "string",
        description: "The prompt; a conversation is written as lines of User: and Bot:.",
      },
      textGenerationConfig: {
        type: "object",
        description: "How the answer is made.",
        additionalProperties: false,
        properties: {
          temperature: numberSchema("Randomness of the answer; lower is more predictable.", {
            minimum: 0,
            maximum: 1,
            default: 0.7,
          }),
          topP: numberSchema(
            "Only the most likely tokens up to this share of probability are used.",
            { exclusiveMinimum: 0, maximum: 1, default: 0.9 },
          ),
          maxTokenCount: integerSchema("Most tokens in the answer.", {
            minimum: 1,
            maximum: maxTokenCount(baseModelId),
            default: 512,
          }),
          stopSequences: stringsSchema("Texts that end the answer where the model writes them."),
        },
      },
    },
  });
}
