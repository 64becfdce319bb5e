import { familyOfChunk, chunkReaderFor } from "../../../../src/models/families.js";
import { TaggedReasoning } from "../../../../src/models/taggedReasoning.js";
import { parseJson } from "../../../../src/request/json.js";
import { parseJournalLine } from "../../../../src/run/journalLine.js";
import { eventDetail, eventRow } from "../../../../src/views/eventDetail.js";
import { entryLabel, entryTooltip } from "../../../../src/views/historyText.js";
import { linkTarget } from "../../../../src/views/linkTarget.js";
import { prettyJson } from "../../../../src/views/prettyJson.js";
import { runFacts } from "../../../../src/views/runFacts.js";
import { encodeFrame } from "../../../../src/wire/encodeFrame.js";
import { toWireEvent } from "../../../../src/wire/events.js";
import { FrameSplitter } from "../../../../src/wire/frames.js";
import { readHeaders } from "../../../../src/wire/headers.js";
import { readPlainChunk } from "../../../../src/wire/plainChunk.js";
import type { Reader } from "../../../support/growth/reader.js";

const tags = ["<", "<think>", "</think>", "<reasoning>", "</reasoning>", "</", "<th", ">", "think"];

// prettier-ignore
const chunks = [
  '{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hi"}}',
  '{"contentBlockDelta":{"delta":{"text":"hi"},"contentBlockIndex":0}}',
  '{"choices":[{"delta":{"content":"hi","tool_calls":[{"index":0,"function":{"arguments":"{"}}]}}]}',
  '{"generation":"hi","stop_reason":null}',
  '{"outputText":"hi","completionReason":"FINISH"}',
];
// prettier-ignore
const chunkPieces = [
  "{", "}", "[", "]", ",", '"', '":', '{"delta":', '"text":"', '{"choices":[', '"tool_calls":[', '{"index":0},', '{"index":7,"id":"a"},',
  '{"type":"text"},', '{"content":[', "1,", "\\u0041", ...tags,
];

const models = [
  ...[
    "anthropic.claude-3-haiku-20240307-v1:0",
    "amazon.nova-pro-v1:0",
    "amazon.titan-text-lite-v1",
  ],
  ...["meta.llama3-8b-instruct-v1:0", "mistral.mistral-large-2407-v1:0", "cohere.command-r-v1:0"],
  ...[
    "ai21.jamba-1-5-mini-v1:0",
    "deepseek.r1-v1:0",
    "openai.gpt-oss-20b-1:0",
    "nobody.knows-v1:0",
  ],
];

/** Shapes in which families say a piece of text. */
const shaped = (text: string): readonly unknown[] => [
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text } },
  {
    type: "content_block_delta",
    index: 0,
    delta: { type: "input_json_delta", partial_json: text },
  },
  { contentBlockDelta: { delta: { text }, contentBlockIndex: 0 } },
  { choices: [{ index: 0, delta: { content: text } }] },
  { outputs: [{ text }] },
  { generation: text },
  { outputText: text },
];

const summary = {
  ...{ id: "a", modelId: "a.b", region: "us-east-1", verdict: "complete", attempts: 1, chunks: 1 },
  ...{ contentType: "application/json", bytes: 1, timing: { totalMs: 5, firstTextMs: 1 } },
  ...{ text: "", reasoning: "", toolCalls: [] },
};

const entry = (text: string) =>
  ({
    ...{ id: text, file: text, bytes: 1, startedAt: 0, modelId: text, region: "", identity: text },
    ...{ prompt: text, pinned: false, state: { type: "interrupted" } },
  }) as Parameters<typeof entryLabel>[0];

/** Chunks, frames and records of streams, and what is shown of them. */
export const streamReaders: readonly Reader[] = [
  ...models.map((model) => ({
    name: `chunks of ${model}`,
    pieces: chunkPieces,
    whole: chunks,
    read: (text: string) => {
      const reader = chunkReaderFor(model);
      const json = parseJson(text);
      if (json !== undefined) reader.read(json);
      for (const chunk of shaped(text)) reader.read(chunk as never);
    },
  })),
  {
    name: "familyOfChunk",
    pieces: chunkPieces,
    whole: chunks,
    read: (text) => familyOfChunk(parseJson(text) ?? null),
  },
  {
    name: "TaggedReasoning in pieces",
    pieces: tags,
    read: (text) => {
      for (const start of ["text", "reasoning"] as const) {
        const reader = new TaggedReasoning(start);
        for (let at = 0; at < text.length; at += 7) reader.push(text.slice(at, at + 7));
        reader.flush();
      }
    },
  },
  {
    name: "FrameSplitter",
    pieces: [
      "\u0000\u0000\u0000",
      "\u0000\u0000\u0000\u0010",
      "\u0000\u0000\u0000\u0000",
      "\u0007",
    ],
    read: (text) => {
      const frame = encodeFrame({ ":message-type": "event", a: "b" }, Buffer.from("{}"));
      const splitter = new FrameSplitter();
      for (const bytes of [Buffer.concat([frame, frame]), Buffer.from(text, "latin1")]) {
        for (let at = 0; at < bytes.length; at += 11) splitter.feed(bytes.subarray(at, at + 11));
      }
    },
  },
  {
    name: "readHeaders",
    pieces: [
      "\u0001a\u0007\u0000\u0001b",
      "\u0001",
      "\u0002ab\u0000",
      "\u0001a\u0009",
      "\u0000\u0005",
    ],
    read: (text) => readHeaders(Buffer.from(text, "latin1")),
  },
  {
    name: "toWireEvent",
    pieces: chunkPieces,
    whole: ['{"bytes":"aGk=","p":"abc"}', '{"message":"no","originalMessage":"m"}'],
    read: (text) => {
      const body = Buffer.from(text);
      const all = { ":event-type": "chunk", ":exception-type": "a", ":error-message": "m" };
      for (const type of ["event", "exception", "error", "other"])
        toWireEvent(encodeFrame({ ":message-type": type, ...all }, body));
      readPlainChunk(Buffer.from(`{"bytes":"${text}","p":"${text}"}`));
    },
  },
  {
    name: "parseJournalLine",
    pieces: [...chunkPieces, '"type":"end"', '"ending":{', '"toolCalls":[{}]'],
    // prettier-ignore
    whole: [
      '{"type":"run","version":1,"id":"r","pid":1,"startedAt":1,"request":{"modelId":"a","body":"{}"},"target":{"region":"r","identity":"i"}}',
      '{"type":"end","ending":{"id":"r","modelId":"a","region":"r","verdict":"failed","attempts":1,"chunks":2,"bytes":4,"timing":{"totalMs":3},"failure":{"kind":"protocol","message":"m"}}}',
    ],
    read: parseJournalLine,
  },
  {
    name: "rows of the history",
    pieces: ["word ", "  \n", "a.b-", "arn:aws:bedrock:", "/"],
    read: (text) => [entryLabel(entry(text)), entryTooltip(entry(text))],
  },
  {
    name: "rows and details of events",
    pieces: chunkPieces,
    whole: chunks,
    read: (text) => {
      const event = { type: "chunk", headers: { a: text }, frameBytes: 1, json: text } as const;
      const run = { atMs: 1, attempt: 1, event };
      eventRow(0, run, undefined);
      eventDetail(0, run);
    },
  },
  { name: "prettyJson", pieces: chunkPieces, whole: chunks, read: prettyJson },
  {
    name: "runFacts",
    pieces: ["word ", "x".repeat(999), "x".repeat(999) + " ", "{", '"', ",", ":", "[", "]"],
    read: (text) => runFacts(summary as never, JSON.stringify({ text }), text),
  },
  {
    name: "linkTarget",
    pieces: ["https://", "command:", "a.b", "/", "?", "#", "@", "%41", "javascript:"],
    read: linkTarget,
  },
];
