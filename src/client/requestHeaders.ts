import { Failure } from "../failure.js";
import * as l10n from "../l10n.js";
import type { InvokeRequest } from "../request/request.js";

/**
 * The headers of the operation, those that are set; the two MIME types are spelled out even where
 * they are the service's defaults. Throws Failure("invalidRequest") for what no header can carry.
 */
export function requestHeaders(
  request: InvokeRequest,
  bodyLength: number,
): Readonly<Record<string, string>> {
  const candidates: Readonly<Record<string, string | undefined>> = {
    "content-type": request.contentType ?? "application/json",
    "content-length": String(bodyLength),
    "x-amzn-bedrock-accept": request.accept ?? "application/json",
    "x-amzn-bedrock-trace": request.trace,
    "x-amzn-bedrock-guardrailidentifier": request.guardrailIdentifier,
    "x-amzn-bedrock-guardrailversion": request.guardrailVersion,
    "x-amzn-bedrock-performanceconfig-latency": request.performanceConfigLatency,
    "x-amzn-bedrock-service-tier": request.serviceTier,
    "x-amzn-bedrock-request-metadata": request.requestMetadata,
  };
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(candidates)) {
    if (value !== undefined && value !== "") headers[name] = checked(name, value);
  }
  return headers;
}

/** Beyond ASCII, Node would send other bytes than those that are signed. */
function checked(name: string, value: string): string {
  if (/^[\t\x20-\x7e]*$/.test(value)) return value;
  throw new Failure(
    "invalidRequest",
    l10n.t("The header {0} can hold printable ASCII characters only.", name),
    { code: "BAD_HEADER" },
  );
}
