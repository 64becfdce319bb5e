import type { StopKind } from "../models/family.js";
import type { Json } from "../request/json.js";
import type { HeaderMap } from "./exchange.js";
import type { Refusal } from "./refusal.js";

/** What the sandbox does with one request. */
export interface Plan {
  readonly answer: AnswerStyle;
  /** Happens instead of a stream. */
  readonly instead?: Instead;
  /** How many requests with this very body get `instead` before one streams. Default: all. */
  readonly times?: number;
  /** Happens in the stream. */
  readonly during?: { readonly after: number; readonly fault: StreamFault };
  /** Milliseconds between pieces, where the scenario has its own pace. */
  readonly paceMs?: number;
  /** Milliseconds of silence before the answer's first byte. */
  readonly delayMs?: number;
}

export type Instead =
  | { readonly type: "refusal"; readonly refusal: Refusal }
  /** An answer that no Bedrock endpoint gives. */
  | {
      readonly type: "page";
      readonly status: number;
      readonly headers: HeaderMap;
      readonly body: string;
    }
  | { readonly type: "reset" }
  /** The request is taken and never answered. */
  | { readonly type: "silence" };

export type StreamFault =
  /** One of the stream's exceptions, by the member's name; the stream ends. */
  | { readonly type: "exception"; readonly member: string; readonly refusal: Refusal }
  /** A message of type `error`; the stream ends. */
  | { readonly type: "error"; readonly code: string; readonly message: string }
  /** Nothing more comes, the connection stays. */
  | { readonly type: "stall" }
  | { readonly type: "reset" }
  /** A clean end of the answer, without what the model still had to say. */
  | { readonly type: "close" }
  /** The end comes inside a frame. */
  | { readonly type: "cut" }
  /** One frame has a wrong checksum; the stream goes on as if nothing were. */
  | { readonly type: "corrupt"; readonly part: "message" | "prelude" }
  /** An event no version of the API names; the stream goes on. */
  | { readonly type: "unknownEvent" }
  /** A chunk that the family does not know; `ends` says whether the stream ends with it. */
  | { readonly type: "chunk"; readonly json: Json; readonly ends: boolean };

/** What the answer says and how it stops. */
export type AnswerStyle =
  | { readonly type: "canned"; readonly stop?: StopKind }
  /** The prompt, without the scenario's line, character for character. */
  | { readonly type: "echo" }
  /** So many words, whatever limit the body sets. */
  | { readonly type: "words"; readonly count: number }
  | { readonly type: "toolCall" }
  | { readonly type: "reasoning" }
  /** A few fixed words, ended by `stop`. */
  | { readonly type: "text"; readonly text: string; readonly stop: StopKind };
