import { isUtf8 } from "node:buffer";
import { randomBytes, randomUUID } from "node:crypto";
import { Failure } from "../failure.js";
import { checkIdentity, type AccountKeys } from "./auth.js";
import { answerControlPlane } from "./controlPlane.js";
import { splitTarget } from "./canonicalRequest.js";
import { header, type Exchange } from "./exchange.js";
import { invokeModel } from "./invokeModel.js";
import { unreadableMessage } from "./malformedWording.js";
import { invokeStream } from "./invokeStream.js";
import type { InvokeSettings } from "./prepareAnswer.js";
import { listen } from "./listener.js";
import {
  errorType,
  frontDoorRefusal,
  refusalBody,
  validationException,
  type Refusal,
} from "./refusal.js";
import { loopbackUrl } from "./upstream.js";
import { openRequest, type LoggedRequest, type OpenRequest } from "./requestLog.js";

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

/** 0…25,000,000 bytes: the Body shape of the service model. */
const LONGEST_BODY = 25_000_000;

/**
 * Starts a sandbox on 127.0.0.1.
 * @throws Failure `configuration` when the port cannot be had or `upstream` is not on loopback.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  if (options.upstream && !loopbackUrl(options.upstream.href)) {
    throw new Failure("configuration", "The sandbox takes an upstream server on loopback only.");
  }
  const keys: AccountKeys = {
    region: options.region ?? "us-east-1",
    accessKeyId: options.accessKeyId ?? randomAccessKeyId(),
    secretAccessKey: options.secretAccessKey ?? randomBytes(30).toString("base64"),
    bearerToken: options.bearerToken ?? `ABSK${randomBytes(36).toString("base64url")}`,
  };
  const requests: LoggedRequest[] = [];
  const keep = options.keepRequests ?? 20;
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
  const answer = async (exchange: Exchange, logged: OpenRequest): Promise<void> => {
    const refusal =
      checkVisitor(exchange, listener.port, options.hosts ?? []) ??
      (await checkCaller(exchange, logged, keys, clock())) ??
      (await route(exchange, logged, keys.region, invoke));
    if (refusal) refuse(exchange, logged, refusal);
  };
  const listener = await listen(options.port ?? 0, (exchange) => {
    const logged = openRequest(exchange, randomUUID());
    requests.push(logged);
    if (requests.length > keep) requests.shift();
    answer(exchange, logged)
      .catch((error: unknown) => giveUp(exchange, error))
      .finally(() => {
        logged.ended = exchange.signal.aborted ? "clientGone" : "sent";
      });
  });
  return {
    endpoint: `http://127.0.0.1:${listener.port}`,
    ...keys,
    requests,
    openStreams: () => streams,
    close: () => listener.close(),
  };
}

function randomAccessKeyId(): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const random = [...randomBytes(9)].map((byte) => letters[byte % letters.length]).join("");
  return `AKIASANDBOX${random}`;
}

/**
 * Lets in only who really asks for this machine's port. A web page can make a browser send requests
 * here, through a name of its own that resolves to 127.0.0.1 or from its own origin.
 */
function checkVisitor(
  exchange: Exchange,
  port: number,
  hosts: readonly string[],
): Refusal | undefined {
  const names = ["127.0.0.1", "localhost", "[::1]"];
  const own = names.map((name) => `${name}:${port}`);
  const host = header(exchange, "host")?.toLowerCase() ?? "";
  const origin = header(exchange, "origin")?.toLowerCase();
  // Clients that write the header themselves forget the port; a browser, which never does, would have
  // to be at port 80.
  if (![...own, ...names, ...hosts].includes(host))
    return forbidden("This host name is not the sandbox's.");
  if (origin !== undefined && !own.some((name) => origin === `http://${name}`)) {
    return forbidden("Requests from web pages are refused.");
  }
  return undefined;
}

function forbidden(message: string): Refusal {
  return frontDoorRefusal("AccessDeniedException", 403, message);
}

async function checkCaller(
  exchange: Exchange,
  logged: OpenRequest,
  keys: AccountKeys,
  now: Date,
): Promise<Refusal | undefined> {
  const body = await exchange.body(LONGEST_BODY);
  if (!body) {
    return validationException(
      "1 validation error detected: Value at 'body' failed to satisfy constraint: " +
        `Member must have length less than or equal to ${LONGEST_BODY}`,
    );
  }
  logged.body = body.toString("utf8");
  const { method, target, headers } = exchange;
  const stranger = checkIdentity({ method, target, headers, body }, keys, now);
  // Decoded, a body that is no text would be another body.
  return stranger ?? (isUtf8(body) ? undefined : validationException(unreadableMessage));
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
