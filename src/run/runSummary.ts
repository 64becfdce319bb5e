import type { FailureRecord } from "../failure.js";
import type { StopKind, Usage } from "../models/family.js";

/** How a run ended, one for each run. The first seven are the model's own word. */
export type Verdict =
  | StopKind
  /** Stopped by the user. */
  | "stopped"
  /** The connection ended, cleanly or not, before the family's own final event. */
  | "connectionLost"
  /** No byte arrived for stallTimeout. */
  | "stalled"
  /** The service, the way there, or this machine refused or broke; see `failure`. */
  | "failed"
  /** Only of a record: another version wrote an ending that this one does not know. */
  | "unrecognized";

/** A tool call the model made. */
export interface ToolCall {
  readonly id?: string;
  readonly name?: string;
  /** The JSON text of its input as far as it came; possibly cut. */
  readonly input: string;
}

/** Milliseconds since the run began. */
export interface Timing {
  readonly firstByteMs?: number;
  readonly firstTextMs?: number;
  readonly totalMs: number;
}

/** What a stream command resolves with when its run has ended. Plain JSON. */
export interface RunSummary {
  readonly id: string;
  readonly modelId: string;
  readonly region: string;
  readonly verdict: Verdict;
  readonly failure?: FailureRecord;
  /** All text of the last attempt, exactly as the model sent it. */
  readonly text: string;
  readonly reasoning: string;
  readonly toolCalls: readonly ToolCall[];
  /** The family's own word, for example `end_turn`. */
  readonly stopReason?: string;
  readonly usage?: Usage;
  /** MIME type inside the chunks. */
  readonly contentType: string;
  readonly requestId?: string;
  /** What the service says it used, in its own words. */
  readonly serviceTier?: string;
  readonly performanceConfigLatency?: string;
  readonly attempts: number;
  readonly chunks: number;
  /** Bytes of the response streams as they came over the wire. */
  readonly bytes: number;
  readonly timing: Timing;
  /** Bytes that the record of a run lacks, as they could not be written when they came. */
  readonly unrecordedBytes?: number;
}
