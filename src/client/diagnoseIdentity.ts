import { stsOrigin } from "../wire/endpoint.js";
import { signRequest, type Credentials } from "../wire/sign.js";
import { readErrorBody } from "./errorBody.js";
import { openExchange } from "./exchange.js";
import { redact, redactHeaders } from "./redact.js";
import { maskFor } from "./secrets.js";
import { httpFailure } from "./serviceError.js";
import type { Target } from "./target.js";
import { Failure } from "../failure.js";
import * as l10n from "../l10n.js";

/** Whose keys they are, as STS says. */
export interface CallerIdentity {
  readonly account: string;
  /** Of a user, or `arn:aws:sts::111122223333:assumed-role/ROLE/SESSION`. */
  readonly arn: string;
}

/** GetCallerIdentity, which needs no right of its own. */
const body = Buffer.from("Action=GetCallerIdentity&Version=2011-06-15");

/**
 * Where GetCallerIdentity can be asked; undefined behind an endpoint of somebody's own, whose network
 * may have no way to STS and whose keys may not be AWS's.
 */
export function stsEndpointOf(
  target: Target,
  environment: Readonly<Record<string, string | undefined>>,
): URL | undefined {
  const override = environment["AWS_ENDPOINT_URL_STS"];
  if (override !== undefined && URL.canParse(override)) return new URL(override);
  const { endpoint, ...choice } = target;
  return endpoint === undefined ? stsOrigin(choice) : undefined;
}

/**
 * Asks STS whose credentials these are.
 * Rejects with a Failure, or with the signal's reason.
 */
export async function callerIdentity(
  origin: URL,
  target: Target,
  credentials: Credentials,
  options: { readonly connectTimeoutMs: number; readonly clock: () => Date },
  signal: AbortSignal,
): Promise<CallerIdentity> {
  const { connectTimeoutMs, clock } = options;
  const sent = {
    "content-type": "application/x-www-form-urlencoded; charset=utf-8",
    "content-length": String(body.length),
  };
  const unsigned = { method: "POST" as const, origin, path: "/", headers: sent, body };
  const scope = { region: target.region, credentials, date: clock(), service: "sts" };
  const signed = await signRequest(unsigned, scope);
  const { verifyCertificate } = target;
  const exchange = await openExchange(
    {
      ...unsigned,
      headers: signed,
      ...(verifyCertificate === false && { verifyCertificate }),
    },
    { connectTimeoutMs, stallTimeoutMs: 20_000 },
    signal,
  );
  const { status, isProxyAnswer, proxy } = exchange;
  const mask = maskFor({ type: "keys", credentials, source: "" }, target, exchange);
  const headers = redactHeaders(exchange.headers, mask);
  const answer = { status, headers, receivedAt: clock() };
  const text = mask.text(await readErrorBody(exchange), true);
  const account = /<Account>(\d+)<\/Account>/.exec(text)?.[1];
  const arn = /<Arn>([^<]+)<\/Arn>/.exec(text)?.[1];
  if (status === 200 && account !== undefined && arn !== undefined) return { account, arn };
  const fromProxy = isProxyAnswer ? { fromProxy: proxy ?? l10n.t("on the way") } : {};
  const failure =
    status === 200
      ? new Failure("unexpectedAnswer", l10n.t("{0} does not answer as STS.", origin.host), {
          httpStatus: 200,
        })
      : httpFailure({ ...answer, body: text, ...fromProxy });
  throw redact(failure, mask, text);
}
