import type * as http from "node:http";
import type { InvokeRequest } from "../request/request.js";
import type { WireEvent } from "../wire/wireEvent.js";
import type { CredentialSource } from "./credentials.js";
import type { Target } from "./target.js";

export interface InvokeOptions {
  readonly target: Target;
  readonly credentials: CredentialSource;
  /** Milliseconds for name resolution, TCP, proxy and TLS together; 0 = no limit. */
  readonly connectTimeoutMs: number;
  /** Milliseconds without a byte, waiting for the head included; 0 = no limit. */
  readonly stallTimeoutMs: number;
  /** Called once per silence, at half of `stallTimeoutMs`, with the milliseconds of silence so far. */
  readonly onStallHalf?: (silentMs: number) => void;
  /** Replaces Node's own pool; an `https.Agent` for https targets, an `http.Agent` for http. */
  readonly agent?: http.Agent;
  readonly clock?: () => Date;
}

/** The head of a 200 answer. */
export interface ResponseHead {
  readonly requestId?: string;
  /** MIME type inside the chunks: `x-amzn-bedrock-content-type`. */
  readonly contentType: string;
  readonly serviceTier?: string;
  readonly performanceConfigLatency?: string;
  /** All headers, names in lower case, repeated ones joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
}

/** What one read off the socket held. */
export interface EventBatch {
  readonly events: readonly WireEvent[];
  /** Bytes read, whether or not they completed an event. */
  readonly bytes: number;
}

export interface Invocation {
  readonly head: ResponseHead;
  /**
   * The events in order, one batch per socket read; may be iterated once. Ends normally only at a
   * clean end of the answer on a frame border, and that is no proof that the model had finished.
   * Leaving the loop closes the socket.
   */
  readonly batches: AsyncIterable<EventBatch>;
}

/**
 * Sends the request and resolves once the head of a 200 event stream is there.
 * Rejects with a Failure for every other answer and for what the way there did, with the signal's
 * reason after an abort. Exceptions inside the stream are events, not rejections.
 */
export async function invoke(
  request: InvokeRequest,
  options: InvokeOptions,
  signal: AbortSignal,
): Promise<Invocation> {
  throw new Error(
    `not built yet ${request.modelId} ${options.target.region} ${String(signal.aborted)}`,
  );
}
