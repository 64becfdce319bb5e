import { Failure } from "../failure.js";
import * as l10n from "../l10n.js";
import { isJsonObject, parseJson, type JsonObject } from "../request/json.js";
import type { InvokeRequest } from "../request/request.js";
import type { FailedAttempt } from "./failedAttempt.js";
import type { RunSummary } from "./runSummary.js";

/** The ending without what the bytes tell again. */
export type JournaledEnding = Omit<RunSummary, "text" | "reasoning" | "toolCalls">;

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
      readonly version: 1;
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
  | { readonly type: "end"; readonly ending: JournaledEnding };

/** One line of text, its end included. */
export function journalText(line: JournalLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** Reads one line; undefined when it is torn or damaged. */
export function parseJournalLine(text: string): JournalLine | undefined {
  const json = parseJson(text);
  if (!isJsonObject(json)) return undefined;
  switch (typeof json.type === "string" ? json.type : "") {
    case "run":
      return isRunLine(json) ? json : undefined;
    case "head":
      return isHeadLine(json) ? json : undefined;
    case "retry":
      return isRetryLine(json) ? json : undefined;
    case "bytes":
      return isBytesLine(json) ? json : undefined;
    case "end":
      return isEndLine(json) ? json : undefined;
    default:
      return undefined;
  }
}

type LineOf<Type> = Extract<JournalLine, { type: Type }>;

function isRunLine(json: unknown): json is LineOf<"run"> {
  if (!isObject(json) || json.version !== 1) return false;
  const { request, target } = json;
  return (
    typeof json.id === "string" &&
    typeof json.startedAt === "number" &&
    typeof json.pid === "number" &&
    isObject(request) &&
    typeof request.modelId === "string" &&
    typeof request.body === "string" &&
    isObject(target) &&
    typeof target.region === "string" &&
    typeof target.identity === "string"
  );
}

function isHeadLine(json: unknown): json is LineOf<"head"> {
  if (!isObject(json)) return false;
  const { attempt, contentType, atMs, status, headers } = json;
  return (
    typeof attempt === "number" &&
    typeof contentType === "string" &&
    [atMs, status].every((value) => value === undefined || typeof value === "number") &&
    (headers === undefined || isTexts(headers))
  );
}

function isRetryLine(json: unknown): json is LineOf<"retry"> {
  if (!isObject(json) || !isObject(json.failure)) return false;
  const { attempt, atMs, waitMs, failure } = json;
  return (
    [attempt, atMs, waitMs].every((value) => typeof value === "number") &&
    typeof failure.kind === "string" &&
    typeof failure.message === "string"
  );
}

function isTexts(json: unknown): json is Readonly<Record<string, string>> {
  return isObject(json) && Object.values(json).every((value) => typeof value === "string");
}

function isBytesLine(json: unknown): json is LineOf<"bytes"> {
  return (
    isObject(json) &&
    typeof json.attempt === "number" &&
    typeof json.atMs === "number" &&
    typeof json.base64 === "string"
  );
}

function isEndLine(json: unknown): json is LineOf<"end"> {
  if (!isObject(json) || !isObject(json.ending)) return false;
  const { verdict, attempts, chunks, bytes, timing } = json.ending;
  return (
    typeof verdict === "string" &&
    [attempts, chunks, bytes].every((count) => typeof count === "number") &&
    isObject(timing) &&
    typeof timing.totalMs === "number"
  );
}

function isObject(value: unknown): value is JsonObject {
  return isJsonObject(value);
}

/** A journal whose beginning cannot be read: it costs this run, no other. */
export function damagedJournal(file: string): Failure {
  return new Failure("internal", l10n.t("The record {0} is damaged and cannot be read.", file), {
    code: "DAMAGED_JOURNAL",
  });
}
