import { isJsonObject, type Json, type JsonObject } from "../request/json.js";
import { hasOnlyBedrockKeys } from "./bedrockKeys.js";
import type { ChunkPart, ChunkReader, StopKind, Usage } from "./family.js";
import { jsonAt, numberAt, stringAt } from "./jsonAt.js";
import { ChoiceToolCalls } from "./choiceToolCalls.js";
import { mergeUsage } from "./usage.js";

const stopKinds: ReadonlyMap<string, StopKind> = new Map([
  ["stop", "complete"],
  // Of imported models.
  ["eos_token", "complete"],
  ["stop_sequence", "stopSequence"],
  ["length", "maxTokens"],
  ["max_tokens", "maxTokens"],
  // Mistral's: the context is full.
  ["model_length", "maxTokens"],
  ["tool_calls", "toolUse"],
  ["function_call", "toolUse"],
  ["content_filter", "contentFiltered"],
]);

/** The server gave up, `abort` is vLLM's word: the reason is kept, and an error besides it. */
const failures: ReadonlySet<string> = new Set(["error", "abort"]);

/**
 * Reads chunks with `choices`, in all three forms: `delta`, `message` and plain `text`.
 * The final event is the choice's stop reason; metrics, usage or `"[DONE]"` may follow it.
 * https://platform.openai.com/docs/api-reference/chat-streaming; which of its members Bedrock's
 * models send is known for text, stop reason and usage, and unverified for all others.
 */
export class ChoicesReader implements ChunkReader {
  private usage: Usage = {};
  private ended = false;
  private refusing = false;
  private readonly toolCalls = new ChoiceToolCalls();

  read(chunk: Json): readonly ChunkPart[] {
    // Writer's last chunk is this JSON string; recorded elsewhere it would mean the same.
    if (chunk === "[DONE]") return this.end();
    if (!isJsonObject(chunk)) return [{ type: "unknown", json: chunk }];
    if (hasOnlyBedrockKeys(chunk)) return [];
    const error = errorOf(chunk);
    if (error) return [error];
    const usage = this.readUsage(chunk.usage);
    if (!Array.isArray(chunk.choices)) {
      return usage.length > 0 ? usage : [{ type: "unknown", json: chunk }];
    }
    const choices = chunk.choices as readonly Json[];
    return [...usage, ...choices.flatMap((choice) => this.readChoice(choice))];
  }

  /**
   * Only the first of several choices is the answer. Bedrock streams them interleaved if at all
   * (unverified), so the others are shown as they came instead of mixed into its text.
   */
  private readChoice(choice: Json): readonly ChunkPart[] {
    if (!isKnown(choice) || (numberAt(choice, "index") ?? 0) !== 0) {
      return [{ type: "unknown", json: choice }];
    }
    return [...this.readWords(choice), ...this.readStop(choice)];
  }

  private readWords(choice: JsonObject): readonly ChunkPart[] {
    // Mistral's and whole replies have `message` where the others have `delta`.
    const said = choice.delta ?? choice.message;
    // Some servers send both keys with the same text.
    const reasoning = stringAt(said, "reasoning_content") || stringAt(said, "reasoning");
    const details = reasoning ? undefined : jsonAt(said, "reasoning_details");
    const refusal = stringAt(said, "refusal");
    if (refusal) this.refusing = true;
    return [
      ...textParts("reasoning", reasoning),
      ...reasoningDetails(details),
      ...contentParts(jsonAt(said, "content") ?? choice.text),
      ...textParts("text", refusal),
      ...this.toolCalls.read(said),
    ];
  }

  private readStop(choice: JsonObject): readonly ChunkPart[] {
    // Jamba's stop_reason is a number, the id of the token; the word is in finish_reason.
    const stopReason = stringAt(choice, "finish_reason") || stringAt(choice, "stop_reason");
    if (!stopReason) return [];
    const kind = stopKinds.get(stopReason) ?? "complete";
    const stop = this.refusing && kind === "complete" ? "refused" : kind;
    const said: readonly ChunkPart[] = [
      ...this.toolCalls.flush(),
      { type: "stop", stop, stopReason },
    ];
    if (!failures.has(stopReason)) return [...said, ...this.end()];
    const message = stringAt(choice, "error", "message") ?? stopReason;
    return [...said, { type: "error", name: stopReason, message }];
  }

  finish(): readonly ChunkPart[] {
    return this.toolCalls.flush();
  }

  private end(): readonly ChunkPart[] {
    if (this.ended) return [];
    this.ended = true;
    return [{ type: "end" }];
  }

  private readUsage(usage: Json | undefined): readonly ChunkPart[] {
    const found = {
      inputTokens: numberAt(usage, "prompt_tokens"),
      outputTokens: numberAt(usage, "completion_tokens"),
      cacheReadInputTokens: numberAt(usage, "prompt_tokens_details", "cached_tokens"),
    };
    if (Object.values(found).every((count) => count === undefined)) return [];
    this.usage = mergeUsage(this.usage, found);
    return [{ type: "usage", usage: this.usage }];
  }
}

/** The first choice of a chunk, for telling families apart. */
export function firstChoice(chunk: Json): JsonObject | undefined {
  const choice = jsonAt(chunk, "choices", 0);
  return isJsonObject(choice) ? choice : undefined;
}

/** True for chunks of chats: a choice with `delta` or `message`. */
export function isChatChunk(chunk: Json): boolean {
  const choice = firstChoice(chunk);
  return isJsonObject(choice?.delta) || isJsonObject(choice?.message);
}

/** True for chunks of plain completions: a choice with `text`. */
export function isCompletionChunk(chunk: Json): boolean {
  return typeof firstChoice(chunk)?.text === "string";
}

const choiceKeys = ["delta", "message", "text", "finish_reason", "stop_reason"];

function isKnown(choice: Json): choice is JsonObject {
  return isJsonObject(choice) && choiceKeys.some((key) => key in choice);
}

function textParts(type: "text" | "reasoning", text: string | undefined): readonly ChunkPart[] {
  return text ? [{ type, text }] : [];
}

/** Content is a string, or a list of parts as Mistral's own API sends it for models that think. */
function contentParts(content: Json | undefined): readonly ChunkPart[] {
  if (typeof content === "string") return textParts("text", content);
  if (!Array.isArray(content)) return [];
  return (content as readonly Json[]).flatMap((part): readonly ChunkPart[] => {
    switch (stringAt(part, "type") ?? "") {
      case "text":
        return textParts("text", stringAt(part, "text"));
      case "thinking":
        return contentParts(jsonAt(part, "thinking")).map((inner) =>
          inner.type === "text" ? { type: "reasoning", text: inner.text } : inner,
        );
      default:
        return [{ type: "unknown", json: part }];
    }
  });
}

/** MiniMax's own place for reasoning, where `reasoning_content` is missing; unverified on Bedrock. */
function reasoningDetails(details: Json | undefined): readonly ChunkPart[] {
  if (!Array.isArray(details)) return [];
  return (details as readonly Json[]).flatMap((detail) =>
    textParts("reasoning", stringAt(detail, "text") ?? stringAt(detail, "summary")),
  );
}

/** `{"error":{…}}`, or vLLM's `{"object":"error","message":…}`: unverified on Bedrock. */
function errorOf(chunk: JsonObject): ChunkPart | undefined {
  const error = chunk.object === "error" ? chunk : chunk.error;
  if (typeof error === "string") return { type: "error", name: "error", message: error };
  if (!isJsonObject(error)) return undefined;
  const name = stringAt(error, "type") ?? stringAt(error, "code") ?? "error";
  return { type: "error", name, message: stringAt(error, "message") ?? JSON.stringify(error) };
}
