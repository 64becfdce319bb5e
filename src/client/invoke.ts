import type * as http from "node:http";
import { Failure } from "../failure.js";
import * as l10n from "../l10n.js";
import type { InvokeRequest } from "../request/request.js";
import { invokePath, pathBelow, runtimeOrigin } from "../wire/endpoint.js";
import { toWireEvent } from "../wire/events.js";
import { FrameSplitter } from "../wire/frames.js";
import type { WireEvent } from "../wire/wireEvent.js";
import { authorize } from "./authorize.js";
import type { CredentialSource } from "./credentials.js";
import { openExchange, type Exchange } from "./exchange.js";
import type { OutgoingRequest } from "./outgoing.js";
import { redactHeaders } from "./redact.js";
import { refusal } from "./refusal.js";
import { requestHeaders } from "./requestHeaders.js";
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
  /** All headers without secrets, names in lower case, repeated ones joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
}

/** What one read off the socket held. */
export interface EventBatch {
  readonly events: readonly WireEvent[];
  /** Bytes read, whether or not they completed an event. */
  readonly bytes: number;
  /** Those bytes as they came, to be kept or dropped at once: they are views of the socket's buffers. */
  readonly raw: readonly Uint8Array[];
}

export interface Invocation {
  readonly head: ResponseHead;
  /**
   * The events in order, one batch per socket read; may be iterated once. Ends normally only at a
   * clean end of the answer on a frame border, and that is no proof that the model had finished.
   * Rejects after all that came whole before a fault was delivered. Leaving the loop closes the
   * socket.
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
  signal.throwIfAborted();
  const clock = options.clock ?? (() => new Date());
  const unsigned = unsignedRequest(request, options.target);
  const identity = await options.credentials.resolve(signal);
  const headers = await authorize(unsigned, options.target.region, identity, clock());
  const exchange = await openExchange({ ...unsigned, headers }, options, signal);
  if (!isEventStream(exchange)) throw await refusal(exchange, identity, clock);
  const head = responseHead(redactHeaders(exchange.headers, identity));
  return { head, batches: readBatches(exchange) };
}

function unsignedRequest(request: InvokeRequest, target: Target): OutgoingRequest {
  if (request.modelId === "") {
    throw new Failure("configuration", l10n.t("No model is chosen."), { code: "NO_MODEL" });
  }
  const origin = runtimeOrigin(target);
  const body = Buffer.from(request.body, "utf8");
  return {
    method: "POST",
    origin,
    path: pathBelow(origin, invokePath(request.modelId)),
    headers: requestHeaders(request, body.length),
    body,
    ...(target.verifyCertificate === false && { verifyCertificate: false }),
  };
}

function isEventStream({ status, headers }: Exchange): boolean {
  const isPlain = (headers["content-encoding"] ?? "identity") === "identity";
  const type = headers["content-type"] ?? "";
  return status === 200 && isPlain && /^application\/vnd\.amazon\.eventstream\b/i.test(type);
}

function responseHead(headers: Readonly<Record<string, string>>): ResponseHead {
  const requestId = headers["x-amzn-requestid"];
  const serviceTier = headers["x-amzn-bedrock-service-tier"];
  const performanceConfigLatency = headers["x-amzn-bedrock-performanceconfig-latency"];
  return {
    ...(requestId !== undefined && { requestId }),
    contentType: headers["x-amzn-bedrock-content-type"] ?? "application/json",
    ...(serviceTier !== undefined && { serviceTier }),
    ...(performanceConfigLatency !== undefined && { performanceConfigLatency }),
    headers,
  };
}

async function* readBatches(exchange: Exchange): AsyncGenerator<EventBatch, void, void> {
  const splitter = new FrameSplitter();
  try {
    for (;;) {
      const read = await exchange.read();
      if (!read) break;
      const { batch, fault } = readBatch(splitter, read);
      yield batch;
      if (fault) throw fault.error;
    }
    splitter.end();
  } finally {
    exchange.close();
  }
}

/** The events of one read, and what stopped the reading: the whole ones before a fault still count. */
function readBatch(
  splitter: FrameSplitter,
  read: readonly Uint8Array[],
): { batch: EventBatch; fault?: { readonly error: unknown } } {
  const events: WireEvent[] = [];
  let bytes = 0;
  for (const piece of read) bytes += piece.length;
  try {
    for (const piece of read) {
      for (const frame of splitter.feed(piece)) events.push(toWireEvent(frame));
    }
  } catch (error) {
    return { batch: { events, bytes, raw: read }, fault: { error } };
  }
  const fault = splitter.failure && { error: splitter.failure };
  return { batch: { events, bytes, raw: read }, ...(fault && { fault }) };
}
