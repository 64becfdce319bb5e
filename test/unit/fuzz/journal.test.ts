import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import fc from "fast-check";
import { isFailure } from "../../../src/failure.js";
import { EntryReader } from "../../../src/run/historyEntry.js";
import { journalName } from "../../../src/run/journal.js";
import { journalText, parseJournalLine } from "../../../src/run/journalLine.js";
import { readPastRun } from "../../../src/run/pastRun.js";
import { RecordedRun } from "../../../src/run/recordedRun.js";
import { encodeFrame } from "../../../src/wire/encodeFrame.js";
import { fuzz } from "./fuzzing.js";
import { damaged, jsonOf } from "./inputs.js";

const chunk = (text: string) => {
  const json = { type: "content_block_delta", index: 0, delta: { type: "text_delta", text } };
  const bytes = Buffer.from(JSON.stringify(json)).toString("base64");
  const headers = { ":event-type": "chunk", ":message-type": "event" };
  return Buffer.from(encodeFrame(headers, Buffer.from(JSON.stringify({ bytes })))).toString(
    "base64",
  );
};

const goodJournal = [
  journalText({
    type: "run",
    version: 1,
    id: "run",
    pid: 1,
    startedAt: 1_700_000_000_000,
    request: { modelId: "anthropic.claude-3-haiku-20240307-v1:0", body: "{}" },
    target: { region: "us-east-1", identity: "profile dev" },
  }),
  journalText({ type: "head", attempt: 1, contentType: "application/json", requestId: "r" }),
  journalText({ type: "bytes", attempt: 1, atMs: 1.5, base64: chunk("Hel") }),
  journalText({ type: "bytes", attempt: 1, atMs: 2.5, base64: chunk("lo") }),
  journalText({
    type: "end",
    ending: {
      id: "run",
      modelId: "anthropic.claude-3-haiku-20240307-v1:0",
      region: "us-east-1",
      verdict: "complete",
      contentType: "application/json",
      attempts: 1,
      chunks: 2,
      bytes: 400,
      timing: { totalMs: 3 },
    },
  }),
];

const line = jsonOf(
  // prettier-ignore
  ["type", "version", "id", "pid", "startedAt", "request", "modelId", "body", "target", "region",
    "identity", "attempt", "contentType", "requestId", "atMs", "base64", "ending", "verdict",
    "attempts", "chunks", "bytes", "timing", "totalMs", "failure"],
  ["run", "head", "bytes", "end", 1, 0, -1, "us-east-1", "complete", chunk("x"), "{}"],
).map((text) => `${text}\n`);

const journal = fc.oneof(
  damaged(fc.shuffledSubarray(goodJournal, { minLength: 2 }).map((lines) => lines.join(""))),
  damaged(fc.constant(goodJournal.join(""))),
  fc
    .array(fc.oneof(line, fc.constantFrom(...goodJournal)), { maxLength: 8 })
    .map((lines) => goodJournal[0] + lines.join("")),
);

describe("fuzzed journals", () => {
  let folder: string;
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "bedrock-fuzz-"))));
  after(() => fs.rmSync(folder, { recursive: true }));

  fuzz(
    "record on disk",
    journal,
    async (text) => {
      const file = path.join(folder, journalName(1_700_000_000_000, "run"));
      fs.writeFileSync(file, text);
      const facts = await new EntryReader().read(file, () => false);
      const run = await readPastRun(file).catch((error: unknown) => {
        if (isFailure(error) && error.evidence.code === "DAMAGED_JOURNAL") return undefined;
        throw error;
      });
      assert.ok(facts !== undefined || text === "", "each record is in the list");
      // The list reads the first line alone; what it can show can be opened.
      if (facts && facts.state.type !== "damaged") assert.ok(run);
    },
    0.1,
  );

  fuzz("journal file", journal, (text) => {
    let run: RecordedRun | undefined;
    for (const piece of text.split("\n")) {
      const line = parseJournalLine(piece);
      if (!line) continue;
      if (line.type === "run") run ??= new RecordedRun(line, "past");
      else run?.read(line);
    }
    run?.finish("over");
    if (!run) return;
    const { state } = run;
    assert.equal(state.type, "ended");
    if (state.type === "ended") JSON.stringify(state.summary);
    for (const section of run.sections) assert.equal(section.text.length, section.length);
    assert.equal([...run.events].length, run.events.length);
  });
});
