import assert from "node:assert/strict";
import { readBedrockKeys } from "../../../src/models/bedrockKeys.js";
import type { ChunkPart, ChunkReader, Usage } from "../../../src/models/family.js";
import { chunkReaderFor, familyOf } from "../../../src/models/families.js";
import { jsonAt, numberAt, stringAt } from "../../../src/models/jsonAt.js";
import { parseJson, type Json } from "../../../src/request/json.js";
import { toWireEvent } from "../../../src/wire/events.js";
import { FrameSplitter } from "../../../src/wire/frames.js";
import { loadRecordings, type Recording } from "../../support/recordings.js";

type Path = readonly (string | number)[];

/** Wherever any family has the text of its answer. */
const textPaths: readonly Path[] = [
  ["delta", "text"],
  ["completion"],
  ["contentBlockDelta", "delta", "text"],
  ["outputText"],
  ["generation"],
  ["outputs", 0, "text"],
  ["text"],
  ["generations", 0, "text"],
  ["choices", 0, "delta", "content"],
  ["choices", 0, "message", "content"],
  ["choices", 0, "text"],
];

const stopPaths: readonly Path[] = [
  ["delta", "stop_reason"],
  ["stop_reason"],
  ["messageStop", "stopReason"],
  ["completionReason"],
  ["outputs", 0, "stop_reason"],
  ["finish_reason"],
  ["generations", 0, "finish_reason"],
  ["choices", 0, "finish_reason"],
];

/** Counts in rising precedence: metered by the service first, then the model's own. */
const usagePaths: readonly (readonly [keyof Usage, Path])[] = [
  ["inputTokens", ["message", "usage", "input_tokens"]],
  ["outputTokens", ["message", "usage", "output_tokens"]],
  ["cacheReadInputTokens", ["message", "usage", "cache_read_input_tokens"]],
  ["cacheWriteInputTokens", ["message", "usage", "cache_creation_input_tokens"]],
  ["outputTokens", ["usage", "output_tokens"]],
  ["inputTokens", ["metadata", "usage", "inputTokens"]],
  ["outputTokens", ["metadata", "usage", "outputTokens"]],
  ["cacheReadInputTokens", ["metadata", "usage", "cacheReadInputTokenCount"]],
  ["cacheWriteInputTokens", ["metadata", "usage", "cacheWriteInputTokenCount"]],
  ["inputTokens", ["inputTextTokenCount"]],
  ["outputTokens", ["totalOutputTextTokenCount"]],
  ["inputTokens", ["prompt_token_count"]],
  ["outputTokens", ["generation_token_count"]],
  ["inputTokens", ["response", "meta", "tokens", "input_tokens"]],
  ["outputTokens", ["response", "meta", "tokens", "output_tokens"]],
  ["inputTokens", ["usage", "prompt_tokens"]],
  ["outputTokens", ["usage", "completion_tokens"]],
];

const meteredPaths: readonly (readonly [keyof Usage, Path])[] = [
  ["inputTokens", ["amazon-bedrock-invocationMetrics", "inputTokenCount"]],
  ["outputTokens", ["amazon-bedrock-invocationMetrics", "outputTokenCount"]],
  ["cacheReadInputTokens", ["amazon-bedrock-invocationMetrics", "cacheReadInputTokenCount"]],
  ["cacheWriteInputTokens", ["amazon-bedrock-invocationMetrics", "cacheWriteInputTokenCount"]],
];

interface Heard {
  readonly text: string;
  readonly stopReason: string | undefined;
  readonly usage: Usage;
}

function chunksOf(recording: Recording): readonly Json[] {
  const splitter = new FrameSplitter();
  const frames = splitter.feed(recording.body);
  splitter.end();
  return frames.map(toWireEvent).flatMap((event) => {
    if (event.type !== "chunk") return [];
    const chunk = parseJson(event.json);
    assert.notEqual(chunk, undefined, `no JSON: ${event.json}`);
    return chunk === undefined ? [] : [chunk];
  });
}

/** What the paths find, whatever the family; several alternative answers stand one after the other. */
function expected(chunks: readonly Json[]): Heard {
  const counts = (paths: readonly (readonly [keyof Usage, Path])[]): Usage =>
    Object.fromEntries(
      paths.flatMap(([key, path]) =>
        chunks.flatMap((chunk) => {
          const count = numberAt(chunk, ...path);
          return count === undefined ? [] : [[key, count] as const];
        }),
      ),
    );
  return {
    text: chunks
      .flatMap((chunk) => textPaths.map((path) => stringAt(chunk, ...path) ?? ""))
      .join(""),
    stopReason: chunks
      .flatMap((chunk) => stopPaths.map((path) => stringAt(chunk, ...path)))
      .find((reason) => reason !== undefined),
    usage: { ...counts(meteredPaths), ...counts(usagePaths) },
  };
}

function read(reader: ChunkReader, chunks: readonly Json[]): readonly (readonly ChunkPart[])[] {
  return [...chunks.map((chunk) => reader.read(chunk)), reader.finish?.() ?? []];
}

function heard(read: readonly (readonly ChunkPart[])[], chunks: readonly Json[]): Heard {
  const parts = read.flat();
  const own = parts.reduce<Usage>(
    (sofar, part) => (part.type === "usage" ? { ...sofar, ...part.usage } : sofar),
    {},
  );
  const metered = chunks.map((chunk) => readBedrockKeys(chunk).usage ?? {});
  return {
    text: parts.map((part) => (part.type === "text" ? part.text : "")).join(""),
    stopReason: parts.find((part) => part.type === "stop")?.stopReason,
    usage: Object.assign({}, ...metered, own) as Usage,
  };
}

const recordings = loadRecordings();

describe("recorded answers", function () {
  if (recordings.length === 0) {
    it("are skipped: the folder with recordings is absent", function () {
      this.skip();
    });
  }
  for (const recording of recordings) {
    describe(recording.file, () => {
      const chunks = chunksOf(recording);
      it("reads to the exact text, stop reason and usage", () => {
        assert.notEqual(familyOf(recording.modelId), undefined);
        const parts = read(chunkReaderFor(recording.modelId), chunks);
        assert.deepEqual(heard(parts, chunks), expected(chunks));
        assert.notEqual(expected(chunks).stopReason, undefined);
      });
      it("reads the same when the id tells no family", () => {
        const parts = read(chunkReaderFor("arn:aws:sagemaker:us-east-1:1:endpoint/x"), chunks);
        assert.deepEqual(heard(parts, chunks), expected(chunks));
      });
      it("ends once, and only metrics may follow", () => {
        const parts = read(chunkReaderFor(recording.modelId), chunks);
        const ends = parts.flatMap((found, index) =>
          found.filter((part) => part.type === "end").map(() => index),
        );
        assert.equal(ends.length, 1);
        const after = chunks.slice((ends[0] ?? 0) + 1);
        assert.ok(after.every((chunk) => jsonAt(chunk, "amazon-bedrock-invocationMetrics")));
        assert.ok(after.length <= 1);
      });
      if (chunks.length < 3) return;
      it("does not end when its last two chunks are missing", () => {
        const parts = read(chunkReaderFor(recording.modelId), chunks.slice(0, -2)).flat();
        assert.ok(parts.every((part) => part.type !== "end"));
      });
    });
  }
});
