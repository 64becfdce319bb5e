import type { Json } from "../request/json.js";
import { anthropicMessages } from "./anthropicMessages.js";
import { baseModelId } from "./baseModelId.js";
import { hasOnlyBedrockKeys, readBedrockKeys } from "./bedrockKeys.js";
import type { ChunkPart, ChunkReader, Family } from "./family.js";
import { titanText } from "./titanText.js";

/**
 * Every family. The order matters for chunks only: where two families share a shape, the more
 * common one comes first.
 */
export const families: readonly Family[] = [anthropicMessages, titanText];

/** The family of a model id or ARN; undefined when the id does not tell. */
export function familyOf(modelId: string): Family | undefined {
  const base = baseModelId(modelId);
  return base === undefined ? undefined : families.find((family) => family.serves(base));
}

/** The family whose chunks look like this one. */
export function familyOfChunk(chunk: Json): Family | undefined {
  return families.find((family) => family.recognizes(chunk));
}

/**
 * A reader for one attempt with this model. A model may answer in another family's shape (Claude 2
 * takes two bodies, imported models take three), so the first chunk that any family knows decides,
 * with the model's own family asked first. While nothing is known, chunks are `unknown` and a chunk
 * with metrics ends the stream: every family with metrics has them on its last chunk.
 */
export function chunkReaderFor(modelId: string): ChunkReader {
  return new SniffingReader(familyOf(modelId));
}

class SniffingReader implements ChunkReader {
  private decided: ChunkReader | undefined;
  private readonly fallback: ChunkReader;

  constructor(private readonly own: Family | undefined) {
    this.fallback = own?.reader() ?? new UnknownReader();
  }

  read(chunk: Json): readonly ChunkPart[] {
    this.decided ??= this.decide(chunk);
    return (this.decided ?? this.fallback).read(chunk);
  }

  finish(): readonly ChunkPart[] {
    return (this.decided ?? this.fallback).finish?.() ?? [];
  }

  private decide(chunk: Json): ChunkReader | undefined {
    if (this.own?.recognizes(chunk)) {
      return this.fallback;
    }
    return familyOfChunk(chunk)?.reader();
  }
}

class UnknownReader implements ChunkReader {
  read(chunk: Json): readonly ChunkPart[] {
    const parts: ChunkPart[] = hasOnlyBedrockKeys(chunk) ? [] : [{ type: "unknown", json: chunk }];
    return readBedrockKeys(chunk).isLast ? [...parts, { type: "end" }] : parts;
  }
}
