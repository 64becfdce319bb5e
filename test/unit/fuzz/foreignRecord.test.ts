import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { EntryReader } from "../../../src/run/historyEntry.js";
import { journalName } from "../../../src/run/journal.js";
import { readPastRun } from "../../../src/run/pastRun.js";
import {
  entryDescription,
  entryIcon,
  entryLabel,
  entryTooltip,
} from "../../../src/views/historyText.js";
import type { PanelRequest, ToPanel } from "../../../src/views/outputProtocol.js";
import { outputTexts } from "../../../src/views/outputTexts.js";
import { PanelSession } from "../../../src/views/panelSession.js";
import { encodeFrame } from "../../../src/wire/encodeFrame.js";
import { parseToPanel } from "../../../media/output/parseToPanel.js";
import { HandDrivenRun } from "../views/shownRunKit.js";
import { fuzz } from "./fuzzing.js";
import { mutated } from "./inputs.js";

const modelId = "anthropic.claude-3-haiku-20240307-v1:0";

function chunk(text: string): string {
  const json = { type: "content_block_delta", index: 0, delta: { type: "text_delta", text } };
  const bytes = Buffer.from(JSON.stringify(json)).toString("base64");
  const headers = { ":event-type": "chunk", ":message-type": "event" };
  const frame = encodeFrame(headers, Buffer.from(JSON.stringify({ bytes })));
  return Buffer.from(frame).toString("base64");
}

const failure = {
  ...{ kind: "throttled", message: "Too many", retryable: true, exception: "ThrottlingException" },
  ...{ httpStatus: 429, requestId: "r", code: "X", pointer: "/max_tokens", retryAfterMs: 5 },
};
/** A record with everything that this version writes. */
const record = [
  {
    ...{ type: "run", version: 1, id: "run", pid: 1, startedAt: 1_700_000_000_000 },
    request: {
      ...{ modelId, body: '{"messages":[{"role":"user","content":"hello"}]}', trace: "ENABLED" },
      ...{ contentType: "application/json", serviceTier: "flex", requestMetadata: "{}" },
    },
    target: { region: "us-east-1", identity: "profile dev", endpoint: "https://example.com" },
  },
  { type: "head", attempt: 1, atMs: 1, status: 429, contentType: "a", headers: { a: "b" } },
  { type: "retry", attempt: 1, atMs: 2, waitMs: 3, failure },
  { type: "head", attempt: 2, atMs: 4, status: 200, contentType: "a", headers: {}, requestId: "r" },
  { type: "bytes", attempt: 2, atMs: 5.5, base64: chunk("Hel") },
  { type: "gap", attempt: 2, atMs: 6, bytes: 100 },
  { type: "bytes", attempt: 2, atMs: 7.5, base64: chunk("lo") },
  {
    type: "end",
    ending: {
      ...{ id: "run", modelId, region: "us-east-1", verdict: "failed", failure, attempts: 2 },
      ...{ stopReason: "end_turn", usage: { inputTokens: 1, outputTokens: 2 }, contentType: "a" },
      ...{ requestId: "r", chunks: 2, bytes: 400, serviceTier: "flex" },
      timing: { firstByteMs: 1, firstTextMs: 2, totalMs: 8 },
    },
  },
];

const strange = [
  ...[null, true, 0, -1, 0.5, 1e300, -1e300, "", "brandNew", [], {}, ["x"], { a: null }],
  ...["complete", "toString", "__proto__", "\ud800", "x".repeat(3_000)],
];

/** Written by another version: members replaced, removed or exchanged. */
const foreign = mutated([record], strange).map((text) => {
  const lines: unknown = JSON.parse(text);
  return Array.isArray(lines) ? lines.map((line) => `${JSON.stringify(line)}\n`).join("") : text;
});

const goodText = record.map((line) => `${JSON.stringify(line)}\n`).join("");
/** Numbers that only JSON's text can hold. */
const infinite = fc.nat().map((place) => {
  const numbers = [...goodText.matchAll(/(?<=:)[\d.]+/g)];
  const number = numbers[place % numbers.length];
  if (!number) return goodText;
  const { index } = number;
  return `${goodText.slice(0, index)}1e999${goodText.slice(index + number[0].length)}`;
});
const flipped = fc.array(fc.nat(), { minLength: 1, maxLength: 3 }).map((bits) => {
  const bytes = Buffer.from(goodText);
  for (const bit of bits) {
    const at = Math.floor(bit / 8) % bytes.length;
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit % 8));
  }
  return bytes.toString("latin1");
});

const pages: readonly PanelRequest["type"][] = [
  ...(["events", "event", "timeline", "answerHeads", "sentRequest", "rawAnswer"] as const),
];

function pageRequest(type: PanelRequest["type"], runId: string): PanelRequest {
  return { type, runId, from: 0, count: 50, filter: {}, index: 0, isPretty: true } as PanelRequest;
}

describe("fuzzed records of other versions", () => {
  let folder: string;
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "bedrock-foreign-"))));
  after(() => fs.rmSync(folder, { recursive: true }));

  fuzz(
    "record of another version",
    fc.oneof(foreign, flipped, infinite),
    async (text) => {
      const file = path.join(folder, journalName(1_700_000_000_000, "run"));
      fs.writeFileSync(file, text, "latin1");
      // That would be one that is about to be written.
      if (text === "") return;
      const facts = await new EntryReader().read(file, () => false);
      assert.ok(facts);
      const entry = { ...facts, pinned: false };
      for (const said of [entryLabel(entry), entryDescription(entry), entryTooltip(entry)]) {
        assert.ok(!/undefined|NaN|Infinity|\[object/.test(said), said);
      }
      assert.ok(entryIcon(entry).icon);
      if (facts.state.type === "damaged") return;
      const run = await readPastRun(file);
      const { posted, outcomes } = await shown(run);
      assert.equal(posted[0]?.type, "snapshot");
      assert.ok(posted[0].shown, "the run is shown");
      assert.equal(posted[0].runs.length, 2, "with both tabs");
      // Where all events are damaged there is none to look at.
      const refused = outcomes.filter(({ type }) => type === "error");
      assert.ok(outcomes.length === pages.length && refused.length <= 1, JSON.stringify(refused));
    },
    0.3,
  );
});

/** What a panel gets that shows a run beside a good one; it takes only what JSON can hold. */
async function shown(run: Awaited<ReturnType<typeof readPastRun>>) {
  const nothing = () => undefined;
  const session = new PanelSession({
    runs: { all: [new HandDrivenRun("other"), run], onDidChange: () => nothing },
    format: () => "plain",
    texts: outputTexts(
      ({ request, target }) => ({
        ...{ modelId: request.modelId, identity: "x" },
        region: target.region,
      }),
      () => [],
    ),
    log: (message) => assert.fail(message),
    actions: {
      ...{ stop: nothing, copy: nothing, runAgain: nothing, tryNow: nothing, act: nothing },
      ...{ command: nothing, copyText: nothing, insertText: nothing, openLink: nothing },
      ...{ saveEvents: nothing, saveRawBytes: nothing },
    },
  });
  const posted: ToPanel[] = [];
  session.attach((message) => {
    const parsed = parseToPanel(JSON.parse(JSON.stringify(message)));
    assert.ok(parsed, `the panel understands ${message.type}`);
    posted.push(parsed);
  });
  session.receive({ type: "ready" });
  for (const [requestId, type] of pages.entries()) {
    session.receive({ type: "request", requestId, request: pageRequest(type, run.id) });
  }
  await setImmediate();
  session.dispose();
  const outcomes = posted.flatMap((message) =>
    message.type === "answer" ? [message.outcome] : [],
  );
  return { posted, outcomes };
}
