import type * as http from "node:http";
import { Failure, isFailure } from "../failure.js";
import * as l10n from "../l10n.js";
import type { InvokeRequest } from "../request/request.js";
import { invokePath, pathBelow, runtimeOrigin } from "../wire/endpoint.js";
import { authorize } from "./authorize.js";
import type { CredentialSource, ResolvedIdentity } from "./credentials.js";
import { EventReader, type EventBatch } from "./eventReader.js";
import { openExchange, type Exchange } from "./exchange.js";
import type { OutgoingRequest } from "./outgoing.js";
import { redact, redactHeaders } from "./redact.js";
import { refusal } from "./refusal.js";
import { requestHeaders } from "./requestHeaders.js";
import type { SecretMask } from "./secretMask.js";
import { maskFor } from "./secrets.js";
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
  const exchange = await open({ ...unsigned, headers }, options, identity, signal);
  const mask = maskFor(identity, options.target, exchange);
  if (!isEventStream(exchange)) throw await refusal(exchange, mask, clock);
  const head = responseHead(redactHeaders(exchange.headers, mask));
  return { head, batches: readBatches(exchange, mask) };
}

/** Agents of others quote in their errors what they were given, a proxy's login among it. */
async function open(
  outgoing: OutgoingRequest,
  options: InvokeOptions,
  identity: ResolvedIdentity,
  signal: AbortSignal,
): Promise<Exchange> {
  try {
    return await openExchange(outgoing, options, signal);
  } catch (error) {
    throw isFailure(error) ? redact(error, maskFor(identity, options.target)) : error;
  }
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

async function* readBatches(
  exchange: Exchange,
  mask: SecretMask,
): AsyncGenerator<EventBatch, void, void> {
  const reader = new EventReader(mask);
  try {
    for (;;) {
      const read = await exchange.read();
      if (!read) break;
      yield reader.read(read);
      if (reader.fault) throw reader.fault;
    }
    reader.end();
  } catch (error) {
    yield* restOf(reader);
    throw isFailure(error) ? redact(error, mask) : error;
  } finally {
    exchange.close();
  }
}

/** Bytes of an event that breaks off are worth keeping, too. */
function restOf(reader: EventReader): readonly EventBatch[] {
  const raw = reader.takeRest();
  return raw.length === 0 ? [] : [{ events: [], bytes: 0, raw }];
}
