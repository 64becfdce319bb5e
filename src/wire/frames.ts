import { crc32 } from "node:zlib";
import { Failure } from "../failure.js";
import * as l10n from "../l10n.js";
import { HeaderReader } from "./headers.js";
import { shortChecksum } from "./shortChecksum.js";
import type { MessageHeaders } from "./wireEvent.js";

// https://docs.aws.amazon.com/transcribe/latest/dg/event-stream.html shows the layout:
// total length, headers length, checksum of both | headers | payload | checksum of all before.
const headersLengthOffset = 4;
const preludeChecksumOffset = 8;
/** Bytes in front of the headers: what a frame is known by. */
export const preludeLength = 12;
const checksumLength = 4;
/** Bytes of a frame that are neither headers nor payload. */
const frameOverhead = preludeLength + checksumLength;

/** botocore's limits since 2025; older readers stop at 16 MiB. */
export const maxPayloadLength = 24 * 1024 * 1024;
export const maxHeadersLength = 128 * 1024;

/**
 * Cuts a byte stream, however it is chopped, into whole frames. Nothing of a frame is stored before
 * its prelude is checked, and never more than one frame. A frame inside one read is a view on it.
 */
export class FrameSplitter {
  /** Prelude of a frame whose length is not known yet. */
  private readonly prelude = new Uint8Array(preludeLength);
  private preludeFill = 0;
  /** A frame that spans reads, allocated in full so that each byte is copied once. */
  private frame: Uint8Array | undefined;
  private frameFill = 0;
  private fault: Failure | undefined;

  /** The fault behind the frames that the last `feed` returned; every later call throws it. */
  get failure(): Failure | undefined {
    return this.fault;
  }

  /**
   * The frames that these bytes complete, in order. A fault behind the first of them is kept in
   * `failure`, so that what came whole before it is not lost.
   * Throws Failure("protocol") when the fault comes first, and ever after.
   */
  feed(bytes: Uint8Array): readonly Uint8Array[] {
    if (this.fault) throw this.fault;
    const frames: Uint8Array[] = [];
    try {
      this.split(bytes, frames);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.fault = error;
      this.frame = undefined;
      if (frames.length === 0) throw error;
    }
    return frames;
  }

  /** The stream is over. Throws Failure("protocol") inside a frame, even after one byte of it. */
  end(): void {
    if (this.fault) throw this.fault;
    const got = this.frame ? this.frameFill : this.preludeFill;
    if (got === 0) return;
    this.fault = protocolFailure(
      "TRUNCATED_FRAME",
      this.frame
        ? l10n.t(
            "The stream ended inside an event, after {0} of {1} bytes of it.",
            got,
            this.frame.length,
          )
        : l10n.t("The stream ended inside an event, after {0} bytes of it.", got),
    );
    this.frame = undefined;
    throw this.fault;
  }

  private split(bytes: Uint8Array, frames: Uint8Array[]): void {
    let at = this.resume(bytes, frames);
    while (at < bytes.length) {
      const left = bytes.length - at;
      if (left < preludeLength) {
        this.prelude.set(bytes.subarray(at));
        this.preludeFill = left;
        return;
      }
      const length = frameLength(bytes, at);
      if (left < length) {
        this.open(length, bytes.subarray(at));
        return;
      }
      frames.push(viewOf(bytes, at, at + length));
      at += length;
    }
  }

  /** Goes on with what earlier reads left; returns how many of the bytes that took. */
  private resume(bytes: Uint8Array, frames: Uint8Array[]): number {
    let at = 0;
    if (this.preludeFill > 0) {
      at = Math.min(preludeLength - this.preludeFill, bytes.length);
      this.prelude.set(bytes.subarray(0, at), this.preludeFill);
      this.preludeFill += at;
      if (this.preludeFill < preludeLength) return at;
      this.open(frameLength(this.prelude, 0), this.prelude);
      this.preludeFill = 0;
    }
    if (!this.frame) return at;
    const taken = bytes.subarray(at, at + this.frame.length - this.frameFill);
    this.frame.set(taken, this.frameFill);
    this.frameFill += taken.length;
    if (this.frameFill === this.frame.length) {
      frames.push(this.frame);
      this.frame = undefined;
    }
    return at + taken.length;
  }

  private open(length: number, start: Uint8Array): void {
    this.frame = new Uint8Array(length);
    this.frame.set(start);
    this.frameFill = start.length;
  }
}

/** The checked total length of the frame whose prelude starts at `at`. */
function frameLength(bytes: Uint8Array, at: number): number {
  const length = uint32At(bytes, at);
  const headersLength = uint32At(bytes, at + headersLengthOffset);
  // First of all: lengths that were damaged on the way say nothing.
  const checksum = shortChecksum(bytes, at, at + preludeChecksumOffset);
  if (checksum !== uint32At(bytes, at + preludeChecksumOffset)) {
    throw protocolFailure(
      "PRELUDE_CHECKSUM",
      l10n.t("The start of an event is damaged: the checksum of its prelude is wrong."),
    );
  }
  if (headersLength > maxHeadersLength) {
    throw protocolFailure(
      "HEADERS_TOO_LONG",
      l10n.t(
        "An event announces {0} bytes of headers; the limit is {1}.",
        headersLength,
        maxHeadersLength,
      ),
    );
  }
  const payloadLength = length - headersLength - frameOverhead;
  if (payloadLength < 0) {
    throw protocolFailure(
      "IMPOSSIBLE_LENGTH",
      l10n.t(
        "An event announces {0} bytes in all, {1} of them headers: too few.",
        length,
        headersLength,
      ),
    );
  }
  if (payloadLength > maxPayloadLength) {
    throw protocolFailure(
      "FRAME_TOO_LONG",
      l10n.t(
        "An event announces {0} bytes of payload; the limit is {1}.",
        payloadLength,
        maxPayloadLength,
      ),
    );
  }
  return length;
}

/** Where the first frame begins in bytes that may begin inside one: its prelude has a checksum. */
export function findFrame(bytes: Uint8Array): number | undefined {
  for (let at = 0; at + preludeLength <= bytes.length; at += 1) {
    // Cheaper than the checksum, and true of hardly any text.
    if (uint32At(bytes, at) > maxPayloadLength + maxHeadersLength + frameOverhead) continue;
    const checksum = shortChecksum(bytes, at, at + preludeChecksumOffset);
    if (checksum === uint32At(bytes, at + preludeChecksumOffset)) return at;
  }
  return undefined;
}

/** A frame taken apart; `body` is a view on it, `headers` may be shared with other frames. */
export interface DecodedFrame {
  readonly headers: MessageHeaders;
  readonly body: Uint8Array;
}

const headerReader = new HeaderReader();

/**
 * Takes one whole frame apart. Throws Failure("protocol") for wrong checksums and headers.
 *
 * @smithy/eventstream-codec does the same in three times the time, as it computes checksums in
 * JavaScript; a test compares the two.
 */
export function decodeFrame(frame: Uint8Array): DecodedFrame {
  if (frame.length < frameOverhead)
    throw badFrame(l10n.t("An event is shorter than any event can be."));
  const end = frame.length - checksumLength;
  if (crc32(viewOf(frame, 0, end)) !== uint32At(frame, end)) {
    const message = l10n.t("An event is damaged: its checksum is wrong.");
    throw protocolFailure("MESSAGE_CHECKSUM", message);
  }
  const headersEnd = preludeLength + uint32At(frame, headersLengthOffset);
  if (uint32At(frame, 0) !== frame.length || headersEnd > end) {
    throw badFrame(l10n.t("The lengths inside an event do not fit it."));
  }
  let headers: MessageHeaders;
  try {
    headers = headerReader.read(frame, preludeLength, headersEnd);
  } catch (error) {
    throw badFrame(l10n.t("The headers of an event cannot be read."), error);
  }
  return { headers, body: viewOf(frame, headersEnd, end) };
}

/** A plain view: `subarray` of a Buffer makes a Buffer, which takes three times as long. */
function viewOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start);
}

/** Big-endian. A DataView for each frame costs more than what it reads. */
function uint32At(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16);
  return (high | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0;
}

function badFrame(message: string, cause?: unknown): Failure {
  return protocolFailure("BAD_FRAME", message, cause);
}

function protocolFailure(code: string, message: string, cause?: unknown): Failure {
  return new Failure("protocol", message, { code }, cause === undefined ? {} : { cause });
}
