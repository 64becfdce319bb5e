import { Failure, type FailureEvidence } from "../failure.js";
import { hidden, type SecretMask } from "./secretMask.js";

/** Headers of answers whose values let somebody in. */
const secretHeaders: ReadonlySet<string> = new Set([
  "set-cookie",
  "set-cookie2",
  "authorization",
  "proxy-authorization",
  "x-amz-security-token",
  "x-api-key",
]);

/** The headers of an answer without secrets: some gateways send back what they were sent. */
export function redactHeaders(
  headers: Readonly<Record<string, string>>,
  mask: SecretMask,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      mask.text(name),
      secretHeaders.has(name) ? hidden : mask.text(value),
    ]),
  );
}

/**
 * The failure without secrets. Services and gateways quote what they were sent: a wrong signature is
 * answered with the canonical request, session token included. `masked`: a text without secrets, which
 * is not searched again; a sentence out of it is, as what was wrapped in it may show now.
 */
export function redact(failure: Failure, mask: SecretMask, masked?: string): Failure {
  const { headers, ...evidence } = failure.evidence;
  return new Failure(
    failure.kind,
    mask.text(failure.message),
    {
      ...redactEvidence(evidence, mask, masked),
      ...(headers && { headers: redactHeaders(headers, mask) }),
    },
    { cause: failure.cause },
  );
}

function redactEvidence(
  evidence: Omit<FailureEvidence, "headers">,
  mask: SecretMask,
  masked: string | undefined,
): FailureEvidence {
  return Object.fromEntries(
    Object.entries(evidence).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === "string" && value !== masked ? mask.text(value) : value,
    ]),
  );
}
