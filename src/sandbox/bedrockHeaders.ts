import { isJsonObject, type JsonObject } from "../request/json.js";
import type { Answer } from "./answers/speaker.js";
import { header, type Exchange, type HeaderMap } from "./exchange.js";
import { notOneOf, validationException, type Refusal } from "./refusal.js";

const latencies = ["standard", "optimized"];
const tiers = ["priority", "default", "flex", "reserved"];
const traces = ["ENABLED", "DISABLED", "ENABLED_FULL"];

/** How the answer is asked for: InvokeModelWithResponseStream or InvokeModel. */
export type Operation = "stream" | "whole";

/** Checks the operation's own headers. */
export function checkRequestHeaders(
  exchange: Exchange,
  body: JsonObject,
  operation: Operation,
): Refusal | undefined {
  const contentType = header(exchange, "content-type") ?? "application/json";
  // The SDKs' own default for a body of bytes, which the service takes.
  if (!isJsonType(contentType) && contentType !== "application/octet-stream") {
    return validationException(
      "The provided Content Type is invalid or not supported for this model",
    );
  }
  // HTTP's own header says which type of stream is wanted, where there is one.
  const acceptHeader = operation === "stream" ? "x-amzn-bedrock-accept" : "accept";
  if (!acceptsJson(header(exchange, acceptHeader) ?? "application/json")) {
    return validationException(
      "The provided Accept Type is invalid or not supported for this model",
    );
  }
  return (
    checkOneOf(
      exchange,
      "x-amzn-bedrock-performanceconfig-latency",
      "performanceConfigLatency",
      latencies,
    ) ??
    checkOneOf(exchange, "x-amzn-bedrock-service-tier", "serviceTier", tiers) ??
    checkOneOf(exchange, "x-amzn-bedrock-trace", "trace", traces) ??
    checkGuardrail(exchange, body)
  );
}

/** A list of types, as HTTP clients write it, accepts what one of them does. */
function acceptsJson(accept: string): boolean {
  return accept
    .split(",")
    .some((type) => isJsonType(type) || /^(?:\*|application)\/\*\s*(;|$)/.test(type.trim()));
}

function isJsonType(type: string): boolean {
  return /^application\/json\s*(;|$)/i.test(type.trim());
}

function checkOneOf(
  exchange: Exchange,
  name: string,
  member: string,
  allowed: readonly string[],
): Refusal | undefined {
  const value = header(exchange, name);
  if (value === undefined || allowed.includes(value)) return undefined;
  return validationException(notOneOf(value, member, allowed));
}

/** The patterns of the service model. */
const identifierPattern =
  "(|([a-z0-9]+)|(arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:guardrail/[a-z0-9]+))";
const versionPattern = "(|([1-9][0-9]{0,7})|(DRAFT))";

function checkPattern(
  value: string | undefined,
  member: string,
  pattern: string,
): Refusal | undefined {
  if (value === undefined || new RegExp(`^(?:${pattern})$`).test(value)) return undefined;
  return validationException(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ` +
      `Member must satisfy regular expression pattern: ${pattern}`,
  );
}

function checkGuardrail(exchange: Exchange, body: JsonObject): Refusal | undefined {
  const identifier = header(exchange, "x-amzn-bedrock-guardrailidentifier");
  const version = header(exchange, "x-amzn-bedrock-guardrailversion");
  const wrong =
    checkPattern(identifier, "guardrailIdentifier", identifierPattern) ??
    checkPattern(version, "guardrailVersion", versionPattern);
  if (wrong) return wrong;
  if (identifier !== undefined && version === undefined) {
    return validationException("Guardrail version must be specified with a guardrail identifier.");
  }
  if (identifier === undefined && isJsonObject(body["amazon-bedrock-guardrailConfig"])) {
    return validationException(
      "A guardrail configuration in the body needs a guardrail identifier in the request.",
    );
  }
  return undefined;
}

/** Headers of an answer that streams, as recorded. */
export function streamHeaders(exchange: Exchange, requestId: string): HeaderMap {
  return {
    "content-type": "application/vnd.amazon.eventstream",
    "x-amzn-requestid": requestId,
    "x-amzn-bedrock-content-type": "application/json",
    ...used(exchange),
  };
}

/** Headers of a whole answer, without its counts. */
export function replyHeaders(exchange: Exchange, requestId: string): HeaderMap {
  return {
    "content-type": "application/json",
    "x-amzn-requestid": requestId,
    ...used(exchange),
  };
}

/** What the service says it used of what was asked for. */
function used(exchange: Exchange): HeaderMap {
  const latency = header(exchange, "x-amzn-bedrock-performanceconfig-latency");
  const tier = header(exchange, "x-amzn-bedrock-service-tier");
  return {
    ...(latency === undefined ? {} : { "x-amzn-bedrock-performanceconfig-latency": latency }),
    ...(tier === undefined ? {} : { "x-amzn-bedrock-service-tier": tier }),
  };
}

/** What a guardrail writes into every chunk; its trace, when asked for, into the last one. */
export function guardrailKeys(exchange: Exchange, answer: Answer, isLast: boolean): JsonObject {
  const identifier = header(exchange, "x-amzn-bedrock-guardrailidentifier");
  const intervened = answer.stop === "guardrailIntervened";
  if (identifier === undefined && !intervened) return {};
  // A blocked answer is sent as it was recorded, with its trace, whether or not the request asked.
  const asked = /^ENABLED/.test(header(exchange, "x-amzn-bedrock-trace") ?? "");
  const traced = isLast && (asked || intervened);
  return {
    "amazon-bedrock-guardrailAction": intervened ? "INTERVENED" : "NONE",
    ...(traced ? { "amazon-bedrock-trace": trace(identifier ?? "sandboxguard", intervened) } : {}),
  };
}

function trace(identifier: string, intervened: boolean): JsonObject {
  const topics = [{ name: "sandbox", type: "DENY", action: "BLOCKED", detected: true }];
  return {
    guardrail: {
      input: {
        [identifier]: {
          ...(intervened ? { topicPolicy: { topics } } : {}),
          invocationMetrics: { guardrailProcessingLatency: 1 },
        },
      },
    },
  };
}
