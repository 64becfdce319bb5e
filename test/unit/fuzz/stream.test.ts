import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { asFailure } from "../../../src/failure.js";
import { chunkReaderFor } from "../../../src/models/families.js";
import { parseJson } from "../../../src/request/json.js";
import { encodeFrame } from "../../../src/wire/encodeFrame.js";
import { toWireEvent } from "../../../src/wire/events.js";
import { FrameSplitter } from "../../../src/wire/frames.js";
import type { MessageHeaders, WireEvent } from "../../../src/wire/wireEvent.js";
import { loadRecordings } from "../../support/recordings.js";
import { cutAtRandom, seededRandom } from "../../support/seededRandom.js";
import { fuzz } from "./fuzzing.js";
import { deepJson, jsonOf, rarely } from "./inputs.js";

const chunkHeaders: MessageHeaders = {
  ":event-type": "chunk",
  ":content-type": "application/json",
  ":message-type": "event",
};
const exceptionHeaders: MessageHeaders = {
  ":exception-type": "modelStreamErrorException",
  ":message-type": "exception",
};

const models = [
  "anthropic.claude-3-haiku-20240307-v1:0",
  "anthropic.claude-v2:1",
  "amazon.nova-pro-v1:0",
  "amazon.titan-text-lite-v1",
  "meta.llama3-8b-instruct-v1:0",
  "mistral.mistral-7b-instruct-v0:2",
  "mistral.mistral-large-2407-v1:0",
  "cohere.command-r-v1:0",
  "cohere.command-text-v14",
  "ai21.jamba-1-5-mini-v1:0",
  "ai21.j2-mid-v1",
  "deepseek.r1-v1:0",
  "openai.gpt-oss-20b-1:0",
  "writer.palmyra-x5-v1:0",
  "nobody.knows-v1:0",
];

const chunkKeys = jsonOf(
  // prettier-ignore
  ["type", "index", "delta", "text", "content_block", "id", "name", "input", "partial_json",
    "thinking", "message", "usage", "input_tokens", "output_tokens", "stop_reason", "stop_sequence",
    "completion", "stop", "outputText", "completionReason", "contentBlockDelta", "messageStop",
    "stopReason", "metadata", "toolUse", "toolUseId", "generation", "outputs", "choices", "content",
    "reasoning_content", "tool_calls", "function", "arguments", "finish_reason", "event_type",
    "generations", "is_finished", "response", "data", "completions", "reasoningContent", "citation",
    "amazon-bedrock-invocationMetrics", "amazon-bedrock-guardrailAction", "amazon-bedrock-trace",
    "inputTokenCount", "outputTokenCount", "error"],
  // prettier-ignore
  ["message_start", "content_block_start", "content_block_delta", "message_delta", "message_stop",
    "text_delta", "thinking_delta", "input_json_delta", "citations_delta", "signature_delta", "text",
    "tool_use", "error", "ping", "end_turn", "max_tokens", "<think>", "</think>", "<reasoning>",
    "INTERVENED", "NONE", "FINISH", "LENGTH", "CONTENT_FILTERED", "text-generation", "stream-end",
    "stop", "length", "", "hello", 0, 1, -1, {}, [], null],
);
const chunkJson = rarely(deepJson(["delta", "content", "amazon-bedrock-trace"]), chunkKeys);

const frame = fc.oneof(
  chunkJson.map((json) => {
    const bytes = Buffer.from(json).toString("base64");
    return encodeFrame(chunkHeaders, Buffer.from(JSON.stringify({ bytes, p: "abcdef" })));
  }),
  chunkJson.map((json) => encodeFrame(chunkHeaders, Buffer.from(json))),
  jsonOf(["message", "originalMessage", "originalStatusCode"], ["m", 424, 500]).map((json) =>
    encodeFrame(exceptionHeaders, Buffer.from(json)),
  ),
  fc
    .tuple(
      fc.constantFrom("event", "exception", "error", "other"),
      fc.constantFrom(":event-type", ":exception-type", ":error-code", "x"),
      fc.string(),
      fc.uint8Array({ maxLength: 60 }),
    )
    .map(([type, name, value, body]) =>
      encodeFrame({ ":message-type": type, [name]: value }, body),
    ),
);

const recordings = loadRecordings();
/** A window of a recording: the whole of one takes too long for each input. */
const recorded = () =>
  fc.tuple(fc.constantFrom(...recordings), fc.nat()).map(([{ body }, place]) => {
    const frames = new FrameSplitter().feed(body);
    const at = place % frames.length;
    return Buffer.concat(frames.slice(at, at + 4));
  });
const generated = fc.array(frame, { maxLength: 5 }).map((frames) => Buffer.concat(frames));
const good = recordings.length > 0 ? fc.oneof(generated, recorded()) : generated;

const change = fc.record({ at: fc.nat(), to: fc.nat(255), repair: fc.boolean() });
const stream = fc
  .tuple(good, fc.array(change, { maxLength: 4 }), fc.option(fc.nat()))
  .map(([bytes, changes, cut]) => {
    const stream = Buffer.from(bytes);
    for (const { at, to, repair } of changes) {
      if (stream.length === 0) break;
      stream[at % stream.length] = to;
      if (repair) repairChecksums(stream);
    }
    return cut === null ? stream : stream.subarray(0, cut % (stream.length + 1));
  })
  .map((bytes) => bytes.toString("base64"));

/** So that damage reaches what lies behind the checksums. */
function repairChecksums(stream: Buffer): void {
  for (let at = 0; at + 16 <= stream.length;) {
    const length = stream.readUInt32BE(at);
    if (length < 16 || at + length > stream.length) return;
    stream.writeUInt32BE(crc32(stream.subarray(at, at + 8)), at + 8);
    const end = at + length - 4;
    stream.writeUInt32BE(crc32(stream.subarray(at, end)), end);
    at += length;
  }
}

interface Read {
  readonly events: readonly WireEvent[];
  readonly code: string | undefined;
}

function read(pieces: readonly Uint8Array[]): Read {
  const events: WireEvent[] = [];
  try {
    const splitter = new FrameSplitter();
    for (const piece of pieces) {
      for (const frame of splitter.feed(piece)) events.push(toWireEvent(frame));
    }
    splitter.end();
    return { events, code: undefined };
  } catch (error) {
    const failure = asFailure(error);
    assert.equal(failure.kind, "protocol", String(error));
    return { events, code: failure.evidence.code };
  }
}

describe("fuzzed streams", () => {
  fuzz("stream", stream, (input) => {
    const bytes = Buffer.from(input, "base64");
    const whole = read([bytes]);
    const cut = read(cutAtRandom(bytes, seededRandom(bytes.length), 40));
    assert.deepEqual(comparable(cut), comparable(whole), "however the stream is cut");
    for (const event of whole.events) {
      if (event.type !== "chunk") continue;
      const json = parseJson(event.json);
      if (json !== undefined) chunkReaderFor("anthropic.claude-3-haiku").read(json);
    }
  });

  fuzz("chunk", fc.tuple(fc.nat(), chunkJson).map(String), (input) => {
    const comma = input.indexOf(",");
    const json = parseJson(input.slice(comma + 1));
    if (json === undefined) return;
    const reader = chunkReaderFor(models[Number(input.slice(0, comma)) % models.length] ?? "");
    const parts = [...reader.read(json), ...reader.read(json), ...(reader.finish?.() ?? [])];
    for (const part of parts) assert.equal(typeof part.type, "string");
  });
});

/** Node 20 finds no invalid date equal to another. */
function comparable({ events, code }: Read): object {
  const plain = (value: unknown) => {
    if (value instanceof Date) return { milliseconds: value.getTime() };
    return value instanceof Uint8Array ? [...value] : value;
  };
  return {
    code,
    events: events.map(({ headers, ...rest }) => ({
      ...rest,
      headers: Object.entries(headers).map(([name, value]) => [name, plain(value)]),
    })),
  };
}
