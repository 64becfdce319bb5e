import { crc32 } from "node:zlib";
import { encodeFrame } from "../wire/encodeFrame.js";

/** An empty frame with the headers of recorded chunks, in their order. */
const empty = encodeFrame(
  { ":event-type": "chunk", ":content-type": "application/json", ":message-type": "event" },
  new Uint8Array(),
);

const PRELUDE_CHECKSUM = 8;
const CHECKSUM = 4;
const headersEnd = empty.length - CHECKSUM;

/**
 * The frame of one chunk. All chunks have the same headers, so they are encoded once: a general
 * encoder takes several times as long, and a sandbox at full speed does little else.
 */
export function chunkEvent(payload: string): Uint8Array {
  const payloadLength = Buffer.byteLength(payload);
  const frame = Buffer.allocUnsafe(empty.length + payloadLength);
  frame.set(empty.subarray(0, headersEnd));
  frame.writeUInt32BE(frame.length, 0);
  frame.writeUInt32BE(crc32(frame.subarray(0, PRELUDE_CHECKSUM)), PRELUDE_CHECKSUM);
  frame.write(payload, headersEnd);
  const end = headersEnd + payloadLength;
  frame.writeUInt32BE(crc32(frame.subarray(0, end)), end);
  return frame;
}
