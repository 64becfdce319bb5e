import { crc32 } from "node:zlib";
import { isJsonObject, parseJson } from "../request/json.js";
import { decodeFrame } from "../wire/frames.js";
import type { SecretMask } from "./secretMask.js";

/** Bytes before a frame's headers, and those of the checksum at its end. */
const preludeLength = 12;
const checksumLength = 4;

/** The base64 of a chunk, as every service and gateway writes it. */
const chunkBytes = /("bytes"\s*:\s*")([A-Za-z0-9+/=]+)/g;

/**
 * Hides secrets inside one whole frame, which keeps its length and gets a checksum that is right, so
 * that whoever reads its bytes again reads the same.
 * Throws as `decodeFrame` for a frame that was damaged before.
 */
export function maskFrame(frame: Uint8Array, mask: SecretMask): void {
  if (mask.hidesNothing) return;
  const { body } = decodeFrame(frame);
  const bodyStart = body.byteOffset - frame.byteOffset;
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.length);
  const head = bytes.toString("latin1", preludeLength, bodyStart);
  const text = bytes.toString("latin1", bodyStart, frame.length - checksumLength);
  const masked = mask.bytes(head) + withoutStrayChunk(maskPayload(text, mask), mask);
  if (masked === head + text) return;
  bytes.write(masked, preludeLength, "latin1");
  const end = frame.length - checksumLength;
  bytes.writeUInt32BE(crc32(bytes.subarray(0, end)), end);
}

/** Hides secrets in bytes that are no whole frame: they are kept as they came, and read by nobody. */
export function maskRest(rest: Uint8Array, mask: SecretMask): Uint8Array {
  const text = Buffer.from(rest).toString("latin1");
  const masked = maskPayload(text, mask, true);
  return masked === text ? rest : Buffer.from(masked, "latin1");
}

/** Inside the chunks' base64 first: what is found there can stay base64. */
function maskPayload(text: string, mask: SecretMask, isCut = false): string {
  let masked = "";
  let at = 0;
  for (const { 0: whole, 1: lead = "", 2: base64 = "", index } of text.matchAll(chunkBytes)) {
    masked += mask.bytes(text.slice(at, index) + lead);
    at = index + whole.length;
    masked += maskBase64(base64, mask, isCut && at === text.length);
  }
  return masked + mask.bytes(text.slice(at), isCut);
}

/** Behind padding, readers of other kinds go on. */
function maskBase64(base64: string, mask: SecretMask, isCut: boolean): string {
  return base64.replace(/[^=]+/g, (digits, start: number) => {
    const text = Buffer.from(digits, "base64").toString("latin1");
    const masked = mask.bytes(text, isCut && start + digits.length === base64.length);
    if (masked === text) return digits;
    const again = Buffer.from(masked, "latin1")
      .toString("base64")
      .replace(/={1,2}$/, "");
    return again + digits.slice(again.length);
  });
}

/**
 * Base64 that JSON escapes or that has an alphabet of its own is found by nobody but its reader. No
 * service writes that, so hiding all of such a chunk takes nothing from anybody.
 */
function withoutStrayChunk(payload: string, mask: SecretMask): string {
  const json = parsedBytes(payload);
  if (json === undefined || mask.bytes(json) === json) return payload;
  const [open, shut] = ['{"bytes":"', '"}'];
  const room = payload.length - open.length - shut.length;
  const stars = Buffer.from("***")
    .toString("base64")
    .repeat(Math.max(0, Math.floor(room / 4)));
  return (open + stars + shut).padEnd(payload.length).slice(0, payload.length);
}

function parsedBytes(payload: string): string | undefined {
  const json = parseJson(payload);
  const bytes = isJsonObject(json) ? json["bytes"] : undefined;
  return typeof bytes === "string" ? Buffer.from(bytes, "base64").toString("latin1") : undefined;
}
