import type * as http from "node:http";
import { asFailure, Failure } from "../failure.js";
import * as l10n from "../l10n.js";
import { isJsonObject, parseJson, type JsonObject } from "../request/json.js";
import { controlOrigin, encodeSegment, pathBelow } from "../wire/endpoint.js";
import { authorize } from "./authorize.js";
import type { CredentialSource } from "./credentials.js";
import { openExchange, type Exchange } from "./exchange.js";
import { refusal } from "./refusal.js";
import type { SecretMask } from "./secretMask.js";
import { maskFor } from "./secrets.js";
import { saysExpired } from "./serviceExceptions.js";
import type { Target } from "./target.js";

/** Where and as whom the control plane is asked. */
export interface CatalogCallOptions {
  readonly target: Target;
  readonly credentials: CredentialSource;
  /** Milliseconds for name resolution, TCP, proxy and TLS together; default 10 s. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds without a byte; default 20 s. */
  readonly stallTimeoutMs?: number;
  readonly agent?: http.Agent;
  readonly clock?: () => Date;
}

/** A GET of the control plane: path and query as the API reference writes them, ids encoded. */
export interface CatalogCall {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
}

/** ListFoundationModels has no pages; a whole region is some 200 KiB. */
const maxBodyBytes = 16 * 1024 * 1024;

/**
 * The JSON object that a GET of the control plane answers. Expired credentials are renewed once.
 * Rejects with a Failure, or with the signal's reason.
 */
export async function catalogCall(
  call: CatalogCall,
  options: CatalogCallOptions,
  signal: AbortSignal,
): Promise<JsonObject> {
  try {
    return await callOnce(call, options, signal, false);
  } catch (error) {
    signal.throwIfAborted();
    if (!saysExpired(asFailure(error))) throw error;
    return callOnce(call, options, signal, true);
  }
}

async function callOnce(
  { path, query = {} }: CatalogCall,
  options: CatalogCallOptions,
  signal: AbortSignal,
  forceRefresh: boolean,
): Promise<JsonObject> {
  const { target, clock = () => new Date() } = options;
  const origin = controlOrigin(target);
  const unsigned = {
    method: "GET" as const,
    origin,
    path: pathBelow(origin, path),
    query,
    headers: { accept: "application/json" },
    body: new Uint8Array(),
    ...(target.verifyCertificate === false && { verifyCertificate: false }),
  };
  const identity = await options.credentials.resolve(signal, { forceRefresh });
  const headers = await authorize(unsigned, target.region, identity, clock());
  const exchange = await openExchange(
    { ...unsigned, headers, path: unsigned.path + searchOf(query) },
    {
      connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
      stallTimeoutMs: options.stallTimeoutMs ?? 20_000,
      ...(options.agent && { agent: options.agent }),
    },
    signal,
  );
  const mask = maskFor(identity, target, exchange);
  if (exchange.status !== 200) throw await refusal(exchange, mask, clock);
  return readObject(exchange, mask);
}

/** Encoded as the signature encodes it. */
function searchOf(query: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(query).map((pair) => pair.map(encodeSegment).join("="));
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

async function readObject(exchange: Exchange, mask: SecretMask): Promise<JsonObject> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for (let read = await exchange.read(); read; read = await exchange.read()) {
      for (const piece of read) length += piece.length;
      if (length > maxBodyBytes) throw noList(l10n.t("It is longer than 16 MiB."));
      pieces.push(...read);
    }
  } finally {
    exchange.close();
  }
  const text = mask.text(Buffer.concat(pieces).toString("utf8"));
  const json = parseJson(text);
  if (isJsonObject(json)) return json;
  const type = exchange.headers["content-type"];
  throw noList(
    type === undefined
      ? l10n.t("It has no Content-Type.")
      : l10n.t("Its Content-Type is {0}.", mask.text(type)),
  );
}

function noList(why: string): Failure {
  return new Failure("unexpectedAnswer", l10n.t("The answer is no list of models. {0}", why), {
    httpStatus: 200,
    code: "NO_LIST",
  });
}
