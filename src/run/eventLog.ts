import { deflateRaw, inflateRawSync } from "node:zlib";
import type { WireEvent } from "../wire/wireEvent.js";
import type { RunEvent } from "./attempt.js";

/** All events of a run in order of arrival, readable anywhere. */
export interface RunEvents extends Iterable<RunEvent> {
  readonly length: number;
  /** Undefined beyond the end. */
  at(index: number): RunEvent | undefined;
}

type ChunkEvent = Extract<WireEvent, { type: "chunk" }>;

/** Events that are put away together: enough to deflate well, few enough to inflate within a frame. */
const pageLength = 2_048;
/** Bytes of one event's numbers in a page: time, size of the frame, UTF-16 units of text. */
const timeBytes = 8;
const numberBytes = timeBytes + 4 + 4;

/**
 * Keeps the events of a run in a tenth of the memory that they take as objects: a million chunks of
 * five letters are 250 MB of objects and 25 MB here. Chunks go page by page into one buffer, which
 * zlib deflates beside the main thread; whatever else came, and headers, stay as they are.
 */
export class EventLog implements RunEvents {
  private readonly pages: Page[] = [];
  private recent: RunEvent[] = [];
  /** The page that was read last, as its neighbors are read next. */
  private open: { readonly number: number; readonly events: readonly RunEvent[] } | undefined;

  /** Events in the pages; all are full but the one that was put away at the end. */
  private paged = 0;

  get length(): number {
    return this.paged + this.recent.length;
  }

  push(event: RunEvent): void {
    this.recent.push(event);
    if (this.recent.length === pageLength) this.putAway();
  }

  /** Nothing more will come: what is left takes no more memory than the rest. */
  end(): void {
    if (this.recent.length > 0) this.putAway();
  }

  private putAway(): void {
    this.pages.push(new Page(this.recent));
    this.paged += this.recent.length;
    this.recent = [];
  }

  at(index: number): RunEvent | undefined {
    const number = Math.floor(index / pageLength);
    const page = this.pages[number];
    if (!page) return this.recent[index - this.paged];
    if (this.open?.number !== number) this.open = { number, events: page.read() };
    return this.open.events[index - number * pageLength];
  }

  *[Symbol.iterator](): Generator<RunEvent, void, void> {
    for (let i = 0; i < this.length; i++) {
      const event = this.at(i);
      if (event) yield event;
    }
  }
}

/** A full page of events. */
class Page {
  private bytes: Uint8Array;
  private isDeflated = false;
  /** Events that are no chunks, by their place in the page. */
  private readonly others = new Map<number, RunEvent>();
  /** Where the attempt or the headers change. */
  private readonly marks: { readonly from: number; readonly like: RunEvent }[] = [];
  private readonly length: number;

  constructor(events: readonly RunEvent[]) {
    this.length = events.length;
    this.bytes = this.write(events);
    deflateRaw(this.bytes, { level: 1 }, (error, deflated) => {
      if (error) return;
      this.bytes = deflated;
      this.isDeflated = true;
    });
  }

  read(): RunEvent[] {
    const bytes = this.isDeflated ? inflateRawSync(this.bytes) : this.bytes;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const texts = Buffer.from(bytes.subarray(this.length * numberBytes)).toString("utf8");
    const events: RunEvent[] = [];
    let textAt = 0;
    let mark = -1;
    for (let i = 0; i < this.length; i++) {
      if (this.marks[mark + 1]?.from === i) mark += 1;
      const like = this.marks[mark]?.like;
      const at = i * numberBytes;
      const length = view.getUint32(at + timeBytes + 4);
      const other = this.others.get(i);
      if (other) events.push(other);
      if (other || !like) continue;
      const json = texts.slice(textAt, textAt + length);
      textAt += length;
      const frameBytes = view.getUint32(at + timeBytes);
      const { attempt, event } = like;
      const chunk: ChunkEvent = { type: "chunk", headers: event.headers, frameBytes, json };
      events.push({ atMs: view.getFloat64(at), attempt, event: chunk });
    }
    return events;
  }

  private write(events: readonly RunEvent[]): Uint8Array {
    const numbers = Buffer.alloc(this.length * numberBytes);
    const view = new DataView(numbers.buffer, numbers.byteOffset, numbers.length);
    let texts = "";
    let like: RunEvent | undefined;
    for (const [i, kept] of events.entries()) {
      const { event, atMs, attempt } = kept;
      if (event.type !== "chunk") {
        this.others.set(i, kept);
        continue;
      }
      if (like?.attempt !== attempt || like.event.headers !== event.headers) {
        like = { atMs, attempt, event: { ...event, json: "" } };
        this.marks.push({ from: i, like });
      }
      texts += event.json;
      view.setFloat64(i * numberBytes, atMs);
      view.setUint32(i * numberBytes + timeBytes, event.frameBytes);
      view.setUint32(i * numberBytes + timeBytes + 4, event.json.length);
    }
    return Buffer.concat([numbers, Buffer.from(texts, "utf8")]);
  }
}
