import { isJsonObject, type Json, type JsonObject } from "../request/json.js";
import { hasOnlyBedrockKeys } from "./bedrockKeys.js";
import { cohereCommandRBody, cohereCommandRSchema } from "./cohereCommandRBody.js";
import { cohereStop } from "./cohereStop.js";
import type { ChunkPart, ChunkReader, Family } from "./family.js";
import { jsonAt, numberAt, stringAt } from "./jsonAt.js";
import { mergeUsage } from "./usage.js";

/**
 * Cohere Command R and R+.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command-r-plus.html
 */
export const cohereCommandR: Family = {
  id: "cohereCommandR",
  name: "Cohere Command R",
  serves: (baseModelId) => /^cohere\.command-r(?![a-z])/.test(baseModelId),
  recognizes: (chunk) => stringAt(chunk, "event_type") !== undefined || isWholeReply(chunk),
  models: [
    { modelId: "cohere.command-r-plus-v1:0", name: "Command R+" },
    { modelId: "cohere.command-r-v1:0", name: "Command R" },
  ],
  schema: cohereCommandRSchema,
  body: cohereCommandRBody,
  reader: () => new CohereCommandRReader(),
  maxTokensPointer: "/max_tokens",
  streams: true,
  takesPrefill: false,
  takesConversation: true,
};

/**
 * Recorded are `text-generation` and `stream-end`; the other events are those of Cohere's own API
 * and unverified on Bedrock. https://docs.cohere.com/v1/reference/chat-stream
 */
class CohereCommandRReader implements ChunkReader {
  private saidText = false;
  private calledTools = false;

  read(chunk: Json): readonly ChunkPart[] {
    switch (stringAt(chunk, "event_type") ?? "") {
      case "text-generation":
        return this.text(stringAt(chunk, "text"));
      case "tool-calls-chunk":
        return this.toolCallPiece(chunk);
      case "tool-calls-generation":
        return this.toolCallsOnce(jsonAt(chunk, "tool_calls"));
      case "citation-generation":
        return citations(jsonAt(chunk, "citations"));
      case "stream-start":
        return [];
      case "stream-end":
        return isJsonObject(chunk) ? this.streamEnd(chunk) : [];
      default:
        if (isWholeReply(chunk)) return this.streamEnd({ response: chunk });
        return hasOnlyBedrockKeys(chunk) ? [] : [{ type: "unknown", json: chunk }];
    }
  }

  private text(text: string | undefined): readonly ChunkPart[] {
    if (!text) return [];
    this.saidText = true;
    return [{ type: "text", text }];
  }

  /** The end repeats the answer and the calls; they count only when nothing came before. */
  private streamEnd(chunk: JsonObject): readonly ChunkPart[] {
    const { response } = chunk;
    return [
      ...(this.saidText ? [] : this.text(stringAt(response, "text"))),
      ...this.toolCallsOnce(jsonAt(response, "tool_calls")),
      ...usage(jsonAt(response, "meta", "tokens")),
      ...this.stop(stringAt(chunk, "finish_reason") ?? stringAt(response, "finish_reason")),
      { type: "end" },
    ];
  }

  /** Cohere has no word of its own for a stop at a tool call. */
  private stop(reason: string | undefined): readonly ChunkPart[] {
    return cohereStop(reason).map((part) =>
      part.type === "stop" && part.stop === "complete" && this.calledTools
        ? { ...part, stop: "toolUse" }
        : part,
    );
  }

  private toolCallsOnce(calls: Json | undefined): readonly ChunkPart[] {
    if (this.calledTools || !Array.isArray(calls)) return [];
    this.calledTools = calls.length > 0;
    return (calls as readonly Json[]).map((call, index) => toolCall(call, index));
  }

  private toolCallPiece(chunk: Json): readonly ChunkPart[] {
    const delta = jsonAt(chunk, "tool_call_delta");
    if (!isJsonObject(delta)) return this.text(stringAt(chunk, "text"));
    this.calledTools = true;
    return [toolCall(delta, numberAt(delta, "index") ?? 0)];
  }
}

/** The reply of InvokeModel, should it come as the only chunk of a stream. */
function isWholeReply(chunk: Json): boolean {
  const keys = ["text", "generation_id", "finish_reason"];
  return keys.every((key) => stringAt(chunk, key) !== undefined);
}

/** A whole call has its parameters as an object, a piece of one as text. */
function toolCall(call: Json, index: number): ChunkPart {
  const name = stringAt(call, "name");
  const parameters = jsonAt(call, "parameters");
  const inputText = isJsonObject(parameters) ? JSON.stringify(parameters) : parameters;
  return {
    type: "toolCall",
    index,
    ...(name ? { name } : {}),
    ...(typeof inputText === "string" && inputText !== "" ? { inputText } : {}),
  };
}

function citations(found: Json | undefined): readonly ChunkPart[] {
  if (!Array.isArray(found)) return [];
  return (found as readonly Json[]).map((citation) => ({ type: "citation", citation }));
}

/** Counts of the model; the billed ones, which the service's metrics follow, are lower. */
function usage(tokens: Json | undefined): readonly ChunkPart[] {
  const counted = mergeUsage(
    {},
    {
      inputTokens: numberAt(tokens, "input_tokens"),
      outputTokens: numberAt(tokens, "output_tokens"),
    },
  );
  return Object.keys(counted).length > 0 ? [{ type: "usage", usage: counted }] : [];
}
