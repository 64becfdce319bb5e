import type { Failure } from "../failure.js";
import * as l10n from "../l10n.js";
import type { ResolvedIdentity } from "./credentials.js";
import { readErrorBody } from "./errorBody.js";
import type { Exchange } from "./exchange.js";
import { redact, redactHeaders } from "./redact.js";
import { httpFailure } from "./serviceError.js";

/** Reads an answer that is not the one that was asked for, and closes the exchange. */
export async function refusal(
  exchange: Exchange,
  identity: ResolvedIdentity,
  clock: () => Date,
): Promise<Failure> {
  const receivedAt = clock();
  const { status, headers } = exchange;
  const fromProxy = exchange.isProxyAnswer ? (exchange.proxy ?? l10n.t("on the way")) : undefined;
  const body = await readErrorBody(exchange);
  const answer = { status, headers, body, receivedAt };
  return redact(
    httpFailure({ ...answer, ...(fromProxy !== undefined && { fromProxy }) }),
    identity,
  ).with({ headers: redactHeaders(headers, identity) });
}
