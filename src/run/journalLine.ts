import { Failure } from "../failure.js";
import * as l10n from "../l10n.js";
import { isJsonObject, parseJson, type Json, type JsonObject } from "../request/json.js";
import type { InvokeRequest } from "../request/request.js";
import type { FailedAttempt } from "./failedAttempt.js";
import { countIn, dateIn, durationIn, present, textIn, textsIn, wordIn } from "./jsonMembers.js";
import { parseEnding, parseFailureRecord, type JournaledEnding } from "./parseEnding.js";

/** Where a run was sent, for people; holds no secret. */
export interface JournaledTarget {
  readonly region: string;
  readonly endpoint?: string;
  /** "profile dev (setting)". */
  readonly identity: string;
}

/** One line of a journal. The first is `run`, the last `end`; a run without `end` was interrupted. */
export type JournalLine =
  | {
      readonly type: "run";
      /** 1 until now. A later one is read as far as it can be. */
      readonly version: number;
      readonly id: string;
      /** Process that writes the journal: while it lives, a run without an end is under way. */
      readonly pid: number;
      /** Milliseconds since the epoch. */
      readonly startedAt: number;
      readonly request: InvokeRequest;
      readonly target: JournaledTarget;
    }
  | {
      readonly type: "head";
      readonly attempt: number;
      readonly requestId?: string;
      readonly contentType: string;
      /** Records of versions before have neither of these. */
      readonly atMs?: number;
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** An attempt failed, and after a pause there will be another. */
  | ({ readonly type: "retry" } & FailedAttempt)
  /** Bytes of the stream as they came off the socket, in base64. */
  | {
      readonly type: "bytes";
      readonly attempt: number;
      /** Milliseconds since the run began. */
      readonly atMs: number;
      readonly base64: string;
    }
  /** Bytes came here that could not be written; those behind it may begin inside an event. */
  | {
      readonly type: "gap";
      readonly attempt: number;
      readonly atMs: number;
      readonly bytes: number;
    }
  | { readonly type: "end"; readonly ending: JournaledEnding };

/** One line of text, its end included. */
export function journalText(line: JournalLine): string {
  return `${JSON.stringify(line)}\n`;
}

/**
 * Reads one line; undefined when it is torn, damaged or of a type that only another version knows.
 * Members that are not needed for what a line says are left out when they make no sense.
 */
export function parseJournalLine(text: string): JournalLine | undefined {
  const json = parseJson(text);
  if (!isJsonObject(json)) return undefined;
  switch (textIn(json["type"]) ?? "") {
    case "run":
      return parseRunLine(json);
    case "head":
      return parseHeadLine(json);
    case "retry":
      return parseRetryLine(json);
    case "bytes":
      return parseBytesLine(json);
    case "gap":
      return parseGapLine(json);
    case "end": {
      const { ending } = json;
      return isJsonObject(ending) ? { type: "end", ending: parseEnding(ending) } : undefined;
    }
    default:
      return undefined;
  }
}

type LineOf<Type> = Extract<JournalLine, { type: Type }>;

function parseRunLine(json: JsonObject): LineOf<"run"> | undefined {
  const [id, request] = [textIn(json["id"]), parseRequest(json["request"])];
  const [version, startedAt] = [countIn(json["version"]), dateIn(json["startedAt"])];
  if (!id || !request || version === undefined || startedAt === undefined) return undefined;
  const target = isJsonObject(json["target"]) ? json["target"] : {};
  const endpoint = textIn(target["endpoint"]);
  return {
    type: "run",
    version,
    id,
    // No process has the number 0: nobody writes a record that does not tell.
    pid: countIn(json["pid"]) ?? 0,
    startedAt,
    request,
    target: {
      region: textIn(target["region"]) ?? "",
      identity: textIn(target["identity"]) ?? "",
      ...present({ endpoint }),
    },
  };
}

function parseRequest(json: Json | undefined): InvokeRequest | undefined {
  if (!isJsonObject(json)) return undefined;
  const [modelId, body] = [textIn(json["modelId"]), textIn(json["body"])];
  if (modelId === undefined || body === undefined) return undefined;
  return {
    modelId,
    body,
    ...present({
      contentType: textIn(json["contentType"]),
      accept: textIn(json["accept"]),
      guardrailIdentifier: textIn(json["guardrailIdentifier"]),
      guardrailVersion: textIn(json["guardrailVersion"]),
      trace: wordIn(json["trace"], ["ENABLED", "DISABLED", "ENABLED_FULL"]),
      performanceConfigLatency: wordIn(json["performanceConfigLatency"], ["standard", "optimized"]),
      serviceTier: wordIn(json["serviceTier"], ["priority", "default", "flex", "reserved"]),
      requestMetadata: textIn(json["requestMetadata"]),
    }),
  };
}

function parseHeadLine(json: JsonObject): LineOf<"head"> | undefined {
  const attempt = countIn(json["attempt"]);
  if (attempt === undefined) return undefined;
  return {
    type: "head",
    attempt,
    contentType: textIn(json["contentType"]) ?? "",
    ...present({
      requestId: textIn(json["requestId"]),
      atMs: durationIn(json["atMs"]),
      status: countIn(json["status"]),
      headers: textsIn(json["headers"]),
    }),
  };
}

function parseRetryLine(json: JsonObject): LineOf<"retry"> | undefined {
  const [attempt, failure] = [countIn(json["attempt"]), parseFailureRecord(json["failure"])];
  const [atMs, waitMs] = [durationIn(json["atMs"]), durationIn(json["waitMs"])];
  const isWhole = attempt !== undefined && atMs !== undefined && waitMs !== undefined;
  return isWhole && failure ? { type: "retry", attempt, atMs, waitMs, failure } : undefined;
}

function parseBytesLine(json: JsonObject): LineOf<"bytes"> | undefined {
  const [attempt, atMs, base64] = [
    countIn(json["attempt"]),
    durationIn(json["atMs"]),
    textIn(json["base64"]),
  ];
  const isWhole = attempt !== undefined && atMs !== undefined && base64 !== undefined;
  return isWhole ? { type: "bytes", attempt, atMs, base64 } : undefined;
}

function parseGapLine(json: JsonObject): LineOf<"gap"> | undefined {
  const [attempt, atMs, bytes] = [
    countIn(json["attempt"]),
    durationIn(json["atMs"]),
    countIn(json["bytes"]),
  ];
  const isWhole = attempt !== undefined && atMs !== undefined && bytes !== undefined;
  return isWhole ? { type: "gap", attempt, atMs, bytes } : undefined;
}

/** A journal whose beginning cannot be read: it costs this run, no other. */
export function damagedJournal(file: string): Failure {
  return new Failure("internal", l10n.t("The record {0} is damaged and cannot be read.", file), {
    code: "DAMAGED_JOURNAL",
  });
}
