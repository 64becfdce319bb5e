import type { Fact } from "./outputProtocol.js";

/*
 * What the pages beside the answer ask for: events, timeline, request. The host answers each
 * request with one of these; nothing here is ever pushed. Times are milliseconds since the run
 * began. Types only.
 */

/** What of a run is looked at. */
export type PageId = "answer" | "events" | "timeline" | "request";

/** Which events are asked for; absent members keep all. */
export interface EventFilter {
  /** An `EventRow.type`. */
  readonly eventType?: string;
  /** Is looked for in type and payload; upper and lower case are the same. */
  readonly text?: string;
}

/** A request of a page. */
export type PageRequest =
  | {
      readonly type: "events";
      readonly runId: string;
      /** Position among the events that match, from 0. */
      readonly from: number;
      readonly count: number;
      readonly filter: EventFilter;
    }
  /** One event whole; `index` counts all events of the run from 0. */
  | { readonly type: "event" | "copyEvent"; readonly runId: string; readonly index: number }
  | { readonly type: "timeline" | "answerHeads"; readonly runId: string }
  | { readonly type: "sentRequest"; readonly runId: string; readonly isPretty: boolean };

/** The answer to a page's request. */
export type PageReply = EventPage | EventDetail | Timeline | SentRequest | AnswerHeads;

export interface EventPage {
  readonly type: "events";
  readonly from: number;
  readonly rows: readonly EventRow[];
  /** Events that match, as far as was looked. */
  readonly matching: number;
  /** Events of the run that were looked at, and that there are. */
  readonly scanned: number;
  readonly total: number;
  /** All types that have come, in the order of their first event. */
  readonly types: readonly { readonly type: string; readonly count: number }[];
}

/** One event as a line of a table. */
export interface EventRow {
  /** Counts all events of the run from 0. */
  readonly index: number;
  readonly atMs: number;
  /** Since the event before; absent for the first of an attempt. */
  readonly gapMs?: number;
  /** Of the whole frame. */
  readonly bytes: number;
  /** `chunk`, the name of an exception, or what an unknown event calls itself. */
  readonly type: string;
  readonly kind: "chunk" | "exception" | "unknown";
  readonly attempt: number;
  /** The innermost text of a JSON payload: mostly what the model says. */
  readonly gist?: string;
  /** The beginning of the payload in one line. */
  readonly preview: string;
}

export interface EventDetail {
  readonly type: "event";
  readonly index: number;
  /** Of the frame, in the order in which they came. */
  readonly headers: readonly Fact[];
  /** JSON is laid out; bytes that are no text are hexadecimal. */
  readonly payload: string;
  readonly language: "json" | "text" | "hex";
  /** The payload goes on; copying takes all of it. */
  readonly isCut: boolean;
}

/** What arrived when, in steps of equal length. */
export interface Timeline {
  readonly type: "timeline";
  readonly stepMs: number;
  /** Sums up to the end of each step. */
  readonly bytes: readonly number[];
  readonly output: readonly number[];
  /**
   * Tokens only where the service has counted them; between its counts they are spread by
   * characters.
   */
  readonly unit: "tokens" | "characters";
  readonly events: number;
  readonly firstByteMs?: number;
  readonly firstTextMs?: number;
  /** Up to now, while the run is under way. */
  readonly totalMs: number;
  readonly isLive: boolean;
  /** Silences that stand out, one that still goes on among them. */
  readonly stalls: readonly { readonly fromMs: number; readonly toMs: number }[];
  /** Gaps between arrivals, in classes that grow; the last one has no upper end. */
  readonly gaps: readonly { readonly upToMs?: number; readonly count: number }[];
  readonly medianGapMs?: number;
  /** Milliseconds of the silence that goes on, once it stands out. */
  readonly silentMs?: number;
}

/** The request as it was sent. */
export interface SentRequest {
  readonly type: "sentRequest";
  /** Method and address; a sentence when there is none. */
  readonly line: string;
  readonly facts: readonly Fact[];
  readonly headers: readonly Fact[];
  readonly body: string;
  readonly bodyBytes: number;
  readonly isCut: boolean;
}

/** The heads of all answers to a request: one for each attempt that got an answer. */
export interface AnswerHeads {
  readonly type: "answerHeads";
  readonly heads: readonly {
    readonly attempt: number;
    /** "200 OK". */
    readonly status: string;
    readonly headers: readonly Fact[];
  }[];
  /** There may be more of them later. */
  readonly isLive: boolean;
}
