import { isJsonObject, type Json } from "../request/json.js";
import type { ChunkPart, ChunkReader, StopKind } from "./family.js";
import { jsonAt, numberAt, stringAt } from "./jsonAt.js";
import { OpenToolCalls } from "./openToolCalls.js";
import { mergeUsage } from "./usage.js";

const chunkKeys = [
  "messageStart",
  "contentBlockStart",
  "contentBlockDelta",
  "contentBlockStop",
  "messageStop",
  "metadata",
] as const;

type ChunkKey = (typeof chunkKeys)[number];

/** True for chunks with one of Nova's events. */
export function isNovaChunk(chunk: Json): boolean {
  return isJsonObject(chunk) && chunkKeys.some((key) => key in chunk);
}

const stopKinds: ReadonlyMap<string, StopKind> = new Map([
  ["end_turn", "complete"],
  ["max_tokens", "maxTokens"],
  ["tool_use", "toolUse"],
  ["stop_sequence", "stopSequence"],
  ["content_filtered", "contentFiltered"],
  ["guardrail_intervened", "guardrailIntervened"],
  // The rest are words of Converse, whose events these chunks are; unverified on this operation.
  ["model_context_window_exceeded", "maxTokens"],
]);

/** What the model wrote cannot be used: no ending, a failure of the model. */
const failures: ReadonlySet<string> = new Set(["malformed_model_output", "malformed_tool_use"]);

/**
 * Reads the chunks of one answer.
 * Each text delta is a block of its own, and block numbers may jump: they tell tool calls apart and
 * mean nothing else.
 */
export class NovaReader implements ChunkReader {
  private stopped = false;
  private readonly toolCalls = new OpenToolCalls();

  /** Every recorded chunk holds one event; of several none is dropped. */
  read(chunk: Json): readonly ChunkPart[] {
    const keys = isJsonObject(chunk) ? chunkKeys.filter((key) => key in chunk) : [];
    if (keys.length === 0) return [{ type: "unknown", json: chunk }];
    return keys.flatMap((key) => this.readEvent(key, jsonAt(chunk, key) ?? null, chunk));
  }

  private readEvent(key: ChunkKey, event: Json, chunk: Json): readonly ChunkPart[] {
    switch (key) {
      case "messageStart":
        return [];
      case "contentBlockStart":
        return this.toolCalls.watch(readStart(event, chunk));
      case "contentBlockDelta":
        return this.toolCalls.watch(readDelta(event, chunk));
      case "contentBlockStop":
        return this.toolCalls.end(numberAt(event, "contentBlockIndex") ?? 0);
      case "messageStop":
        return this.readStop(stringAt(event, "stopReason"), chunk);
      case "metadata":
        // Without a stop before it this is no ending: the model has not said why it stopped.
        return this.stopped ? [...readUsage(event), { type: "end" }] : readUsage(event);
    }
  }

  private readStop(stopReason: string | undefined, chunk: Json): readonly ChunkPart[] {
    if (stopReason === undefined) return [{ type: "unknown", json: chunk }];
    this.stopped = true;
    const stop: ChunkPart = {
      type: "stop",
      stop: stopKinds.get(stopReason) ?? "complete",
      stopReason,
    };
    return failures.has(stopReason)
      ? [stop, { type: "error", name: stopReason, message: stopReason }]
      : [stop];
  }
}

function readStart(start: Json, chunk: Json): readonly ChunkPart[] {
  const toolUse = jsonAt(start, "start", "toolUse");
  if (toolUse === undefined) {
    const started = jsonAt(start, "start");
    const isEmpty = isJsonObject(started) && Object.keys(started).length === 0;
    return isEmpty ? [] : [{ type: "unknown", json: chunk }];
  }
  const id = stringAt(toolUse, "toolUseId");
  const name = stringAt(toolUse, "name");
  return [
    {
      type: "toolCall",
      index: numberAt(start, "contentBlockIndex") ?? 0,
      ...(id === undefined ? {} : { id }),
      ...(name === undefined ? {} : { name }),
    },
  ];
}

function readDelta(event: Json, chunk: Json): readonly ChunkPart[] {
  const delta = jsonAt(event, "delta");
  const text = stringAt(delta, "text");
  if (text !== undefined) return text === "" ? [] : [{ type: "text", text }];
  const reasoning = jsonAt(delta, "reasoningContent");
  if (reasoning !== undefined) return readReasoning(reasoning);
  const input = jsonAt(delta, "toolUse", "input");
  if (input !== undefined) {
    const index = numberAt(event, "contentBlockIndex") ?? 0;
    const inputText = typeof input === "string" ? input : JSON.stringify(input);
    return inputText === "" ? [] : [{ type: "toolCall", index, inputText }];
  }
  // Of web grounding; its place is that of Converse, unverified here.
  const citation = jsonAt(delta, "citation");
  if (citation !== undefined) return [{ type: "citation", citation }];
  return [{ type: "unknown", json: chunk }];
}

/** Where the text of reasoning stands on this operation is unverified, so both places count. */
function readReasoning(reasoning: Json): readonly ChunkPart[] {
  const text = stringAt(reasoning, "text") ?? stringAt(reasoning, "reasoningText", "text");
  // Nova 2 never shows its reasoning, it writes this word instead.
  if (text === "[REDACTED]" || jsonAt(reasoning, "redactedContent") !== undefined) {
    return [{ type: "redactedReasoning" }];
  }
  return text ? [{ type: "reasoning", text }] : [];
}

function readUsage(metadata: Json): readonly ChunkPart[] {
  const counts = jsonAt(metadata, "usage");
  if (!isJsonObject(counts)) return [];
  const usage = mergeUsage(
    {},
    {
      inputTokens: numberAt(counts, "inputTokens"),
      outputTokens: numberAt(counts, "outputTokens"),
      // Converse spells them without "Count".
      cacheReadInputTokens:
        numberAt(counts, "cacheReadInputTokenCount") ?? numberAt(counts, "cacheReadInputTokens"),
      cacheWriteInputTokens:
        numberAt(counts, "cacheWriteInputTokenCount") ?? numberAt(counts, "cacheWriteInputTokens"),
    },
  );
  return [{ type: "usage", usage }];
}
