import { EventStreamCodec, Int64, type Message } from "@smithy/eventstream-codec";
import type { HeaderValue, MessageHeaders } from "./wireEvent.js";

const encoder = new TextEncoder();
const codec = new EventStreamCodec(
  (input) => (typeof input === "string" ? input : Buffer.from(input).toString("utf8")),
  (input) => encoder.encode(input),
);

/** One whole frame. Numbers become int32 headers, bigints int64. */
export function encodeFrame(headers: MessageHeaders, body: Uint8Array): Uint8Array {
  const typed: Message["headers"] = {};
  for (const [name, value] of Object.entries(headers)) typed[name] = typedHeader(value);
  return codec.encode({ headers: typed, body });
}

function typedHeader(value: HeaderValue): Message["headers"][string] {
  if (typeof value === "boolean") return { type: "boolean", value };
  if (typeof value === "number") return { type: "integer", value };
  if (typeof value === "bigint") return { type: "long", value: int64Of(value) };
  if (typeof value === "string") return { type: "string", value };
  if (value instanceof Date) return { type: "timestamp", value };
  return { type: "binary", value };
}

function int64Of(value: bigint): Int64 {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, value);
  return new Int64(bytes);
}
