import type { HeaderValue, MessageHeaders } from "./wireEvent.js";

/**
 * Reads a block of headers: name length, name, type, value, one after the other. Names and texts are
 * UTF-8; of two headers with one name the last counts. Values are copies.
 * Throws RangeError for a block that ends inside a header, or holds a type that does not exist.
 * https://docs.aws.amazon.com/transcribe/latest/dg/event-stream.html
 */
export function readHeaders(block: Uint8Array): MessageHeaders {
  // In a buffer of its own nothing can be read beyond the end of the block.
  const own = Uint8Array.from(block);
  const cursor = new HeaderCursor(own);
  const entries: [string, HeaderValue][] = [];
  while (cursor.at < own.length) entries.push([cursor.text(cursor.uint8()), cursor.value()]);
  return Object.fromEntries(entries);
}

class HeaderCursor {
  at = 0;
  private readonly view: DataView<ArrayBuffer>;

  constructor(block: Uint8Array<ArrayBuffer>) {
    this.view = new DataView(block.buffer);
  }

  uint8(): number {
    return this.view.getUint8(this.skip(1));
  }

  text(length: number): string {
    return this.bytes(length).toString("utf8");
  }

  value(): HeaderValue {
    const type = this.uint8();
    switch (type) {
      case 0:
        return true;
      case 1:
        return false;
      case 2:
        return this.view.getInt8(this.skip(1));
      case 3:
        return this.view.getInt16(this.skip(2));
      case 4:
        return this.view.getInt32(this.skip(4));
      case 5:
        return this.view.getBigInt64(this.skip(8));
      case 6:
        return Uint8Array.from(this.bytes(this.view.getUint16(this.skip(2))));
      case 7:
        return this.text(this.view.getUint16(this.skip(2)));
      case 8:
        return new Date(Number(this.view.getBigInt64(this.skip(8))));
      case 9:
        return this.bytes(16)
          .toString("hex")
          .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
      default:
        throw new RangeError(`There is no header type ${type}.`);
    }
  }

  private bytes(length: number): Buffer {
    return Buffer.from(this.view.buffer, this.skip(length), length);
  }

  private skip(length: number): number {
    const at = this.at;
    this.at += length;
    return at;
  }
}

/** Distinct blocks of headers that a stream has: two or three. */
const mostKnown = 8;
/** Longer blocks are not worth their memory. */
const longestKnown = 1_024;

/**
 * Reads blocks of headers, each distinct one once: all chunks of a stream have the same. What it
 * returns is shared by all events with equal headers.
 */
export class HeaderReader {
  private readonly known: { readonly block: Uint8Array; readonly headers: MessageHeaders }[] = [];

  /** The headers in `bytes` from `start` to `end`. Throws as `readHeaders`. */
  read(bytes: Uint8Array, start: number, end: number): MessageHeaders {
    for (const { block, headers } of this.known) {
      if (isBlock(block, bytes, start, end)) return headers;
    }
    const block = Uint8Array.from(bytes.subarray(start, end));
    const headers = readHeaders(block);
    if (block.length <= longestKnown) {
      this.known.push({ block, headers });
      if (this.known.length > mostKnown) this.known.shift();
    }
    return headers;
  }
}

/** A loop: for so few bytes the call of a native comparison costs more. */
function isBlock(block: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== block.length) return false;
  for (let i = 0; i < block.length; i++) {
    if (block[i] !== bytes[start + i]) return false;
  }
  return true;
}
