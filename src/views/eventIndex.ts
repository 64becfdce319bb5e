import type { RunEvents } from "../run/eventLog.js";
import { eventRow, eventType, payloadText } from "./eventDetail.js";
import type { EventFilter, EventPage, EventRow } from "./pagesProtocol.js";

/** Looked at between two looks at the clock. */
const stride = 256;
/** Milliseconds without a break: the extension host has streams to read meanwhile. */
const sliceMs = 6;
/** Milliseconds of looking before a first answer is given; the asker comes again. */
const patienceMs = 80;
/** A panel shows a screen at a time; more in one message would be a defect. */
const maxRows = 400;

/** The events of a run that a filter keeps, found once and then only among the new ones. */
export class EventIndex {
  private readonly types = new Map<string, number>();
  /** Undefined while all events match. */
  private readonly matches: number[] | undefined;
  private readonly wanted: string;
  private scanned = 0;

  constructor(
    private readonly events: RunEvents,
    private readonly filter: EventFilter,
  ) {
    this.wanted = filter.text?.toLowerCase() ?? "";
    this.matches = filter.eventType === undefined && this.wanted === "" ? undefined : [];
  }

  isFor(events: RunEvents, filter: EventFilter): boolean {
    const { eventType: type, text } = this.filter;
    return this.events === events && type === filter.eventType && text === filter.text;
  }

  /** Looks at events that it has not seen, for a moment, and answers with what it knows then. */
  async page(from: number, count: number): Promise<EventPage> {
    const until = performance.now() + patienceMs;
    while (this.scanned < this.events.length && performance.now() < until) {
      this.scanSlice();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return {
      type: "events",
      from,
      rows: this.rows(from, Math.min(count, maxRows)),
      matching: this.matches?.length ?? this.events.length,
      scanned: this.scanned,
      total: this.events.length,
      types: [...this.types].map(([type, number]) => ({ type, count: number })),
    };
  }

  private scanSlice(): void {
    const until = performance.now() + sliceMs;
    while (this.scanned < this.events.length && performance.now() < until) {
      const end = Math.min(this.events.length, this.scanned + stride);
      for (; this.scanned < end; this.scanned++) this.scan(this.scanned);
    }
  }

  private scan(index: number): void {
    const event = this.events.at(index)?.event;
    if (!event) return;
    const type = eventType(event);
    this.types.set(type, (this.types.get(type) ?? 0) + 1);
    if (!this.matches) return;
    if (this.filter.eventType !== undefined && this.filter.eventType !== type) return;
    const isWanted =
      this.wanted === "" ||
      type.toLowerCase().includes(this.wanted) ||
      payloadText(event).toLowerCase().includes(this.wanted);
    if (isWanted) this.matches.push(index);
  }

  private rows(from: number, count: number): EventRow[] {
    const rows: EventRow[] = [];
    for (let at = from; at < from + count; at++) {
      const index = this.matches ? this.matches[at] : at;
      if (index === undefined) break;
      const event = this.events.at(index);
      if (!event) break;
      rows.push(eventRow(index, event, index > 0 ? this.events.at(index - 1) : undefined));
    }
    return rows;
  }
}
