import { Failure } from "../failure.js";
import type { ResolvedIdentity } from "./credentials.js";

/**
 * The failure without the identity's secrets. Services and gateways quote what they were sent: a
 * wrong signature is answered with the canonical request, session token included.
 */
export function redact(failure: Failure, identity: ResolvedIdentity): Failure {
  const secrets = secretsOf(identity).flatMap(spellings);
  const hide = (text: string): string =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, "(redacted)"), text);
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
