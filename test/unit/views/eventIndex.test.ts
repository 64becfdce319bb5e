import assert from "node:assert/strict";
import { EventLog } from "../../../src/run/eventLog.js";
import { eventAsJson, eventDetail, eventRow } from "../../../src/views/eventDetail.js";
import { EventIndex } from "../../../src/views/eventIndex.js";
import type { EventFilter } from "../../../src/views/pagesProtocol.js";
import type { HeaderValue, WireEvent } from "../../../src/wire/wireEvent.js";

const headers = { ":event-type": "chunk" };

function chunk(json: string): WireEvent {
  return { type: "chunk", headers, frameBytes: json.length + 16, json };
}

/** An event every 10 ms: chunks, every tenth of them unknown. */
function filled(count: number): EventLog {
  const log = new EventLog();
  for (let i = 0; i < count; i++) {
    const payload = new TextEncoder().encode(`{"n":${i}}`);
    const strange: WireEvent = {
      ...{ type: "unknown", eventType: "weather", headers, frameBytes: 9 },
      payload,
    };
    const event = i % 10 === 9 ? strange : chunk(`{"delta":{"text":"Word ${i}"}}`);
    log.push({ atMs: i * 10, attempt: 1, event });
  }
  return log;
}

/** Asks until everything was looked at. */
async function settled(log: EventLog, filter: EventFilter, from = 0, count = 400) {
  const index = new EventIndex(log, filter);
  for (;;) {
    const page = await index.page(from, count);
    if (page.scanned === page.total) return page;
  }
}

describe("EventIndex", () => {
  it("shows a chunk that is nested too deeply to be looked through", async () => {
    const log = new EventLog();
    const json = `${"[".repeat(9_990)}${"]".repeat(9_990)}`;
    log.push({ atMs: 0, attempt: 1, event: chunk(json) });
    const [row] = (await settled(log, {})).rows;
    assert.match(row?.preview ?? "", /^\[\[\[/);
  });

  it("gives any range of a hundred thousand events, and the types of all", async () => {
    const page = await settled(filled(100_000), {}, 99_995, 100);
    assert.deepEqual(
      page.rows.map(({ index, atMs, gapMs }) => [index, atMs, gapMs]),
      [99_995, 99_996, 99_997, 99_998, 99_999].map((index) => [index, index * 10, 10]),
    );
    assert.equal(page.matching, 100_000);
    assert.deepEqual(page.types, [
      { type: "chunk", count: 90_000 },
      { type: "weather", count: 10_000 },
    ]);
  });

  it("finds text in payloads and types, in upper and lower case", async () => {
    const log = filled(3_000);
    assert.deepEqual(
      (await settled(log, { text: "WORD 1230" })).rows.map(({ index }) => index),
      [1_230],
    );
    assert.equal((await settled(log, { text: "Weather" })).matching, 300);
    assert.equal((await settled(log, { eventType: "weather", text: '"n":9}' })).matching, 1);
    assert.equal((await settled(log, { text: "nowhere" })).matching, 0);
  });

  it("goes on where it stopped when more events have come", async () => {
    const log = filled(20);
    const index = new EventIndex(log, { eventType: "weather" });
    assert.equal((await index.page(0, 10)).matching, 2);
    log.push({
      atMs: 1,
      attempt: 1,
      event: { ...chunk("{}"), type: "unknown", eventType: "weather", payload: new Uint8Array() },
    });
    assert.deepEqual(
      (await index.page(0, 10)).rows.map(({ index: at }) => at),
      [9, 19, 20],
    );
  });

  it("answers senseless ranges with nothing", async () => {
    const index = new EventIndex(filled(5), {});
    for (const [from, count] of [
      [-1, 10],
      [5, 10],
      [Number.NaN, 10],
      [0, -1],
      [0.5, 2],
    ] as const) {
      assert.deepEqual((await index.page(from, count)).rows, [], `${from} ${count}`);
    }
    assert.equal((await index.page(0, Number.POSITIVE_INFINITY)).rows.length, 5);
  });
});

describe("an event as the panel shows it", () => {
  it("shows what the model says first, and the payload in one line", () => {
    const event = chunk(
      '{"type":"content_block_delta","delta":{"type":"text_delta","text":"a\\nb"}}',
    );
    const row = eventRow(0, { atMs: 5, attempt: 1, event }, undefined);
    assert.equal(row.gist, String.raw`a\nb`);
    assert.equal(row.gapMs, undefined);
    assert.ok(row.preview.startsWith('{"type":"content_block_delta"'));
  });

  it("has no gap to the last event of another attempt", () => {
    const before = { atMs: 5, attempt: 1, event: chunk("{}") };
    assert.equal(eventRow(1, { ...before, attempt: 2, atMs: 900 }, before).gapMs, undefined);
  });

  it("lays JSON out without changing what is in it", () => {
    const event = chunk('{"a":1.0,"a":12345678901234567890,"t":"\\ud83d"}');
    const { payload, language } = eventDetail(0, { atMs: 0, attempt: 1, event });
    assert.equal(language, "json");
    assert.equal(payload, '{\n  "a": 1.0,\n  "a": 12345678901234567890,\n  "t": "\\ud83d"\n}');
  });

  it("shows text as text, and bytes that are none in hexadecimal", () => {
    const unknown = (payload: Uint8Array): WireEvent => ({
      ...{ type: "unknown", eventType: "", headers: {}, frameBytes: 3 },
      payload,
    });
    const text = eventDetail(0, { atMs: 0, attempt: 1, event: unknown(Buffer.from("<p>")) });
    assert.deepEqual([text.payload, text.language], ["<p>", "text"]);
    const bytes = eventDetail(0, { atMs: 0, attempt: 1, event: unknown(Uint8Array.of(255, 0)) });
    assert.deepEqual([bytes.payload, bytes.language], ["ff00", "hex"]);
  });

  it("writes every type of header", () => {
    const all: Record<string, HeaderValue> = {
      ...{ yes: true, small: -1, big: 2n ** 60n, text: "t", bytes: Uint8Array.of(1, 171) },
      ...{ at: new Date(0), never: new Date(Number.NaN) },
    };
    const event = { ...chunk("{}"), headers: all };
    assert.deepEqual(
      eventDetail(0, { atMs: 0, attempt: 1, event }).headers.map(({ value }) => value),
      [
        "true",
        "-1",
        "1152921504606846976",
        "t",
        "01ab",
        "1970-01-01T00:00:00.000Z",
        "no valid time",
      ],
    );
    const copied: unknown = JSON.parse(eventAsJson(6, { atMs: 0, attempt: 1, event }));
    assert.ok(typeof copied === "object" && copied && "number" in copied);
    assert.equal(copied.number, 7);
  });
});
