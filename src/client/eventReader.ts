import { asFailure, type Failure } from "../failure.js";
import { toPlainChunk, toWireEvent } from "../wire/events.js";
import { decodeFrame, FrameSplitter } from "../wire/frames.js";
import type { MessageHeaders, WireEvent } from "../wire/wireEvent.js";
import { maskFrame, maskRest } from "./maskFrame.js";
import type { SecretMask } from "./secretMask.js";

/** What one read off the socket held. */
export interface EventBatch {
  readonly events: readonly WireEvent[];
  /** Bytes read, whether or not they completed an event. */
  readonly bytes: number;
  /**
   * The bytes of these events as they came but for secrets, to be kept or dropped at once: they are
   * views of the socket's buffers. What is no whole event yet comes with its end, or with that of the
   * stream: the end of a secret tells what its beginning is.
   */
  readonly raw: readonly Uint8Array[];
}

/** Reads a response's body into events, without secrets that the server sends back. */
export class EventReader {
  private readonly splitter = new FrameSplitter();
  /** What came since the last whole event. */
  private rest: Uint8Array[] = [];
  private restLength = 0;
  /** The headers of the last chunk that was looked at in full. */
  private cleanHeaders: MessageHeaders | undefined;
  /** What stopped the reading; the whole events before it still count. May hold secrets. */
  fault: Failure | undefined;

  constructor(private readonly mask: SecretMask) {}

  read(pieces: readonly Uint8Array[]): EventBatch {
    const events: WireEvent[] = [];
    const raw: Uint8Array[] = [];
    let bytes = 0;
    for (const piece of pieces) {
      bytes += piece.length;
      if (this.fault) this.keep(piece);
      else this.readPiece(piece, events, raw);
    }
    if (this.fault) raw.push(...this.takeRest());
    return { events, bytes, raw };
  }

  /** Throws Failure("protocol") when the body ended inside an event. */
  end(): void {
    this.splitter.end();
  }

  /** What came of an event whose end will never come, without secrets. */
  takeRest(): readonly Uint8Array[] {
    if (this.restLength === 0) return [];
    const rest = Buffer.concat(this.rest);
    this.rest = [];
    this.restLength = 0;
    return [maskRest(rest, this.mask)];
  }

  private readPiece(piece: Uint8Array, events: WireEvent[], raw: Uint8Array[]): void {
    const frames = this.split(piece);
    const held = this.restLength;
    this.keep(piece);
    // Begun in a piece before, so it is no view of this one.
    const joined = held > 0 ? frames[0] : undefined;
    let read = 0;
    for (const frame of frames) {
      const event = this.toEvent(frame);
      if (!event) break;
      events.push(event);
      read += frame.length;
    }
    if (read === 0) return;
    if (joined) raw.push(joined);
    const start = joined ? joined.length - held : 0;
    const end = read - held;
    if (end > start) raw.push(piece.subarray(start, end));
    this.rest = [piece.subarray(end)];
    this.restLength = piece.length - end;
  }

  private keep(piece: Uint8Array): void {
    this.rest.push(piece);
    this.restLength += piece.length;
  }

  private split(piece: Uint8Array): readonly Uint8Array[] {
    try {
      const frames = this.splitter.feed(piece);
      this.fault = this.splitter.failure;
      return frames;
    } catch (error) {
      this.fault = asFailure(error);
      return [];
    }
  }

  private toEvent(frame: Uint8Array): WireEvent | undefined {
    try {
      if (this.mask.hidesNothing) return toWireEvent(frame);
      return this.plainChunk(frame) ?? this.maskedEvent(frame);
    } catch (error) {
      this.fault = asFailure(error);
      return undefined;
    }
  }

  /** Nearly every event: one that can be seen at a glance to hold no secret. */
  private plainChunk(frame: Uint8Array): WireEvent | undefined {
    const event = toPlainChunk(decodeFrame(frame), frame.length);
    if (!event || this.mask.mayBeIn(event.json)) return undefined;
    return this.hasCleanHeaders(event.headers) ? event : undefined;
  }

  private hasCleanHeaders(headers: MessageHeaders): boolean {
    // Equal headers are one object.
    if (headers === this.cleanHeaders) return true;
    const text = Object.entries(headers).flat().join("\n");
    if (this.mask.text(text) !== text) return false;
    this.cleanHeaders = headers;
    return true;
  }

  private maskedEvent(frame: Uint8Array): WireEvent {
    maskFrame(frame, this.mask);
    const event = toWireEvent(frame);
    if (event.type === "chunk") this.cleanHeaders = event.headers;
    return event;
  }
}
