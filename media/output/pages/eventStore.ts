import type { EventFilter, EventPage, EventRow } from "../../../src/views/pagesProtocol.js";
import { failureOf, type PageHost } from "./runPage.js";

/** Rows asked for at once. */
const pageLength = 200;
/** 8,000 rows: much more than a screen, much less than a long run. */
const maxPages = 40;
/** While the host is still looking for what matches. */
const nextLookMs = 60;

export interface EventStoreOptions {
  readonly host: PageHost;
  readonly onDidChange: (page: EventPage) => void;
  readonly onDidFail: (message: string) => void;
}

/** The rows of the events that match, as far as they were asked for. */
export class EventStore {
  private readonly pages = new Map<number, readonly EventRow[]>();
  private readonly asked = new Set<number>();
  /** Pages that are on their way and of which there is more by now. */
  private readonly outdated = new Set<number>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Answers to questions of an earlier one are of no use. */
  private generation = 0;
  private runId: string | undefined;
  private filter: EventFilter = {};
  private matching = 0;

  constructor(private readonly options: EventStoreOptions) {}

  /** Another list. Nothing is asked without a run. */
  begin(runId: string | undefined, filter: EventFilter): void {
    this.generation += 1;
    this.runId = runId;
    this.filter = filter;
    this.matching = 0;
    this.pages.clear();
    this.asked.clear();
    this.outdated.clear();
    clearTimeout(this.timer);
    if (runId !== undefined) this.ask(0);
  }

  at(place: number): EventRow | undefined {
    return this.pages.get(Math.floor(place / pageLength))?.[place % pageLength];
  }

  /** Asks for what is missing of these places. */
  need(from: number, to: number): void {
    const last = Math.floor((to - 1) / pageLength);
    for (let page = Math.floor(from / pageLength); page <= last; page++) {
      const wanted = Math.min(pageLength, this.matching - page * pageLength);
      if ((this.pages.get(page)?.length ?? 0) < wanted) this.ask(page);
    }
  }

  /** The run has gone on: asks for what is new at its end. */
  renew(): void {
    const last = Math.floor(this.matching / pageLength);
    if (this.asked.has(last)) this.outdated.add(last);
    else this.ask(last);
  }

  private ask(page: number): void {
    const { generation, runId, filter } = this;
    if (runId === undefined || this.asked.has(page)) return;
    this.asked.add(page);
    const from = page * pageLength;
    const asked = { type: "events", runId, from, count: pageLength, filter } as const;
    void this.options.host.request(asked).then((outcome) => {
      if (generation !== this.generation) return;
      this.asked.delete(page);
      if (outcome.type === "ok" && outcome.reply?.type === "events") {
        this.take(page, outcome.reply);
      } else this.options.onDidFail(failureOf(outcome));
    });
  }

  private take(page: number, reply: EventPage): void {
    this.matching = reply.matching;
    this.pages.delete(page);
    this.pages.set(page, reply.rows);
    const [oldest] = this.pages.keys();
    if (this.pages.size > maxPages && oldest !== undefined) this.pages.delete(oldest);
    this.options.onDidChange(reply);
    if (!this.outdated.delete(page) && reply.scanned >= reply.total) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.renew(), nextLookMs);
  }
}
