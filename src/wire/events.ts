import { Failure } from "../failure.js";
import * as l10n from "../l10n.js";
import { isJsonObject, parseJson, type JsonObject } from "../request/json.js";
import { decodeFrame, type DecodedFrame } from "./frames.js";
import { hasPlainPadding, readPlainChunk } from "./plainChunk.js";
import type { MessageHeaders, WireEvent } from "./wireEvent.js";

/**
 * Reads one whole frame, as `FrameSplitter` yields it. Whatever it claims to be is kept: what no
 * version of the API names comes back as `unknown`.
 * Throws Failure("protocol") for wrong checksums or headers, and for a chunk that is no chunk.
 */
export function toWireEvent(frame: Uint8Array): WireEvent {
  const decoded = decodeFrame(frame);
  const { headers, body } = decoded;
  const frameBytes = frame.length;
  const messageType = headers[":message-type"];
  if (messageType === "event") {
    return headers[":event-type"] === "chunk"
      ? { type: "chunk", headers, frameBytes, json: chunkJson(body) }
      : unknownEvent(decoded, ":event-type", frameBytes);
  }
  if (messageType === "exception") return exceptionEvent(decoded, frameBytes);
  if (messageType === "error") return errorEvent(decoded, frameBytes);
  return unknownEvent(decoded, ":message-type", frameBytes);
}

/** A chunk that is written exactly as Bedrock writes it; undefined for every other event. */
export function toPlainChunk(
  { headers, body }: DecodedFrame,
  frameBytes: number,
): Extract<WireEvent, { type: "chunk" }> | undefined {
  if (headers[":message-type"] !== "event" || headers[":event-type"] !== "chunk") return undefined;
  const json = readPlainChunk(body);
  if (json === undefined || !hasPlainPadding(body, json)) return undefined;
  return { type: "chunk", headers, frameBytes, json };
}

/** The payload is `{"bytes": base64, "p": padding}`; a chunk without `bytes` is legal and empty. */
function chunkJson(body: Uint8Array): string {
  return readPlainChunk(body) ?? chunkJsonOf(body);
}

function chunkJsonOf(body: Uint8Array): string {
  const payload = parseJson(textOf(body));
  const bytes = isJsonObject(payload) ? (payload["bytes"] ?? "") : undefined;
  if (typeof bytes !== "string") {
    throw new Failure(
      "protocol",
      l10n.t("A chunk's payload is not the JSON that the API describes."),
      {
        code: "BAD_CHUNK",
        rawText: textOf(body),
      },
    );
  }
  // A model may be cut in the middle of a character, so damaged UTF-8 is text here, not a fault.
  return Buffer.from(bytes, "base64").toString("utf8");
}

function exceptionEvent({ headers, body }: DecodedFrame, frameBytes: number): WireEvent {
  const rawText = textOf(body);
  const json = parseJson(rawText);
  const members: JsonObject = isJsonObject(json) ? json : {};
  const { originalMessage, originalStatusCode } = members;
  return {
    type: "exception",
    headers,
    frameBytes,
    exceptionType: textHeader(headers, ":exception-type"),
    message: firstText(members["message"], members["Message"]),
    ...(typeof originalMessage === "string" && { originalMessage }),
    ...(typeof originalStatusCode === "number" && { originalStatusCode }),
    rawText,
  };
}

function errorEvent({ headers, body }: DecodedFrame, frameBytes: number): WireEvent {
  return {
    type: "error",
    headers,
    frameBytes,
    errorCode: textHeader(headers, ":error-code"),
    errorMessage: textHeader(headers, ":error-message"),
    rawText: textOf(body),
  };
}

function unknownEvent(
  { headers, body }: DecodedFrame,
  typeHeader: string,
  frameBytes: number,
): WireEvent {
  // Copied: the body is a view that would keep its whole socket read alive. Not by `slice`: that of a
  // Buffer is a view too.
  const payload = Uint8Array.from(body);
  return {
    type: "unknown",
    headers,
    frameBytes,
    eventType: textHeader(headers, typeHeader),
    payload,
  };
}

function textHeader(headers: MessageHeaders, name: string): string {
  const value = headers[name];
  return typeof value === "string" ? value : "";
}

function firstText(...candidates: readonly unknown[]): string {
  return candidates.find((candidate) => typeof candidate === "string") ?? "";
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}
