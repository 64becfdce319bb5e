import { isJsonObject, type Json, type JsonObject } from "../request/json.js";
import { bodySchema } from "./bodySchema.js";
import { chatMessages, chatTools } from "./chatBody.js";
import { functionToolsSchema, messagesSchema, stopSchema } from "./chatSchema.js";
import { ChoicesReader, isChatChunk } from "./choicesReader.js";
import type { Family, Prompt } from "./family.js";
import { integerSchema, numberSchema } from "./rangeSchema.js";

const maxTokens = 4096;

/**
 * AI21 Jamba. Its chunks are those of chats, recorded with `usage` in every one, a last chunk with
 * `finish_reason` and a number as `stop_reason`, and a chunk of metrics alone after it.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-jamba.html
 */
export const jamba: Family = {
  id: "jamba",
  name: "AI21 Jamba",
  serves: (baseModelId) => /^ai21\.jamba/.test(baseModelId),
  recognizes,
  models: [
    { modelId: "ai21.jamba-1-5-large-v1:0", name: "Jamba 1.5 Large" },
    { modelId: "ai21.jamba-1-5-mini-v1:0", name: "Jamba 1.5 Mini" },
  ],
  schema,
  body,
  reader: () => new ChoicesReader(),
  maxTokensPointer: "/max_tokens",
  streams: true,
  takesPrefill: false,
  takesConversation: true,
};

/** The others that send chat chunks name the kind of object in each. */
function recognizes(chunk: Json): boolean {
  return isChatChunk(chunk) && isJsonObject(chunk) && !("object" in chunk) && "usage" in chunk;
}

/** Jamba-Instruct came before tools. */
function takesTools(baseModelId: string): boolean {
  return !baseModelId.includes("jamba-instruct");
}

function body(prompt: Prompt, baseModelId: string): JsonObject {
  return {
    // No Jamba reads images, and the service takes content as text alone.
    messages: chatMessages({ ...prompt, images: [] }),
    max_tokens: Math.min(prompt.maxTokens ?? maxTokens, maxTokens),
    ...(takesTools(baseModelId) ? chatTools(prompt) : {}),
  };
}

function schema(baseModelId: string): JsonObject {
  const tools = takesTools(baseModelId);
  return bodySchema({
    title: "AI21 Jamba",
    required: ["messages"],
    closed: true,
    properties: {
      messages: messagesSchema(["system", "user", "assistant", ...(tools ? ["tool"] : [])]),
      max_tokens: integerSchema("Most tokens in the answer.", {
        minimum: 0,
        maximum: maxTokens,
        default: maxTokens,
      }),
      temperature: numberSchema("Randomness of the answer; lower is more predictable.", {
        minimum: 0,
        maximum: 2,
        default: 1,
      }),
      top_p: numberSchema("Only the most likely tokens up to this share of probability are used.", {
        minimum: 0.01,
        maximum: 1,
        default: 1,
      }),
      stop: stopSchema(),
      n: integerSchema("How many answers the model writes; a stream takes one (unverified).", {
        minimum: 1,
        maximum: 16,
        default: 1,
      }),
      frequency_penalty: numberSchema("Makes tokens rarer the more often they came already."),
      presence_penalty: numberSchema("Makes every token rarer that came already."),
      ...(tools ? jamba15Schemas : {}),
    },
  });
}

/** In AI21's own form; whether Bedrock takes each of them is unverified. */
const jamba15Schemas: JsonObject = {
  tools: functionToolsSchema,
  documents: {
    type: "array",
    description: "Texts the answer may draw on.",
    items: { type: "object" },
  },
  response_format: {
    type: "object",
    description: "Form of the answer: text or json_object.",
    properties: {
      type: { enum: ["text", "json_object"], default: "text", description: "Text or JSON." },
    },
  },
};
