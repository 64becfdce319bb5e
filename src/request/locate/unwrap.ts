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

/** JSON in JSON in text: deeper than this nobody wraps. */
const maxDepth = 8;
/** Braces that are tried as the beginning of JSON inside text. */
const maxStarts = 20;

/** Takes the sentences out of what services, gateways and clients wrap around each other. */
export function unwrap(message: string, depth = 0): Unwrapped {
  const value = depth < maxDepth ? jsonIn(message) : undefined;
  if (value === undefined) return unwrapPrinted(message, depth);
  const inner = walk(value, depth + 1);
  const known = inner.texts.length + inner.findings.length > 0;
  return known ? inner : { texts: [message], findings: [] };
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

function jsonIn(message: string): Json | undefined {
  const whole = parseJson(message);
  if (typeof whole === "object" || typeof whole === "string") return whole;
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

function walk(value: Json, depth: number): Unwrapped {
  if (typeof value === "string") return unwrap(value, depth);
  if (Array.isArray(value))
    return join(value.map((item: Json) => (isJsonObject(item) ? walk(item, depth) : nothing)));
  if (!isJsonObject(value) || depth > maxDepth) return nothing;
  const placed = locationOf(value);
  if (placed !== undefined) return { texts: [], findings: [placed] };
  return join(
    wrappers.map((key) => (value[key] === undefined ? nothing : walk(value[key], depth + 1))),
  );
}

const nothing: Unwrapped = { texts: [], findings: [] };

function join(parts: readonly Unwrapped[]): Unwrapped {
  return {
    texts: parts.flatMap(({ texts }) => texts),
    findings: parts.flatMap(({ findings }) => findings),
  };
}

function locationOf(value: JsonObject): Finding | undefined {
  const said = value["msg"] ?? value["message"];
  const sentence = typeof said === "string" ? said : "";
  const loc = value["loc"];
  if (Array.isArray(loc)) {
    const path = loc
      .filter((part) => typeof part === "string" || typeof part === "number")
      .map(String);
    return placed(path[0] === "body" ? path.slice(1) : path, sentence);
  }
  const written = value["param"] ?? value["instancePath"] ?? value["path"];
  return typeof written === "string" ? atParam(written, sentence) : undefined;
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
