import { isUtf8 } from "node:buffer";
import { randomBytes, randomUUID } from "node:crypto";
import { Failure } from "../failure.js";
import { checkIdentity, type AccountKeys } from "./auth.js";
import { BodyMemory, MAX_BODY_BYTES } from "./bodyMemory.js";
import { defaultConnectionLimits, type ConnectionLimits } from "./connectionLimits.js";
import { answerControlPlane } from "./controlPlane.js";
import { splitTarget } from "./canonicalRequest.js";
import type { Exchange } from "./exchange.js";
import { invokeModel } from "./invokeModel.js";
import { unreadableMessage } from "./malformedWording.js";
import { invokeStream } from "./invokeStream.js";
import type { InvokeSettings } from "./prepareAnswer.js";
import { listen } from "./listener.js";
import {
  errorType,
  frontDoorRefusal,
  isRefusal,
  refusalBody,
  validationException,
  type Refusal,
} from "./refusal.js";
import { loopbackUrl } from "./upstream.js";
import { openRequest, RequestLog, type LoggedRequest, type OpenRequest } from "./requestLog.js";
import { checkVisitor } from "./visitor.js";

export type { LoggedRequest } from "./requestLog.js";

export interface SandboxOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default `us-east-1`; requests have to be signed for it. */
  readonly region?: string;
  /** Milliseconds between two pieces of an answer; 0 is full speed, default 30 to 50. */
  readonly paceMs?: number;
  /** The keys that are let in. Default: new random ones. */
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly bearerToken?: string;
  /**
   * An OpenAI-compatible server on loopback that writes the answers, for example
   * `http://127.0.0.1:11434/v1?model=llama3.2`. Scenarios are still the sandbox's.
   */
  readonly upstream?: URL;
  /** The clock that request dates are compared with. */
  readonly clock?: () => Date;
  /** How many of the last requests `requests` keeps. Default 20. */
  readonly keepRequests?: number;
  readonly connectionLimits?: ConnectionLimits;
  /** Names besides loopback's by which it may be asked: those of a TLS front before it. */
  readonly hosts?: readonly string[];
}

/** A Bedrock Runtime, and the control plane beside it, on this machine. */
export interface Sandbox {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** A Bedrock API key that is let in. */
  readonly bearerToken: string;
  /** The last requests that came through the door, oldest first. */
  readonly requests: readonly LoggedRequest[];
  /** Answers that have begun to stream, or keep silent, and have not ended. */
  openStreams(): number;
  /** Ends all connections and timers. */
  close(): Promise<void>;
}

/**
 * Starts a sandbox on 127.0.0.1.
 * @throws Failure `configuration` when the port cannot be had or `upstream` is not on loopback.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  if (options.upstream && !loopbackUrl(options.upstream.href)) {
    throw new Failure("configuration", "The sandbox takes an upstream server on loopback only.");
  }
  const keys = accountKeys(options);
  const log = new RequestLog(options.keepRequests ?? 20);
  const memory = new BodyMemory();
  let streams = 0;
  const settings: InvokeSettings = {
    region: keys.region,
    paceMs: options.paceMs,
    ...(options.upstream ? { upstream: options.upstream } : {}),
    failuresSoFar: new Map(),
  };
  const clock = options.clock ?? (() => new Date());

  const invoke: Invoke = async (operation, exchange, logged) => {
    streams += 1;
    try {
      return await operations[operation](exchange, logged, settings);
    } finally {
      streams -= 1;
    }
  };
  const answer = async (exchange: Exchange, logged: OpenRequest): Promise<Refusal | undefined> => {
    const { method, target, headers } = exchange;
    const now = clock();
    const check = (body?: Buffer): Refusal | undefined =>
      checkIdentity({ method, target, headers, ...(body ? { body } : {}) }, keys, now);
    const stranger = checkVisitor(exchange, listener.port, options.hosts ?? []) ?? check();
    if (stranger) {
      await exchange.dropBody(MAX_BODY_BYTES);
      return stranger;
    }
    return withBody(exchange, logged, memory, check, () =>
      route(exchange, logged, keys.region, invoke),
    );
  };
  const handle = (exchange: Exchange): void => {
    const logged = openRequest(exchange, randomUUID());
    log.add(logged);
    answer(exchange, logged)
      .then((refusal) => refusal && refuse(exchange, logged, refusal))
      .catch((error: unknown) => giveUp(exchange, error))
      .finally(() => log.end(logged, exchange.signal.aborted ? "clientGone" : "sent"));
  };
  const limits = options.connectionLimits ?? defaultConnectionLimits;
  const listener = await listen(options.port ?? 0, handle, { limits });
  return {
    endpoint: `http://127.0.0.1:${listener.port}`,
    ...keys,
    get requests() {
      return log.requests;
    },
    openStreams: () => streams,
    close: () => listener.close(),
  };
}

function accountKeys(options: SandboxOptions): AccountKeys {
  return {
    region: options.region ?? "us-east-1",
    accessKeyId: options.accessKeyId ?? randomAccessKeyId(),
    secretAccessKey: options.secretAccessKey ?? randomBytes(30).toString("base64"),
    bearerToken: options.bearerToken ?? `ABSK${randomBytes(36).toString("base64url")}`,
  };
}

function randomAccessKeyId(): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const random = [...randomBytes(9)].map((byte) => letters[byte % letters.length]).join("");
  return `AKIASANDBOX${random}`;
}

/** Goes on with the body of a caller whose head is right, if the body is right as well. */
async function withBody(
  exchange: Exchange,
  logged: OpenRequest,
  memory: BodyMemory,
  check: (body: Buffer) => Refusal | undefined,
  goOn: () => Promise<Refusal | undefined>,
): Promise<Refusal | undefined> {
  const release = await takeBody(exchange, logged, memory, check);
  if (isRefusal(release)) return release;
  try {
    return await goOn();
  } finally {
    release();
  }
}

/** Apart from the wait for the answer's end: the bytes are gone by then, their text is in the log. */
async function takeBody(
  exchange: Exchange,
  logged: OpenRequest,
  memory: BodyMemory,
  check: (body: Buffer) => Refusal | undefined,
): Promise<(() => void) | Refusal> {
  const held = await memory.hold(exchange);
  if (isRefusal(held)) return held;
  logged.body = held.bytes.toString("utf8");
  // Decoded, a body that is no text would be another body.
  const refusal =
    check(held.bytes) ?? (isUtf8(held.bytes) ? undefined : validationException(unreadableMessage));
  if (refusal === undefined) return held.release;
  held.release();
  return refusal;
}

/** A model id is one segment: clients write its slashes as `%2F`. */
const invokePath = /^\/model\/([^/]+)\/(invoke|invoke-with-response-stream)$/;

const operations = { invoke: invokeModel, "invoke-with-response-stream": invokeStream };

type Invoke = (
  operation: keyof typeof operations,
  exchange: Exchange,
  logged: OpenRequest,
) => Promise<Refusal | undefined>;

async function route(
  exchange: Exchange,
  logged: OpenRequest,
  region: string,
  invoke: Invoke,
): Promise<Refusal | undefined> {
  const [path, query] = splitTarget(exchange.target);
  const [, encodedId, operation] = (exchange.method === "POST" && invokePath.exec(path)) || [];
  if (encodedId !== undefined) {
    logged.modelId = decoded(encodedId);
    const streams = operation === "invoke-with-response-stream";
    return invoke(streams ? operation : "invoke", exchange, logged);
  }
  const reply =
    exchange.method === "GET"
      ? answerControlPlane(path, new URLSearchParams(query), region)
      : undefined;
  if (reply === undefined) {
    return frontDoorRefusal(
      "UnknownOperationException",
      404,
      "The requested operation is not recognized by the service.",
    );
  }
  if (reply.type === "refusal") return reply.refusal;
  logged.status = 200;
  exchange.respond(200, headersOf(logged), JSON.stringify(reply.json));
  return undefined;
}

/** Text that cannot be decoded stays as it is, and is no model id then. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function headersOf(logged: OpenRequest): Record<string, string> {
  return { "content-type": "application/json", "x-amzn-requestid": logged.requestId };
}

function refuse(exchange: Exchange, logged: OpenRequest, refusal: Refusal): void {
  logged.status = refusal.status;
  const headers = {
    ...headersOf(logged),
    "x-amzn-errortype": errorType(refusal),
    ...refusal.headers,
  };
  exchange.respond(refusal.status, headers, refusalBody(refusal));
}

function giveUp(exchange: Exchange, error: unknown): void {
  // The client or the sandbox itself has gone: nobody is left to be told.
  if (exchange.signal.aborted) return;
  process.emitWarning(
    `The sandbox failed: ${error instanceof Error ? error.message : String(error)}`,
  );
  exchange.reset();
}
