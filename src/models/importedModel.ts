import type { Json, JsonObject } from "../request/json.js";
import { readBedrockKeys } from "./bedrockKeys.js";
import { bodySchema } from "./bodySchema.js";
import { chatMessages, chatTools } from "./chatBody.js";
import { functionToolsSchema, messagesSchema, stopSchema, toolChoiceSchema } from "./chatSchema.js";
import { ChoicesReader, isChatChunk, isCompletionChunk } from "./choicesReader.js";
import type { ChunkPart, ChunkReader, Family, Prompt } from "./family.js";
import { llama } from "./llama.js";
import { integerSchema, numberSchema } from "./rangeSchema.js";
import { TaggedReasoningReader } from "./taggedReasoning.js";

/**
 * Custom imported models and containers behind SageMaker endpoints. The form of the body decides
 * the form of the chunks: `generation`, `choices[].text` or `choices[].delta`.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/invoke-imported-model.html
 */
export const importedModel: Family = {
  id: "importedModel",
  name: "Imported model",
  // Their ids name no base model: the account's own words or the first chunk lead here.
  serves: () => false,
  recognizes: (chunk) => llama.recognizes(chunk) || isCompletionChunk(chunk) || isChatChunk(chunk),
  models: [],
  schema,
  body,
  reader: () => new TaggedReasoningReader(new ImportedModelReader()),
  maxTokensPointer: "/max_tokens",
  streams: true,
  takesPrefill: false,
  takesConversation: true,
};

/** Reads all three forms, chunk by chunk, so nothing has to be decided for the whole stream. */
class ImportedModelReader implements ChunkReader {
  private readonly choices = new ChoicesReader();
  /** Bedrock's own form of a completion is Llama's. */
  private readonly generations = llama.reader();

  private known = false;

  read(chunk: Json): readonly ChunkPart[] {
    this.known ||= importedModel.recognizes(chunk);
    const parts = (llama.recognizes(chunk) ? this.generations : this.choices).read(chunk);
    // A shape that nobody here knows has no final event to wait for: its last chunk ends it.
    const isEnd = !this.known && readBedrockKeys(chunk).isLast;
    return isEnd ? [...parts, { type: "end" }] : parts;
  }

  finish(): readonly ChunkPart[] {
    return this.choices.finish();
  }
}

/**
 * The chat form: the model's own template is applied by the service. Models imported before
 * 2025-11-11, or without a chat template, need `prompt` and `max_gen_len` in a body of their own.
 */
function body(prompt: Prompt): JsonObject {
  return {
    messages: chatMessages(prompt),
    max_tokens: prompt.maxTokens ?? 2048,
    ...chatTools(prompt),
  };
}

function schema(): JsonObject {
  return {
    ...bodySchema({
      title: "Imported model",
      required: [],
      closed: false,
      properties: {
        messages: messagesSchema(["system", "user", "assistant", "tool"]),
        prompt: {
          type: "string",
          description: "The prompt in the model's own template, in place of messages.",
        },
        max_tokens: integerSchema("Most tokens in the answer.", { minimum: 1 }),
        max_gen_len: integerSchema("Most tokens in the answer; only with prompt.", { minimum: 1 }),
        temperature: numberSchema("Randomness of the answer; lower is more predictable.", {
          minimum: 0,
        }),
        top_p: numberSchema(
          "Only the most likely tokens up to this share of probability are used.",
          { minimum: 0, maximum: 1 },
        ),
        stop: stopSchema(),
        images: {
          type: "array",
          description: "Images in base64 for models that read them; only with prompt.",
          items: { type: "string" },
        },
        tools: functionToolsSchema,
        tool_choice: toolChoiceSchema,
      },
    }),
    anyOf: [{ required: ["messages"] }, { required: ["prompt"] }],
  };
}
