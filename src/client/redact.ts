import { Failure } from "../failure.js";
import type { ResolvedIdentity } from "./credentials.js";

const hidden = "(redacted)";
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
  identity: ResolvedIdentity,
): Readonly<Record<string, string>> {
  const hide = hiding(identity);
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      secretHeaders.has(name) ? hidden : hide(value),
    ]),
  );
}

/**
 * The failure without the identity's secrets. Services and gateways quote what they were sent: a
 * wrong signature is answered with the canonical request, session token included.
 */
export function redact(failure: Failure, identity: ResolvedIdentity): Failure {
  const hide = hiding(identity);
  const { rawText, originalMessage } = failure.evidence;
  return new Failure(
    failure.kind,
    hide(failure.message),
    {
      ...failure.evidence,
      ...(rawText !== undefined && { rawText: hide(rawText) }),
      ...(originalMessage !== undefined && { originalMessage: hide(originalMessage) }),
    },
    { cause: failure.cause },
  );
}

function hiding(identity: ResolvedIdentity): (text: string) => string {
  const secrets = secretsOf(identity).flatMap(spellings);
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, hidden), text);
}

function secretsOf(identity: ResolvedIdentity): readonly string[] {
  if (identity.type === "apiKey") return [identity.apiKey];
  const { accessKeyId, secretAccessKey, sessionToken = "" } = identity.credentials;
  return [accessKeyId, secretAccessKey, sessionToken];
}

/** As it is, and as JSON and URLs write it. */
function spellings(secret: string): readonly string[] {
  if (secret === "") return [];
  return [...new Set([secret, secret.replaceAll("/", "\\/"), encodeURIComponent(secret)])];
}
