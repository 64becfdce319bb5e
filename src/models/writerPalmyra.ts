import { isJsonObject, type Json, type JsonObject } from "../request/json.js";
import { bodySchema } from "./bodySchema.js";
import { chatMessages, chatTools } from "./chatBody.js";
import { functionToolsSchema, messagesSchema, stopSchema, toolChoiceSchema } from "./chatSchema.js";
import { ChoicesReader, isChatChunk, isCompletionChunk } from "./choicesReader.js";
import type { Family, Prompt } from "./family.js";
import { stringAt } from "./jsonAt.js";
import { integerSchema, numberSchema } from "./rangeSchema.js";

const maxTokens = 8192;

/**
 * Writer Palmyra X4 and X5. Their chunks are completions that end with the JSON string "[DONE]";
 * a body with `messages` presumably gets chat chunks (unverified). Either final sign ends a stream.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-palmyra-x5.html
 */
export const writerPalmyra: Family = {
  id: "writerPalmyra",
  name: "Writer Palmyra",
  serves: (baseModelId) => /^writer\.palmyra-x/.test(baseModelId),
  recognizes,
  models: [
    { modelId: "us.writer.palmyra-x5-v1:0", name: "Palmyra X5" },
    { modelId: "us.writer.palmyra-x4-v1:0", name: "Palmyra X4" },
  ],
  schema,
  body,
  reader: () => new ChoicesReader(),
  maxTokensPointer: "/max_tokens",
  streams: true,
  takesPrefill: false,
  takesConversation: true,
};

function recognizes(chunk: Json): boolean {
  if (!isJsonObject(chunk)) return chunk === "[DONE]";
  const isWriter = stringAt(chunk, "model")?.includes("writer.palmyra-x") === true;
  return isWriter && (isCompletionChunk(chunk) || isChatChunk(chunk));
}

function body(prompt: Prompt): JsonObject {
  return {
    // X4 and X5 read no images.
    messages: chatMessages({ ...prompt, images: [] }),
    // The service's own default of 16 cuts every answer.
    max_tokens: Math.min(prompt.maxTokens ?? 4096, maxTokens),
    ...chatTools(prompt),
  };
}

function schema(): JsonObject {
  return {
    ...bodySchema({
      title: "Writer Palmyra",
      required: [],
      closed: false,
      properties: {
        messages: messagesSchema(["system", "user", "assistant", "tool"]),
        prompt: {
          type: "string",
          description: "One text in place of messages; used by some clients, unverified.",
          doNotSuggest: true,
        },
        max_tokens: integerSchema("Most tokens in the answer; the default is very short.", {
          minimum: 1,
          maximum: maxTokens,
          default: 16,
        }),
        min_tokens: integerSchema("Fewest tokens in the answer.", { minimum: 0, default: 0 }),
        temperature: numberSchema("Randomness of the answer; lower is more predictable.", {
          minimum: 0,
          maximum: 2,
          default: 1,
        }),
        top_p: numberSchema(
          "Only the most likely tokens up to this share of probability are used.",
          { exclusiveMinimum: 0, maximum: 1, default: 1 },
        ),
        stop: stopSchema({ maxItems: 4 }),
        seed: integerSchema("The same seed and body give mostly the same answer."),
        presence_penalty: numberSchema("Makes every token rarer that came already.", {
          minimum: -2,
          maximum: 2,
        }),
        frequency_penalty: numberSchema("Makes tokens rarer the more often they came already.", {
          minimum: -2,
          maximum: 2,
        }),
        tools: functionToolsSchema,
        tool_choice: toolChoiceSchema,
      },
    }),
    anyOf: [{ required: ["messages"] }, { required: ["prompt"] }],
  };
}
