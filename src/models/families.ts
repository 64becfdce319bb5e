import type { Json, JsonObject } from "../request/json.js";
import { anthropicMessages } from "./anthropicMessages.js";
import { anthropicText } from "./anthropicText.js";
import { baseModelId } from "./baseModelId.js";
import {
  endsByGuardrail,
  guardrailEnding,
  hasOnlyBedrockKeys,
  readBedrockKeys,
} from "./bedrockKeys.js";
import { chatCompletions } from "./chatCompletions.js";
import { cohereCommand } from "./cohereCommand.js";
import { cohereCommandR } from "./cohereCommandR.js";
import { deepseekR1 } from "./deepseekR1.js";
import type { ChunkPart, ChunkReader, Family } from "./family.js";
import { importedModel } from "./importedModel.js";
import { jamba } from "./jamba.js";
import { stringAt } from "./jsonAt.js";
import { jurassic2 } from "./jurassic2.js";
import { llama } from "./llama.js";
import { mistralChat } from "./mistralChat.js";
import { mistralText } from "./mistralText.js";
import { nova } from "./nova.js";
import { titanText } from "./titanText.js";
import { writerPalmyra } from "./writerPalmyra.js";

/**
 * Every family. The order matters for chunks only: where two families share a shape, the more
 * common one comes first.
 */
export const families: readonly Family[] = [
  anthropicMessages,
  nova,
  chatCompletions,
  llama,
  mistralChat,
  mistralText,
  deepseekR1,
  writerPalmyra,
  cohereCommandR,
  cohereCommand,
  jamba,
  titanText,
  anthropicText,
  jurassic2,
  importedModel,
];

/** The family of a model id or ARN; undefined when the id does not tell. */
export function familyOf(modelId: string): Family | undefined {
  const base = baseModelId(modelId);
  if (base === undefined) {
    // What an imported model speaks depends on its architecture, but its bodies are a family.
    const isImported = /^arn:[^:]+:bedrock:[^:]*:[^:]*:imported-model\//.test(modelId);
    return isImported ? importedModel : undefined;
  }
  return families.find((family) => family.serves(base));
}

/**
 * The family of a request. The body decides where one model takes two: Claude 2 with `messages`
 * speaks the Messages body.
 */
export function familyOfRequest(modelId: string, body: JsonObject | undefined): Family | undefined {
  const family = familyOf(modelId);
  return family === anthropicText && body && "messages" in body ? anthropicMessages : family;
}

/** Pointer of the body key that limits the answer of this model; undefined for unknown models. */
export function maxTokensPointerOf(
  modelId: string,
  family: Family | undefined = familyOf(modelId),
): string | undefined {
  return family?.maxTokensPointerOf?.(baseModelId(modelId) ?? "") ?? family?.maxTokensPointer;
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
 * An answer that a guardrail blocked may lack the family's own ending; its last chunk then gets one.
 */
export function chunkReaderFor(modelId: string): ChunkReader {
  return new SniffingReader(familyOf(modelId));
}

class SniffingReader implements ChunkReader {
  private readonly own: ChunkReader;
  private decided: ChunkReader | undefined;
  private ended = false;

  constructor(private readonly family: Family | undefined) {
    this.own = family?.reader() ?? new UnknownReader();
  }

  read(chunk: Json): readonly ChunkPart[] {
    // Families share it, so it tells none.
    if (!this.decided && stringAt(chunk, "type") === "ping") return [];
    this.decided ??= this.decide(chunk);
    const read = (this.decided ?? this.own).read(chunk);
    const parts = hasOnlyBedrockKeys(chunk) ? read.filter(({ type }) => type !== "unknown") : read;
    this.ended ||= parts.some((part) => part.type === "end");
    if (this.ended || !endsByGuardrail(chunk)) return parts;
    this.ended = true;
    return [...parts, ...guardrailEnding];
  }

  finish(): readonly ChunkPart[] {
    return (this.decided ?? this.own).finish?.() ?? [];
  }

  private decide(chunk: Json): ChunkReader | undefined {
    const isOwn = this.family?.recognizes(chunk) || this.family?.alsoReads?.(chunk);
    return isOwn ? this.own : familyOfChunk(chunk)?.reader();
  }
}

/** Reads chunks of no known shape. */
class UnknownReader implements ChunkReader {
  read(chunk: Json): readonly ChunkPart[] {
    const parts: ChunkPart[] = hasOnlyBedrockKeys(chunk) ? [] : [{ type: "unknown", json: chunk }];
    return readBedrockKeys(chunk).isLast ? [...parts, { type: "end" }] : parts;
  }
}
