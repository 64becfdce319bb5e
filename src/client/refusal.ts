import type { Failure } from "../failure.js";
import * as l10n from "../l10n.js";
import { readErrorBody } from "./errorBody.js";
import type { Exchange } from "./exchange.js";
import { redact, redactHeaders } from "./redact.js";
import type { SecretMask } from "./secretMask.js";
import { httpFailure } from "./serviceError.js";

/** Reads an answer that is not the one that was asked for, and closes the exchange. */
export async function refusal(
  exchange: Exchange,
  mask: SecretMask,
  clock: () => Date,
): Promise<Failure> {
  const receivedAt = clock();
  const { status } = exchange;
  const headers = redactHeaders(exchange.headers, mask);
  const fromProxy = exchange.isProxyAnswer ? (exchange.proxy ?? l10n.t("on the way")) : undefined;
  const body = mask.text(await readErrorBody(exchange), true);
  const answer = { status, headers, body, receivedAt };
  const failure = httpFailure({ ...answer, ...(fromProxy !== undefined && { fromProxy }) });
  return redact(failure, mask, body).with({ headers });
}
