import * as l10n from "../l10n.js";
import { parseJson, type Json } from "../request/json.js";
import type { RunEvent } from "../run/attempt.js";
import type { HeaderValue, WireEvent } from "../wire/wireEvent.js";
import type { Fact } from "./outputProtocol.js";
import type { EventDetail, EventRow } from "./pagesProtocol.js";
import { prettyJson } from "./prettyJson.js";

const previewChars = 240;
const gistChars = 60;
/** A longer payload is an image or a document. */
const gistWithin = 20_000;
/** Levels that are looked through for it; deeper ones could exhaust the stack. */
const deepestGist = 64;
/** A payload beyond this is read in an editor. */
const shownChars = 200_000;

/** What an event calls itself. */
export function eventType(event: WireEvent): string {
  switch (event.type) {
    case "chunk":
      return "chunk";
    case "exception":
      return event.exceptionType;
    case "error":
      return event.errorCode || "error";
    case "unknown":
      return event.eventType || "unknown";
    default:
      return event satisfies never;
  }
}

/** The payload as text; bytes that are none in hexadecimal. */
export function payloadText(event: WireEvent): string {
  switch (event.type) {
    case "chunk":
      return event.json;
    case "exception":
    case "error":
      return event.rawText;
    case "unknown":
      return textOf(event.payload) ?? hexOf(event.payload);
    default:
      return event satisfies never;
  }
}

/** A line of the table; `before` is the event before it. */
export function eventRow(
  index: number,
  { event, atMs, attempt }: RunEvent,
  before: RunEvent | undefined,
): EventRow {
  const isNext = before?.attempt === attempt;
  const gist = event.type === "chunk" ? gistOf(event.json) : undefined;
  return {
    index,
    atMs,
    ...(isNext && { gapMs: atMs - before.atMs }),
    bytes: event.frameBytes,
    type: eventType(event),
    kind: event.type === "error" ? "exception" : event.type,
    attempt,
    ...(gist !== undefined && { gist }),
    preview: payloadText(event).slice(0, previewChars).replaceAll(/\s+/g, " "),
  };
}

/** Families put the model's words deeper than what they say about them. */
function gistOf(text: string): string | undefined {
  const json = text.length > gistWithin ? undefined : parseJson(text);
  const found = json === undefined ? undefined : deepestText(json, 0);
  return found && JSON.stringify(found.text.slice(0, gistChars)).slice(1, -1);
}

interface Found {
  readonly depth: number;
  readonly text: string;
}

/** Of texts that are equally deep the last one: a type stands before what it is the type of. */
function deepestText(json: Json, depth: number): Found | undefined {
  if (typeof json === "string") return { depth, text: json };
  if (json === null || typeof json !== "object" || depth > deepestGist) return undefined;
  let found: Found | undefined;
  for (const one of Object.values<Json | undefined>(json)) {
    const inner = one === undefined ? undefined : deepestText(one, depth + 1);
    if (inner && inner.depth >= (found?.depth ?? 0)) found = inner;
  }
  return found;
}

export function eventDetail(index: number, { event }: RunEvent): EventDetail {
  const raw = payloadText(event);
  const isHex = event.type === "unknown" && textOf(event.payload) === undefined;
  const pretty = isHex ? undefined : prettyJson(raw);
  const payload = pretty ?? raw;
  return {
    type: "event",
    index,
    headers: Object.entries(event.headers).map(headerFact),
    payload: payload.slice(0, shownChars),
    language: isHex ? "hex" : pretty === undefined ? "text" : "json",
    isCut: payload.length > shownChars,
  };
}

/** One event as JSON, whole: what copying it gives. */
export function eventAsJson(index: number, { event, atMs, attempt }: RunEvent): string {
  const headers = Object.entries(event.headers).map(([name, value]) => [name, headerText(value)]);
  const payload = payloadText(event);
  const line = {
    number: index + 1,
    atMs,
    attempt,
    type: eventType(event),
    frameBytes: event.frameBytes,
    headers: Object.fromEntries(headers),
    payload,
  };
  return JSON.stringify(line, null, 2);
}

function headerFact([name, value]: [string, HeaderValue]): Fact {
  return { name, value: headerText(value) };
}

function headerText(value: HeaderValue): string {
  if (value instanceof Uint8Array) return hexOf(value);
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? l10n.t("no valid time") : value.toISOString();
  }
  return String(value);
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
}
