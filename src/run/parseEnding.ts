import type { FailureKind, FailureRecord } from "../failure.js";
import type { Usage } from "../models/family.js";
import { isJsonObject, type Json, type JsonObject } from "../request/json.js";
import { countIn, durationIn, present, textIn } from "./jsonMembers.js";
import type { RunSummary, Timing, Verdict } from "./runSummary.js";

/** The ending without what the bytes tell again. */
export type JournaledEnding = Omit<RunSummary, "text" | "reasoning" | "toolCalls">;

/**
 * Reads the ending of a record. What another version wrote in its own way, or a damaged bit changed,
 * makes the verdict `unrecognized`; what may be absent is left out. No ending is refused.
 */
export function parseEnding(json: JsonObject): JournaledEnding {
  const timing = parseTiming(json["timing"]);
  const [attempts, chunks, bytes] = [json["attempts"], json["chunks"], json["bytes"]].map(countIn);
  const isWhole = [timing, attempts, chunks, bytes].every((value) => value !== undefined);
  return {
    id: textIn(json["id"]) ?? "",
    modelId: textIn(json["modelId"]) ?? "",
    region: textIn(json["region"]) ?? "",
    verdict: (isWhole ? keyIn(json["verdict"], verdicts) : undefined) ?? "unrecognized",
    contentType: textIn(json["contentType"]) ?? "application/json",
    attempts: attempts ?? 1,
    chunks: chunks ?? 0,
    bytes: bytes ?? 0,
    timing: timing ?? { totalMs: 0 },
    ...present({
      failure: parseFailureRecord(json["failure"]),
      stopReason: textIn(json["stopReason"]),
      usage: parseUsage(json["usage"]),
      requestId: textIn(json["requestId"]),
      serviceTier: textIn(json["serviceTier"]),
      performanceConfigLatency: textIn(json["performanceConfigLatency"]),
    }),
  };
}

/** Reads a failure; undefined only where there is none. */
export function parseFailureRecord(json: Json | undefined): FailureRecord | undefined {
  if (!isJsonObject(json)) return undefined;
  return {
    kind: keyIn(json["kind"], kinds) ?? "unrecognized",
    message: textIn(json["message"]) ?? "",
    retryable: json["retryable"] === true,
    ...present({
      exception: textIn(json["exception"]),
      httpStatus: countIn(json["httpStatus"]),
      requestId: textIn(json["requestId"]),
      originalMessage: textIn(json["originalMessage"]),
      originalStatusCode: countIn(json["originalStatusCode"]),
      code: textIn(json["code"]),
      rawText: textIn(json["rawText"]),
      retryAfterMs: durationIn(json["retryAfterMs"]),
      pointer: textIn(json["pointer"]),
    }),
  };
}

function parseTiming(json: Json | undefined): Timing | undefined {
  if (!isJsonObject(json)) return undefined;
  const totalMs = durationIn(json["totalMs"]);
  if (totalMs === undefined) return undefined;
  const firstByteMs = durationIn(json["firstByteMs"]);
  const firstTextMs = durationIn(json["firstTextMs"]);
  return { totalMs, ...present({ firstByteMs, firstTextMs }) };
}

function parseUsage(json: Json | undefined): Usage | undefined {
  if (!isJsonObject(json)) return undefined;
  const usage = present({
    inputTokens: countIn(json["inputTokens"]),
    outputTokens: countIn(json["outputTokens"]),
    cacheReadInputTokens: countIn(json["cacheReadInputTokens"]),
    cacheWriteInputTokens: countIn(json["cacheWriteInputTokens"]),
  });
  return Object.keys(usage).length > 0 ? usage : undefined;
}

/** Objects, so that a word which is missing here does not compile. */
const verdicts: Readonly<Record<Verdict, true>> = {
  complete: true,
  maxTokens: true,
  stopSequence: true,
  toolUse: true,
  contentFiltered: true,
  guardrailIntervened: true,
  refused: true,
  stopped: true,
  connectionLost: true,
  stalled: true,
  failed: true,
  unrecognized: true,
};

const kinds: Readonly<Record<FailureKind, true>> = {
  invalidRequest: true,
  accessDenied: true,
  credentials: true,
  notFound: true,
  throttled: true,
  quotaExceeded: true,
  modelNotReady: true,
  modelTimeout: true,
  modelError: true,
  service: true,
  unknownException: true,
  connection: true,
  tls: true,
  proxy: true,
  timeout: true,
  incomplete: true,
  interrupted: true,
  protocol: true,
  unexpectedAnswer: true,
  configuration: true,
  callerMistake: true,
  internal: true,
  unrecognized: true,
};

function keyIn<Word extends string>(
  value: Json | undefined,
  words: Readonly<Record<Word, true>>,
): Word | undefined {
  return typeof value === "string" && hasKey(words, value) ? value : undefined;
}

function hasKey<Word extends string>(
  words: Readonly<Record<Word, true>>,
  value: string,
): value is Word {
  return Object.hasOwn(words, value);
}
