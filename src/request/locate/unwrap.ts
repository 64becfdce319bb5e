import { isJsonObject, parseJson, type Json, type JsonObject } from "../json.js";
import { rustErrorIn } from "../rustDebug.js";
import { readConflicts } from "./conflicts.js";
import { finding, taggedFinding, type Finding } from "./finding.js";
import { parseKeyPath } from "./keyPath.js";
import { readSentence } from "./sentence.js";

/** A message taken out of its wrappings. */
export interface Unwrapped {
  /** The innermost sentences. */
  readonly texts: readonly string[];
  /** Places that the wrapping itself names: `param` of OpenAI, `loc` of FastAPI. */
  readonly findings: readonly Finding[];
}

/** A piece of what JSON wraps, not read yet. */
interface Piece {
  readonly text: string;
  /** The place that stands beside the text, as one word or as keys. */
  readonly place?: string | readonly string[];
}

/** Characters of a text in which JSON is looked for that does not begin with it. */
const maxSearched = 16_000;
/** JSON in JSON in text: deeper than this nobody wraps. */
const maxDepth = 8;
/** Braces that are tried as the beginning of JSON inside text. */
const maxStarts = 20;
/** Characters of a message that are read: what a validator has to say comes first. */
const maxLength = 4_000;

/**
 * Takes the sentences out of what services, gateways and clients wrap around each other. The only way
 * into the readers: JSON is taken apart as it is, and of what was in it no reader sees more than
 * `maxLength` characters, all pieces together.
 */
export function unwrap(message: string, depth = 0): Unwrapped {
  return join(cutPieces(piecesOf(message, depth)).map((piece) => readPiece(piece, depth)));
}

/** The beginning of a message, for a reader that needs no unwrapping. */
export function cutMessage(message: string): string {
  return message.slice(0, maxLength);
}

function cutPieces(pieces: readonly Piece[]): Piece[] {
  let left = maxLength;
  const kept: Piece[] = [];
  for (const piece of pieces) {
    // One more for each: what is empty must not be free. The beginning of a place is another place.
    left -= 1 + lengthOf(piece.place);
    if (left < 0) break;
    const text = piece.text.slice(0, left);
    left -= text.length;
    kept.push({ ...piece, text });
  }
  return kept;
}

function lengthOf(place: Piece["place"] = ""): number {
  return typeof place === "string"
    ? place.length
    : place.reduce((sum, key) => sum + key.length + 1, 0);
}

function readPiece({ text, place }: Piece, depth: number): Unwrapped {
  if (place === undefined) return unwrapPrinted(text, depth);
  const found = typeof place === "string" ? atParam(place, text) : placed(place, text);
  return { texts: [], findings: found ? [found] : [] };
}

/** What is no JSON, but printed by a program: Rust's structs, Python's dictionaries, a stack. */
function unwrapPrinted(message: string, depth: number): Unwrapped {
  const error = depth < maxDepth ? rustErrorIn(message) : undefined;
  if (error !== undefined) {
    const found = error.param === undefined ? undefined : atParam(error.param, error.message);
    return found ? { texts: [], findings: [found] } : unwrap(error.message, depth + 1);
  }
  const findings = pythonLocations(message);
  return { texts: findings.length > 0 ? [] : [message.replaceAll(stackFrame, "")], findings };
}

/** `    at read (file:///app/tools.0.js:12:3)`: a place in a program, not in the body. */
const stackFrame = /\n[ \t]{1,20}at [^\n]{1,300}:\d+\)?(?=\n|$)/g;

function piecesOf(message: string, depth: number): readonly Piece[] {
  const value = depth < maxDepth ? jsonIn(message) : undefined;
  const pieces = value === undefined ? [] : walk(value, depth + 1);
  return pieces.length > 0 ? pieces : [{ text: message }];
}

function jsonIn(message: string): Json | undefined {
  const whole = parseJson(message);
  if (typeof whole === "object" || typeof whole === "string") return whole;
  // Each start is read to the end anew: what is longer holds no sentence of a service around its JSON.
  if (message.length > maxSearched) return undefined;
  const end = Math.max(message.lastIndexOf("}"), message.lastIndexOf("]"));
  let starts = 0;
  for (const start of message.matchAll(/[{[]/g)) {
    if (start.index > end || ++starts > maxStarts) break;
    const value = parseJson(message.slice(start.index, end + 1));
    if (isJsonObject(value) || Array.isArray(value)) return value;
  }
  return undefined;
}

const wrappers = [
  "message",
  "Message",
  "errorMessage",
  "originalMessage",
  "error",
  "errors",
  "detail",
  "details",
  "fieldList",
  "causes",
] as const;

function walk(value: Json, depth: number): readonly Piece[] {
  if (typeof value === "string") return piecesOf(value, depth);
  if (Array.isArray(value))
    return value.flatMap((item: Json) => (isJsonObject(item) ? walk(item, depth) : []));
  if (!isJsonObject(value) || depth > maxDepth) return [];
  const piece = placedPiece(value);
  if (piece !== undefined) return [piece];
  return wrappers.flatMap((key) => (value[key] === undefined ? [] : walk(value[key], depth + 1)));
}

function join(parts: readonly Unwrapped[]): Unwrapped {
  return {
    texts: parts.flatMap(({ texts }) => texts),
    findings: parts.flatMap(({ findings }) => findings),
  };
}

function placedPiece(value: JsonObject): Piece | undefined {
  const said = value["msg"] ?? value["message"];
  const text = typeof said === "string" ? said : "";
  const loc = value["loc"];
  if (Array.isArray(loc)) {
    const keys = loc
      .filter((part) => typeof part === "string" || typeof part === "number")
      .map(String);
    const place = keys[0] === "body" ? keys.slice(1) : keys;
    return place.length === 0 ? undefined : { text, place };
  }
  const place = value["param"] ?? value["instancePath"] ?? value["path"];
  return typeof place === "string" && isPath(place) ? { text, place } : undefined;
}

function isPath(written: string): boolean {
  return written !== "" && written.length < maxLength && parseKeyPath(written) !== undefined;
}

/** The place that OpenAI's servers name beside the sentence; the sentence may set a second one against it. */
function atParam(written: string, sentence: string): Finding | undefined {
  const path = written === "" ? undefined : parseKeyPath(written);
  if (path === undefined) return undefined;
  const [conflict] = readConflicts(sentence, undefined);
  const isAbout = conflict?.paths.some((one) => one.join(".") === path.join("."));
  return isAbout ? conflict : finding(path, readSentence(sentence).problem);
}

function placed(path: readonly string[], sentence: string): Finding | undefined {
  if (path.length === 0) return undefined;
  return taggedFinding(path, readSentence(sentence).problem);
}

/**
 * FastAPI's list as Python prints it: `[{'type': …, 'loc': ('body', 'n'), 'msg': '…'}]`. The pieces
 * have limits: beginnings without an end would each be followed to the end of the text.
 */
function pythonLocations(text: string): Finding[] {
  const found = text.matchAll(
    /'loc': [([]([^)\]]{0,400})[)\]],\s{0,9}'msg': (['"])(.{0,2000}?)\2/g,
  );
  return [...found].flatMap(([, loc = "", , said = ""]) => {
    const path = [...loc.matchAll(/'([^']*)'|(\d+)/g)].map(
      ([, name, index]) => name ?? index ?? "",
    );
    const one = placed(path[0] === "body" ? path.slice(1) : path, said);
    return one === undefined ? [] : [one];
  });
}
