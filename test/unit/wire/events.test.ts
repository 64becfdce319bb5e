import assert from "node:assert/strict";
import { isFailure } from "../../../src/failure.js";
import { toWireEvent } from "../../../src/wire/events.js";
import { encodeFrame } from "../../../src/wire/encodeFrame.js";
import { FrameSplitter } from "../../../src/wire/frames.js";
import type { MessageHeaders, WireEvent } from "../../../src/wire/wireEvent.js";
import { loadRecordings } from "../../support/recordings.js";
import { cutAtRandom, seededRandom } from "../../support/seededRandom.js";

const text = (value: string) => new TextEncoder().encode(value);
const base64 = (value: string) => Buffer.from(value).toString("base64");

function read(headers: MessageHeaders, payload: string): WireEvent {
  return toWireEvent(encodeFrame(headers, text(payload)));
}

const chunkHeaders = {
  ":event-type": "chunk",
  ":content-type": "application/json",
  ":message-type": "event",
};
const chunk = (payload: string) => read(chunkHeaders, payload);

const exception = (type: string, payload: string) =>
  read({ ":message-type": "exception", ":exception-type": type }, payload);

describe("toWireEvent", () => {
  it("reads the text inside a chunk and ignores its padding", () => {
    const event = chunk(JSON.stringify({ bytes: base64('{"a":"€"}'), p: "abcdef" }));
    assert.equal(event.type, "chunk");
    assert.equal(event.type === "chunk" && event.json, '{"a":"€"}');
    assert.deepEqual(event.headers, chunkHeaders);
  });

  it("tells the size of the whole frame", () => {
    const bytes = encodeFrame(chunkHeaders, text('{"bytes":""}'));
    assert.equal(toWireEvent(bytes).frameBytes, bytes.length);
  });

  it("keeps a chunk without bytes as an empty one", () => {
    for (const payload of ["{}", '{"p":"abc"}', '{"bytes":null}', '{"bytes":""}']) {
      const event = chunk(payload);
      assert.equal(event.type === "chunk" && event.json, "", payload);
    }
  });

  it("fails for a chunk whose payload is not the JSON of the API", () => {
    for (const payload of ["", "{", "[]", "null", '"text"', '{"bytes":1}', '{"bytes":{}}']) {
      assert.throws(
        () => chunk(payload),
        (error) =>
          isFailure(error) && error.kind === "protocol" && error.evidence.code === "BAD_CHUNK",
        payload,
      );
    }
  });

  it("keeps text around a character that was cut in two", () => {
    const bytes = Buffer.concat([Buffer.from("ab"), Buffer.from("€").subarray(0, 2)]);
    const event = chunk(JSON.stringify({ bytes: bytes.toString("base64") }));
    assert.equal(event.type === "chunk" && event.json, "ab\uFFFD");
  });

  it("reads the members of an exception", () => {
    const payload = '{"message":"m","originalMessage":"o","originalStatusCode":424}';
    const event = exception("modelStreamErrorException", payload);
    assert.deepEqual(withoutFrame(event), {
      type: "exception",
      exceptionType: "modelStreamErrorException",
      message: "m",
      originalMessage: "o",
      originalStatusCode: 424,
      rawText: payload,
    });
  });

  it("keeps exceptions that have another payload, or none", () => {
    const payloads = ["", "busy", "[1]", '{"Message":"capital"}', '{"message":7}'];
    const messages = payloads.map((payload) => {
      const event = exception("brandNewException", payload);
      assert.equal(event.type, "exception");
      return event.type === "exception" && [event.message, event.rawText];
    });
    const expected = payloads.map((payload) => [
      payload.includes("capital") ? "capital" : "",
      payload,
    ]);
    assert.deepEqual(messages, expected);
  });

  it("reads an unmodeled error from its headers", () => {
    const headers = { ":message-type": "error", ":error-code": "Boom", ":error-message": "why" };
    assert.deepEqual(withoutFrame(read(headers, "")), {
      type: "error",
      errorCode: "Boom",
      errorMessage: "why",
      rawText: "",
    });
    const bare = read({ ":message-type": "error" }, "raw");
    assert.deepEqual(withoutFrame(bare), {
      type: "error",
      errorCode: "",
      errorMessage: "",
      rawText: "raw",
    });
  });

  it("keeps events and message types that no version of the API names", () => {
    const cases: readonly [MessageHeaders, string][] = [
      [{ ":message-type": "event", ":event-type": "novelty" }, "novelty"],
      [{ ":message-type": "event" }, ""],
      [{ ":message-type": "event", ":event-type": 7 }, ""],
      [{ ":message-type": "gossip" }, "gossip"],
      [{ ":message-type": true }, ""],
      [{}, ""],
    ];
    for (const [headers, eventType] of cases) {
      const event = read(headers, "payload");
      assert.equal(event.type, "unknown");
      if (event.type !== "unknown") continue;
      assert.equal(event.eventType, eventType);
      assert.deepEqual(event.payload, text("payload"));
      assert.deepEqual(event.headers, headers);
    }
  });

  it("copies the payload of an unknown event out of the read it came with", () => {
    const plain = encodeFrame({ ":message-type": "event" }, text("payload"));
    for (const bytes of [Uint8Array.from(plain), Buffer.from(plain)]) {
      const event = toWireEvent(bytes);
      bytes.fill(0);
      assert.deepEqual(event.type === "unknown" && event.payload, text("payload"));
    }
  });
});

describe("recorded streams", function () {
  const recordings = loadRecordings();
  if (recordings.length === 0) {
    it("reads the recordings (skipped: the folder with recordings is absent)", function () {
      this.skip();
    });
  }
  for (const recording of recordings) {
    it(`reads ${recording.file} whole, byte by byte and with seeded cuts alike`, () => {
      const whole = readAll([recording.body]);
      assert.ok(whole.length > 0);
      for (const event of whole) {
        assert.equal(event.type, "chunk");
        if (event.type === "chunk") JSON.parse(event.json);
      }
      const total = whole.reduce((sum, event) => sum + event.frameBytes, 0);
      assert.equal(total, recording.body.length, "every byte belongs to an event");
      assert.deepEqual(readAll(cutAtRandom(recording.body, () => 0.9, 1)), whole);
      for (let seed = 1; seed <= 20; seed++) {
        const pieces = cutAtRandom(recording.body, seededRandom(seed), 5 * seed * seed);
        assert.deepEqual(readAll(pieces), whole, `seed ${seed}`);
      }
    });
  }
});

function readAll(pieces: readonly Uint8Array[]): readonly WireEvent[] {
  const splitter = new FrameSplitter();
  const events = pieces.flatMap((piece) => splitter.feed(piece).map(toWireEvent));
  splitter.end();
  return events;
}

function withoutFrame(event: WireEvent): object {
  const { headers, frameBytes, ...rest } = event;
  assert.ok(frameBytes > 0 && typeof headers === "object");
  return rest;
}
