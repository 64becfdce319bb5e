import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import { EventStreamCodec, HeaderMarshaller, Int64, type Message } from "@smithy/eventstream-codec";
import fc from "fast-check";
import { isFailure } from "../../../src/failure.js";
import { decodeFrame, FrameSplitter } from "../../../src/wire/frames.js";
import { loadRecordings } from "../../support/recordings.js";

// The official codec is slower, and the judge: whatever it reads we read alike, whatever it refuses
// we refuse, but for one thing. A header whose length reaches behind the block of headers makes it
// read on in the payload; we refuse such a frame.

const toUtf8 = (input: Uint8Array | string) =>
  typeof input === "string" ? input : Buffer.from(input).toString("utf8");
const fromUtf8 = (input: string) => Buffer.from(input, "utf8");
const codec = new EventStreamCodec(toUtf8, fromUtf8);
const marshaller = new HeaderMarshaller(toUtf8, fromUtf8);

interface Reading {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

function official(frame: Uint8Array): Reading | undefined {
  let message: Message;
  try {
    message = codec.decode(frame);
  } catch {
    return undefined;
  }
  const headers = Object.entries(message.headers).map(([name, { value }]) => [
    name,
    comparable(value instanceof Int64 ? Buffer.from(value.bytes).readBigInt64BE() : value),
  ]);
  return { headers: Object.fromEntries(headers), body: Buffer.from(message.body) };
}

function ours(bytes: Uint8Array): Reading | undefined {
  try {
    const splitter = new FrameSplitter();
    const [frame] = splitter.feed(bytes);
    splitter.end();
    if (!frame) return undefined;
    const { headers, body } = decodeFrame(frame);
    const plain = Object.entries(headers).map(([name, value]) => [name, comparable(value)]);
    return { headers: Object.fromEntries(plain), body: Buffer.from(body) };
  } catch (error) {
    assert.ok(isFailure(error), String(error));
    assert.equal(error.kind, "protocol");
    return undefined;
  }
}

/** Buffers equal no other views, and Node 20 finds no invalid date equal to another. */
function comparable(value: unknown): unknown {
  if (value instanceof Date) return { milliseconds: value.getTime() };
  return value instanceof Uint8Array ? Buffer.from(value) : value;
}

function assertAlike(frame: Uint8Array): void {
  const expected = readsBeyondHeaders(frame) ? undefined : official(frame);
  assert.deepEqual(ours(frame), expected);
}

/** Headers alone, in a buffer that ends where they do, tell whether there is something to read on. */
function readsBeyondHeaders(frame: Uint8Array): boolean {
  if (!official(frame)) return false;
  const block = Uint8Array.from(frame.subarray(12, 12 + Buffer.from(frame).readUInt32BE(4)));
  try {
    marshaller.parse(new DataView(block.buffer));
    return false;
  } catch {
    return true;
  }
}

/** A frame around any bytes whatever, its lengths and checksums right. */
function sealed(headers: Uint8Array, body: Uint8Array): Uint8Array {
  const frame = Buffer.alloc(12 + headers.length + body.length + 4);
  frame.writeUInt32BE(frame.length, 0);
  frame.writeUInt32BE(headers.length, 4);
  frame.set(headers, 12);
  frame.set(body, 12 + headers.length);
  return resealed(frame);
}

function resealed(bytes: Uint8Array): Uint8Array {
  const frame = Buffer.from(bytes);
  frame.writeUInt32BE(crc32(frame.subarray(0, 8)), 8);
  frame.writeUInt32BE(crc32(frame.subarray(0, -4)), frame.length - 4);
  return new Uint8Array(frame);
}

// `__proto__` as a name: the codec loses such a header, we keep it.
const name = fc.string({ unit: "binary", maxLength: 30 }).filter((text) => text !== "__proto__");
const header: fc.Arbitrary<Message["headers"][string]> = fc.oneof(
  fc.boolean().map((value) => ({ type: "boolean" as const, value })),
  fc.integer({ min: -128, max: 127 }).map((value) => ({ type: "byte" as const, value })),
  fc.integer({ min: -32768, max: 32767 }).map((value) => ({ type: "short" as const, value })),
  fc.integer().map((value) => ({ type: "integer" as const, value })),
  fc
    .uint8Array({ minLength: 8, maxLength: 8 })
    .map((bytes) => ({ type: "long" as const, value: new Int64(bytes) })),
  fc.uint8Array({ maxLength: 300 }).map((value) => ({ type: "binary" as const, value })),
  fc.string({ unit: "binary" }).map((value) => ({ type: "string" as const, value })),
  fc.date({ noInvalidDate: true }).map((value) => ({ type: "timestamp" as const, value })),
  fc.uuid().map((value) => ({ type: "uuid" as const, value })),
);
const goodFrame = fc
  .tuple(fc.dictionary(name, header, { maxKeys: 6 }), fc.uint8Array({ maxLength: 400 }))
  .map(([headers, body]) => codec.encode({ headers, body }));

const change = fc.record({ at: fc.nat(), to: fc.nat(255) });

function changed(frame: Uint8Array, changes: readonly { at: number; to: number }[]): Uint8Array {
  const bytes = Uint8Array.from(frame);
  for (const { at, to } of changes) bytes[at % bytes.length] = to;
  return bytes;
}

const options = { seed: 1, numRuns: 2_000 };

describe("decodeFrame and the official codec", () => {
  it("read generated frames of all header types alike", () => {
    fc.assert(fc.property(goodFrame, assertAlike), options);
  });

  it("refuse the same damaged frames", () => {
    const damaged = fc
      .tuple(goodFrame, fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat())
      .map(([frame, changes, cut]) => {
        const bytes = changed(frame, changes);
        return cut % 3 === 0 ? bytes.subarray(0, cut % (bytes.length + 1)) : bytes;
      });
    fc.assert(fc.property(damaged, assertAlike), options);
  });

  it("read or refuse alike what is damaged below right checksums", () => {
    const damaged = fc
      .tuple(goodFrame, fc.array(change, { minLength: 1, maxLength: 4 }))
      .map(([frame, changes]) => {
        const bytes = Buffer.from(changed(frame, changes));
        bytes.writeUInt32BE(bytes.length, 0);
        bytes.writeUInt32BE(Buffer.from(frame).readUInt32BE(4), 4);
        return resealed(bytes);
      });
    fc.assert(fc.property(damaged, assertAlike), options);
  });

  it("read or refuse alike any bytes as headers", () => {
    const any = fc
      .tuple(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ maxLength: 30 }))
      .map(([headers, body]) => sealed(headers, body));
    fc.assert(fc.property(any, assertAlike), options);
  });

  it("differ where a header claims bytes behind the headers: the codec reads the payload", () => {
    const frame = sealed(Buffer.from([1, 0x61, 7, 0, 4, 0x62]), Buffer.from("cde"));
    assert.equal(official(frame)?.headers["a"], "bcde");
    assert.equal(ours(frame), undefined);
  });

  it("differ for a header called __proto__: the codec loses it", () => {
    const block = Buffer.concat([Buffer.from([9]), Buffer.from("__proto__"), Buffer.from([0])]);
    const { headers } = decodeFrame(sealed(block, new Uint8Array()));
    assert.deepEqual(Object.entries(headers), [["__proto__", true]]);
  });

  const recordings = loadRecordings();
  it(`read every frame of the recordings alike${recordings.length ? "" : " (skipped: the folder with recordings is absent)"}`, function () {
    if (recordings.length === 0) this.skip();
    for (const { body } of recordings) {
      for (const frame of new FrameSplitter().feed(body)) {
        assert.ok(official(frame));
        assertAlike(frame);
      }
    }
  });
});
