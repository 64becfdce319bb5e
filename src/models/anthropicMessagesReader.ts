import { isJsonObject, type Json } from "../request/json.js";
import type { ChunkPart, ChunkReader, StopKind, Usage } from "./family.js";
import { jsonAt, numberAt, stringAt } from "./jsonAt.js";
import { OpenToolCalls } from "./openToolCalls.js";
import { mergeUsage } from "./usage.js";

/** The text body's chunks have a `type` too in newer recordings ("completion"): not one of these. */
const chunkTypes = /^(?:message_start|message_delta|message_stop|content_block_\w+|ping|error)$/;

/** True for chunks of the Messages body, and for a whole message in one chunk. */
export function isMessagesChunk(chunk: Json): boolean {
  const type = stringAt(chunk, "type") ?? "";
  return chunkTypes.test(type) || (type === "message" && isWholeMessage(chunk));
}

function isWholeMessage(chunk: Json): boolean {
  return Array.isArray(jsonAt(chunk, "content"));
}

const stopKinds: ReadonlyMap<string, StopKind> = new Map([
  ["end_turn", "complete"],
  ["max_tokens", "maxTokens"],
  ["stop_sequence", "stopSequence"],
  ["tool_use", "toolUse"],
  ["pause_turn", "complete"],
  ["refusal", "refused"],
  ["model_context_window_exceeded", "maxTokens"],
]);

/** Reads the chunks of one answer to a Messages body. */
export class AnthropicMessagesReader implements ChunkReader {
  private usage: Usage = {};
  /** They begin with the input `{}`, which stands only when no piece follows. */
  private readonly toolCalls = new OpenToolCalls();

  read(chunk: Json): readonly ChunkPart[] {
    switch (stringAt(chunk, "type") ?? "") {
      case "message_start":
        // Its output_tokens counts what the stream begins with, one token: no answer's size.
        return this.readUsage(jsonAt(chunk, "message", "usage"), false);
      case "content_block_start":
        return this.toolCalls.watch(this.startBlock(chunk));
      case "content_block_delta":
        return this.toolCalls.watch(readDelta(chunk));
      case "content_block_stop":
        return this.toolCalls.end(numberAt(chunk, "index") ?? 0);
      case "message_delta":
        return [
          ...this.readUsage(jsonAt(chunk, "usage"), true),
          ...readStop(jsonAt(chunk, "delta")),
        ];
      case "message_stop":
        return [{ type: "end" }];
      case "error":
        return [
          {
            type: "error",
            name: stringAt(chunk, "error", "type") ?? "error",
            message: stringAt(chunk, "error", "message") ?? JSON.stringify(chunk),
          },
        ];
      case "ping":
        return [];
      case "message":
        return this.wholeMessage(chunk);
      default:
        return [{ type: "unknown", json: chunk }];
    }
  }

  /** A message in one piece, as InvokeModel answers; no recorded stream holds one. */
  private wholeMessage(message: Json): readonly ChunkPart[] {
    const content = jsonAt(message, "content");
    if (!Array.isArray(content)) return [{ type: "unknown", json: message }];
    const blocks = (content as readonly Json[]).flatMap((block, index) => [
      ...this.toolCalls.watch(readBlock(block, index) ?? [{ type: "unknown", json: block }]),
      ...this.toolCalls.end(index),
    ]);
    const usage = this.readUsage(jsonAt(message, "usage"), true);
    return [...blocks, ...usage, ...readStop(message), { type: "end" }];
  }

  private startBlock(chunk: Json): readonly ChunkPart[] {
    const block = jsonAt(chunk, "content_block") ?? null;
    const parts = readBlock(block, numberAt(chunk, "index") ?? 0);
    return parts ?? [{ type: "unknown", json: chunk }];
  }

  /** `output_tokens` of message_delta is the count so far, not an increment. */
  private readUsage(usage: Json | undefined, hasOutput: boolean): readonly ChunkPart[] {
    if (!isJsonObject(usage)) {
      return [];
    }
    this.usage = mergeUsage(this.usage, {
      inputTokens: numberAt(usage, "input_tokens"),
      outputTokens: hasOutput ? numberAt(usage, "output_tokens") : undefined,
      cacheReadInputTokens: numberAt(usage, "cache_read_input_tokens"),
      cacheWriteInputTokens: numberAt(usage, "cache_creation_input_tokens"),
    });
    return [{ type: "usage", usage: this.usage }];
  }
}

/** @param holder the delta, or a whole message. */
function readStop(holder: Json | undefined): readonly ChunkPart[] {
  const reason = stringAt(holder, "stop_reason");
  return reason === undefined
    ? []
    : [{ type: "stop", stop: stopKinds.get(reason) ?? "complete", stopReason: reason }];
}

/** Undefined for a block of unknown kind. */
function readBlock(block: Json, index: number): readonly ChunkPart[] | undefined {
  switch (stringAt(block, "type") ?? "") {
    case "text":
      return textPart("text", stringAt(block, "text"));
    case "thinking":
      return textPart("reasoning", stringAt(block, "thinking"));
    case "redacted_thinking":
      return [{ type: "redactedReasoning" }];
    case "tool_use":
    case "server_tool_use":
    case "mcp_tool_use": {
      const id = stringAt(block, "id");
      const name = stringAt(block, "name");
      const input = jsonAt(block, "input");
      // `{}` stands for the pieces to come; a filled one comes without pieces.
      const filled = isJsonObject(input) && Object.keys(input).length > 0;
      return [
        {
          type: "toolCall",
          index,
          ...(id === undefined ? {} : { id }),
          ...(name === undefined ? {} : { name }),
          ...(filled ? { inputText: JSON.stringify(input) } : {}),
        },
      ];
    }
    default:
      return undefined;
  }
}

function readDelta(chunk: Json): readonly ChunkPart[] {
  const delta = jsonAt(chunk, "delta");
  switch (stringAt(delta, "type") ?? "") {
    case "text_delta":
      return textPart("text", stringAt(delta, "text"));
    case "thinking_delta":
      return textPart("reasoning", stringAt(delta, "thinking"));
    case "signature_delta":
      return [];
    case "input_json_delta": {
      const inputText = stringAt(delta, "partial_json");
      return inputText
        ? [{ type: "toolCall", index: numberAt(chunk, "index") ?? 0, inputText }]
        : [];
    }
    case "citations_delta":
      return [{ type: "citation", citation: jsonAt(delta, "citation") ?? null }];
    default:
      return [{ type: "unknown", json: chunk }];
  }
}

function textPart(type: "text" | "reasoning", text: string | undefined): readonly ChunkPart[] {
  return text ? [{ type, text }] : [];
}
