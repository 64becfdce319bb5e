import { isJsonObject, parseJson, type Json } from "../request/json.js";
import { rustErrorIn } from "../request/rustDebug.js";

/** How deep messages are wrapped at most; real ones are two or three. */
const deepestWrapping = 8;
/** Levels of one JSON value that are looked through; deeper ones could exhaust the stack. */
const deepestValue = 32;
/** Places in a text where JSON is looked for. */
const mostJsonStarts = 20;
/** Characters of a text in which JSON is looked for that does not begin with it. */
const maxSearched = 16_000;

/** Members that hold the sentence, the most telling first. */
const sentenceKeys = [
  "message",
  "Message",
  "msg",
  "errorMessage",
  "error_message",
  "error",
  "errors",
  "detail",
  "details",
];

/**
 * The sentence for people inside a service's message. Models' containers answer in JSON or in Rust's
 * debug format, and Bedrock passes that on as text, sometimes several layers deep.
 */
export function innermostMessage(text: string): string {
  let current = text.trim();
  for (let depth = 0; depth < deepestWrapping; depth++) {
    const inner = jsonSentence(current) ?? rustErrorIn(current)?.message;
    if (inner === undefined) break;
    current = inner;
  }
  return current;
}

/** The sentence that a JSON value holds; undefined when it holds none, or only deep inside. */
export function sentenceIn(json: Json | undefined, depth = 0): string | undefined {
  if (typeof json === "string") return json.trim() || undefined;
  if (depth > deepestValue) return undefined;
  if (Array.isArray(json)) {
    const sentences = json
      .map((one: Json) => sentenceIn(one, depth + 1))
      .filter((sentence) => sentence !== undefined);
    return sentences.length > 0 ? sentences.join("; ") : undefined;
  }
  if (!isJsonObject(json)) return undefined;
  for (const key of sentenceKeys) {
    const sentence = sentenceIn(json[key], depth + 1);
    if (sentence !== undefined) return atLocation(json["loc"], sentence);
  }
  return undefined;
}

/** `{"loc": ["messages", 0], "msg": "…"}` is how Pydantic names the place. */
function atLocation(location: Json | undefined, sentence: string): string {
  return Array.isArray(location) ? `${location.join(".")}: ${sentence}` : sentence;
}

/** Text that is JSON, or ends in JSON: "The model returned the following errors: {…}". */
function jsonSentence(text: string): string | undefined {
  if (!/[}\]]$/.test(text)) return undefined;
  let starts = 0;
  for (const { index } of text.matchAll(/(?<=^|[:\s])[{[]/g)) {
    const json = parseJson(text.slice(index));
    if (json !== undefined) return sentenceIn(json);
    // Each start is read to the end anew.
    if (++starts === mostJsonStarts || text.length > maxSearched) return undefined;
  }
  return undefined;
}
