import type { ChunkPart, ChunkReader, StopKind, Usage } from "../../src/models/family.js";
import type { Json } from "../../src/request/json.js";

/** What a reader made of a stream, kind by kind. */
export interface Reading {
  readonly text: string;
  readonly reasoning: string;
  readonly toolCalls: readonly { id?: string; name?: string; input: string }[];
  readonly stop: { readonly stop: StopKind; readonly stopReason: string } | undefined;
  readonly usage: Usage;
  readonly errors: readonly string[];
  readonly unknown: readonly Json[];
  /** Position of the chunk that ended the stream, for each end. */
  readonly ends: readonly number[];
}

/** Reads a whole stream, the reader's last words included. */
export function reading(reader: ChunkReader, chunks: readonly Json[]): Reading {
  const byChunk = [...chunks.map((chunk) => reader.read(chunk)), reader.finish?.() ?? []];
  const parts = byChunk.flat();
  const stops = parts.filter((part) => part.type === "stop");
  return {
    text: joined(parts, "text"),
    reasoning: joined(parts, "reasoning"),
    toolCalls: toolCalls(parts),
    stop: stops.map(({ stop, stopReason }) => ({ stop, stopReason })).at(-1),
    usage: Object.assign({}, ...parts.map((part) => (part.type === "usage" ? part.usage : {}))),
    errors: parts.flatMap((part) =>
      part.type === "error" ? [`${part.name}: ${part.message}`] : [],
    ),
    unknown: parts.flatMap((part) => (part.type === "unknown" ? [part.json] : [])),
    ends: byChunk.flatMap((found, at) =>
      found.flatMap((part) => (part.type === "end" ? [at] : [])),
    ),
  };
}

/** The same text in pieces, cut at random places; pieces of surrogate pairs and empty ones included. */
export function cutText(text: string, random: () => number, longest: number): readonly string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = at + Math.floor(random() * (longest + 1));
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}

function joined(parts: readonly ChunkPart[], type: "text" | "reasoning"): string {
  return parts.map((part) => (part.type === type ? part.text : "")).join("");
}

function toolCalls(parts: readonly ChunkPart[]): Reading["toolCalls"] {
  const calls = new Map<number, { id?: string; name?: string; input: string }>();
  for (const part of parts) {
    if (part.type !== "toolCall") continue;
    const { id, name } = part;
    const call = calls.get(part.index) ?? { input: "" };
    calls.set(part.index, {
      ...call,
      ...(id === undefined ? {} : { id }),
      ...(name === undefined ? {} : { name }),
      input: call.input + (part.inputText ?? ""),
    });
  }
  return [...calls.values()];
}
