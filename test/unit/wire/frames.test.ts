import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import { EventStreamCodec, HeaderMarshaller, Int64 } from "@smithy/eventstream-codec";
import { isFailure } from "../../../src/failure.js";
import { encodeFrame } from "../../../src/wire/encodeFrame.js";
import {
  decodeFrame,
  FrameSplitter,
  maxHeadersLength,
  maxPayloadLength,
} from "../../../src/wire/frames.js";
import { cutAtRandom, seededRandom } from "../../support/seededRandom.js";

const text = (value: string) => new TextEncoder().encode(value);
const eventHeaders = { ":message-type": "event", ":event-type": "chunk" };
const frame = (body: string) => encodeFrame(eventHeaders, text(body));

/** A prelude whose checksum is right, whatever its lengths are. */
function prelude(total: number, headers: number): Uint8Array {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, total);
  view.setUint32(4, headers);
  view.setUint32(8, crc32(bytes.subarray(0, 8)));
  return bytes;
}

function protocolFault(code: string) {
  return (error: unknown) => {
    assert.ok(isFailure(error), `a Failure, not ${String(error)}`);
    assert.equal(error.kind, "protocol");
    assert.equal(error.evidence.code, code);
    return true;
  };
}

function splitAll(pieces: readonly Uint8Array[]): readonly Uint8Array[] {
  const splitter = new FrameSplitter();
  const frames = pieces.flatMap((piece) => [...splitter.feed(piece)]);
  splitter.end();
  return frames.map((one) => Uint8Array.from(one));
}

describe("FrameSplitter", () => {
  const bodies = ["", "a", "€".repeat(100), "b".repeat(70_000), "{}"];
  const frames = bodies.map(frame);
  const stream = Buffer.concat(frames);

  it("yields the frames of one read as views on it, without copying", () => {
    const found = new FrameSplitter().feed(stream);
    assert.equal(found.length, frames.length);
    for (const one of found) assert.equal(one.buffer, stream.buffer);
    assert.deepEqual(
      found.map((one) => Uint8Array.from(one)),
      frames,
    );
  });

  it("finds the same frames byte by byte", () => {
    assert.deepEqual(splitAll(cutAtRandom(stream, () => 0.9, 1)), frames);
  });

  it("finds the same frames at every single cut of a short stream", () => {
    const short = Buffer.concat([frame("x"), frame("yy"), frame("")]);
    for (let cut = 0; cut <= short.length; cut++) {
      const found = splitAll([short.subarray(0, cut), short.subarray(cut)]);
      assert.deepEqual(found, [frame("x"), frame("yy"), frame("")], `cut at ${cut}`);
    }
  });

  it("finds the same frames with seeded cuts", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const pieces = cutAtRandom(stream, seededRandom(seed), seed);
      assert.deepEqual(splitAll(pieces), frames, `seed ${seed}`);
    }
  });

  it("takes views that start inside a larger buffer", () => {
    const padded = Buffer.concat([text("padding"), stream]);
    assert.deepEqual(splitAll([padded.subarray(7)]), frames);
  });

  it("copies each byte once however small the reads are", () => {
    const large = frame("z".repeat(4 * 1024 * 1024));
    const started = performance.now();
    for (const size of [1, 7]) {
      const splitter = new FrameSplitter();
      let found = 0;
      for (let at = 0; at < large.length; at += size) {
        found += splitter.feed(large.subarray(at, at + size)).length;
      }
      assert.equal(found, 1);
    }
    // Copying what is there again for each read would be 8 TB; the limit only tells these apart.
    assert.ok(performance.now() - started < 20_000);
  });

  it("ends silently on a frame border and when nothing came at all", () => {
    new FrameSplitter().end();
    splitAll([stream]);
  });

  it("fails an end inside a frame at every position", () => {
    const one = frame("abc");
    for (let cut = 1; cut < one.length; cut++) {
      const splitter = new FrameSplitter();
      splitter.feed(frames[0] ?? one);
      assert.deepEqual(splitter.feed(one.subarray(0, cut)), []);
      assert.throws(() => splitter.end(), protocolFault("TRUNCATED_FRAME"), `cut at ${cut}`);
    }
  });

  it("names a wrong prelude checksum in each of its twelve bytes", () => {
    for (let at = 0; at < 12; at++) {
      const damaged = frame("abc");
      damaged[at] = (damaged[at] ?? 0) ^ 0x01;
      const splitter = new FrameSplitter();
      assert.throws(() => splitter.feed(damaged), protocolFault("PRELUDE_CHECKSUM"), `byte ${at}`);
    }
  });

  it("refuses impossible and excessive lengths as soon as the prelude is there", () => {
    const headersOverLimit = maxHeadersLength + 1;
    const cases: readonly [total: number, headers: number, code: string][] = [
      [0, 0, "IMPOSSIBLE_LENGTH"],
      [15, 0, "IMPOSSIBLE_LENGTH"],
      [16, 1, "IMPOSSIBLE_LENGTH"],
      [100, 85, "IMPOSSIBLE_LENGTH"],
      [headersOverLimit + 16, headersOverLimit, "HEADERS_TOO_LONG"],
      [0xffffffff, 0xffffffff, "HEADERS_TOO_LONG"],
      [maxPayloadLength + 17, 0, "FRAME_TOO_LONG"],
      [0xffffffff, 0, "FRAME_TOO_LONG"],
    ];
    for (const [total, headers, code] of cases) {
      const splitter = new FrameSplitter();
      const bytes = prelude(total, headers);
      assert.deepEqual(splitter.feed(bytes.subarray(0, 11)), []);
      assert.throws(() => splitter.feed(bytes.subarray(11)), protocolFault(code));
      assert.throws(() => splitter.feed(frame("good")), protocolFault(code), "stays failed");
      assert.throws(() => splitter.end(), protocolFault(code));
    }
  });

  it("allows what stands exactly on the limits", () => {
    for (const [total, headers] of [
      [maxPayloadLength + 16, 0],
      [maxPayloadLength + maxHeadersLength + 16, maxHeadersLength],
      [16, 0],
    ] as const) {
      const splitter = new FrameSplitter();
      assert.deepEqual(splitter.feed(prelude(total, headers)), []);
    }
  });

  it("returns the whole frames before a fault and keeps the fault for afterwards", () => {
    const splitter = new FrameSplitter();
    const found = splitter.feed(
      Buffer.concat([frame("one"), text("<html>no event stream</html>")]),
    );
    assert.equal(found.length, 1);
    assert.ok(protocolFault("PRELUDE_CHECKSUM")(splitter.failure));
    assert.throws(() => splitter.feed(new Uint8Array()), protocolFault("PRELUDE_CHECKSUM"));
    assert.throws(() => splitter.end(), protocolFault("PRELUDE_CHECKSUM"));
  });
});

describe("decodeFrame", () => {
  it("maps all nine header types to plain values", () => {
    const utf8 = new TextDecoder();
    const marshaller = new HeaderMarshaller(
      (input) => (typeof input === "string" ? input : utf8.decode(input)),
      text,
    );
    const block = marshaller.format({
      yes: { type: "boolean", value: true },
      no: { type: "boolean", value: false },
      byte: { type: "byte", value: -128 },
      short: { type: "short", value: -32768 },
      integer: { type: "integer", value: -(2 ** 31) },
      long: { type: "long", value: new Int64(Uint8Array.from([0x80, 0, 0, 0, 0, 0, 0, 1])) },
      binary: { type: "binary", value: Uint8Array.from([0, 255]) },
      string: { type: "string", value: "grüß €" },
      timestamp: { type: "timestamp", value: new Date("2026-11-22T10:00:00.123Z") },
      uuid: { type: "uuid", value: "01234567-89ab-cdef-0123-456789abcdef" },
    });
    const bytes = withHeaderBlock(block, text("body"));
    const decoded = decodeFrame(bytes);
    assert.deepEqual(decoded.headers, {
      yes: true,
      no: false,
      byte: -128,
      short: -32768,
      integer: -(2 ** 31),
      long: -(2n ** 63n) + 1n,
      binary: Uint8Array.from([0, 255]),
      string: "grüß €",
      timestamp: new Date("2026-11-22T10:00:00.123Z"),
      uuid: "01234567-89ab-cdef-0123-456789abcdef",
    });
    assert.deepEqual(Uint8Array.from(decoded.body), text("body"));
  });

  it("reads back what encodeFrame wrote", () => {
    const headers = {
      flag: true,
      count: 7,
      large: -(2n ** 62n),
      name: "é",
      bytes: Uint8Array.from([1, 2]),
      at: new Date(0),
    };
    assert.deepEqual(decodeFrame(encodeFrame(headers, text("x"))).headers, headers);
  });

  it("names a wrong checksum for a flipped bit anywhere behind the prelude", () => {
    const good = frame("payload");
    for (let at = 12; at < good.length; at++) {
      const damaged = Uint8Array.from(good);
      damaged[at] = (damaged[at] ?? 0) ^ 0x80;
      assert.throws(() => decodeFrame(damaged), protocolFault("MESSAGE_CHECKSUM"), `byte ${at}`);
    }
  });

  it("names headers of an unknown type, though their checksums are right", () => {
    const bytes = withHeaderBlock(Uint8Array.from([1, 0x61, 10]), text(""));
    assert.throws(() => decodeFrame(bytes), protocolFault("BAD_FRAME"));
  });

  it("fails on anything shorter than a frame", () => {
    for (let length = 0; length < 16; length++) {
      assert.throws(() => decodeFrame(new Uint8Array(length)), protocolFault("BAD_FRAME"));
    }
  });
});

describe("encodeFrame", () => {
  it("writes what the official codec reads", () => {
    const utf8 = new TextDecoder();
    const codec = new EventStreamCodec(
      (input) => (typeof input === "string" ? input : utf8.decode(input)),
      text,
    );
    const message = codec.decode(encodeFrame(eventHeaders, text("abc")));
    assert.deepEqual(message.headers[":event-type"], { type: "string", value: "chunk" });
    assert.equal(utf8.decode(message.body), "abc");
  });
});

function withHeaderBlock(block: Uint8Array, body: Uint8Array): Uint8Array {
  const total = 12 + block.length + body.length + 4;
  const withoutChecksum = Buffer.concat([prelude(total, block.length), block, body]);
  const checksum = new Uint8Array(4);
  new DataView(checksum.buffer).setUint32(0, crc32(withoutChecksum));
  return Buffer.concat([withoutChecksum, checksum]);
}
