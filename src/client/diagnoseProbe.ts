import { asFailure, type Failure } from "../failure.js";
import * as l10n from "../l10n.js";
import { pathBelow } from "../wire/endpoint.js";
import { readErrorBody } from "./errorBody.js";
import { Exchange } from "./exchange.js";
import { redact, redactHeaders } from "./redact.js";
import { maskFor } from "./secrets.js";
import { httpFailure } from "./serviceError.js";

/** What one request without credentials tells of the way to the endpoint. */
export interface Probe {
  /** Host and port of the proxy on the way; undefined where there is none, or nobody tells. */
  readonly proxy: string | undefined;
  readonly issuer: string | undefined;
  /** Absent when nothing answered. */
  readonly answer?: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly receivedAt: Date;
  };
  /** Why nothing answered, or what the proxy answered in the endpoint's place. */
  readonly failure?: Failure;
}

export interface ProbeOptions {
  readonly origin: URL;
  readonly connectTimeoutMs: number;
  readonly verifyCertificate?: boolean;
  readonly proxyLogins?: readonly string[];
  readonly clock: () => Date;
}

/** An answer that keeps this long is no way that works. */
const answerTimeoutMs = 20_000;

/**
 * Asks the endpoint for its root: any answer will do. No credentials go out before it is known who
 * listens. Rejects only with the signal's reason.
 */
export async function probe(options: ProbeOptions, signal: AbortSignal): Promise<Probe> {
  const { origin, connectTimeoutMs, verifyCertificate, clock } = options;
  signal.throwIfAborted();
  const exchange = new Exchange(
    {
      method: "GET",
      origin,
      path: pathBelow(origin, "/"),
      headers: { host: origin.host, accept: "application/json" },
      body: new Uint8Array(),
      ...(verifyCertificate === false && { verifyCertificate }),
    },
    { connectTimeoutMs, stallTimeoutMs: answerTimeoutMs },
    signal,
  );
  try {
    await exchange.waitForHead();
  } catch (error) {
    exchange.close();
    signal.throwIfAborted();
    return {
      proxy: exchange.proxy,
      issuer: exchange.issuer,
      failure: redact(asFailure(error), maskFor(undefined, options, exchange)),
    };
  }
  const receivedAt = clock();
  const { proxy, issuer, status, isProxyAnswer } = exchange;
  const mask = maskFor(undefined, options, exchange);
  const headers = redactHeaders(exchange.headers, mask);
  const body = mask.text(await readErrorBody(exchange), true);
  const answer = { status, headers, receivedAt };
  if (!isProxyAnswer) return { proxy, issuer, answer };
  const failure = httpFailure({ ...answer, body, fromProxy: proxy ?? l10n.t("on the way") });
  return { proxy, issuer, answer, failure: redact(failure, mask, body) };
}
