import { isJsonObject } from "../json.js";
import { taggedFinding, type Finding, type KeyPath, type Reader } from "./finding.js";
import { isIndex, isOutsideBody, isRootKey, parseKeyPath } from "./keyPath.js";
import { namedKeys } from "./mention.js";
import { readSentence } from "./sentence.js";

/**
 * Reads `path: sentence`, the way of Anthropic's validator and of everything built on pydantic:
 * `messages.2.content.0.type: Field required`, several separated by commas, semicolons or lines, and
 * pydantic's own listing, where the sentence stands on the line below the path.
 */
export const readDottedPath: Reader = (message, body) => {
  // pydantic 1 writes `body -> messages -> 0`.
  const text = message.replaceAll(/(?<=\w) -> (?=\w)/g, ".");
  const marks = [...text.matchAll(mark)].filter(
    (found) => found[2] !== undefined && isPath(found, text, body),
  );
  return marks.flatMap((found, index) => {
    const end = marks[index + 1]?.index ?? text.length;
    const said = text.slice(found.index + found[0].length, end).trim();
    const path = parseKeyPath(found[1] ?? "");
    return path === undefined ? [] : blame(path, said, body);
  });
};

/**
 * A path, and in the second group what makes it one. That group may be missing: a match that fails at
 * its end is tried anew at each piece of the path. Indices stand in one branch alone, as branches that
 * overlap are tried in every combination; theirs is a length for brackets that nothing closes.
 */
const mark =
  /(?<![\w.\]*>}/$-])[`'"]?([A-Za-z_$][\w$-]*(?:\.[\w$<>*{}-]+|\.?\[[^\]\s]{0,200}\]+)*)[`'"]?(:\s+|\n[ \t]+(?=\S[^\n]*[[(]type=|Field required|Extra inputs|Input should))?/g;

/** Words that stand before a colon in logs and never mean a key, whatever follows. */
const logWords =
  /^(?:error|exception|cause|code|status|caused|reason|detail|details|note|warning|hint|request|response|body|https?)$/i;

/** Keys that logs put before anything: only what a validator says makes them one. */
const labels = /^(?:message|model|user|stream|stop)$/;

function isPath(found: RegExpMatchArray, text: string, body: unknown): boolean {
  const path = parseKeyPath(found[1] ?? "");
  const root = path?.[0] === "body" ? path[1] : path?.[0];
  if (path === undefined || root === undefined) return false;
  if (path.some((segment) => /(?:Error|Exception|Fault)$/.test(segment))) return false;
  const before = text.slice(0, found.index);
  const said = text.slice((found.index ?? 0) + found[0].length);
  if (isOutsideBody(path, body) || isDictionaryEntry(found[0], said)) return false;
  const known = isRootKey(root) || (isJsonObject(body) && Object.hasOwn(body, root));
  if (known && path.slice(1).some(isIndex)) return true;
  if (!endsForPath(before)) return false;
  if (known && (path.length > 1 || found[1]?.includes("_"))) return true;
  if (logWords.test(root)) return false;
  return isValidatorSentence(said) || (known && !labels.test(root) && !isStatement(said));
}

/**
 * A path begins a text, a line or a list entry, or follows punctuation. Looked at from the end: a
 * pattern would begin anew at each line feed of what may be many.
 */
function endsForPath(before: string): boolean {
  const words = before.trimEnd();
  const space = before.slice(words.length);
  return (
    before === "" ||
    space.includes("\n") ||
    /[:;,.|([{]$/.test(words.slice(-1)) ||
    before.endsWith("- ")
  );
}

/** Sentences that only a validator says, and only about the place before the colon. */
function isValidatorSentence(said: string): boolean {
  return /^(?:Field required|Missing required|Extra (?:inputs|fields)|Input (?:should|tag)|(?:String|List|Dictionary|Tuple|Set|Value|URL|Array|Object) (?:should|must)|Value error|Assertion failed|Unable to extract tag|Cannot have|Unexpected|range:|-?[\d.]+ > |(?:must|should|may|cannot|can only|can not) |ensure this|field required|value is not a|none is not|extra fields|unexpected value|str type|invalid (?:type|value|length): |unknown variant |missing field |Invalid (?!(?:API|access|security|bearer|client|request|model|region|account|token|signature|credentials?)\b))/.test(
    said,
  );
}

/** `'message': '…'` of a dictionary that somebody printed. */
function isDictionaryEntry(key: string, said: string): boolean {
  return /^(['"]).*\1:/.test(key) && /^['"{[\d]/.test(said);
}

/** After an everyday word such as `message:` what follows is rather a whole message than a complaint. */
function isStatement(said: string): boolean {
  return (
    /^(?:[A-Z]\w+Exception|An error|\{|The model|User:)/.test(said) ||
    /^-?[\d.]+\s*(?:[,;)]|$)/.test(said) ||
    /^(?!required|missing|invalid|un\w+ed|deprecated|unknown|empty|blank|null)\w+[.,;]?$/i.test(
      said,
    )
  );
}

function blame(path: KeyPath, said: string, body: unknown): Finding[] {
  const { problem, child } = readSentence(said);
  const place = child === undefined || path.at(-1) === child ? path : [...path, child];
  const other =
    /^(?:must|should) be (?:strictly )?(?:greater|less|smaller|larger|lower) than (?:or equal to )?(\S+)/.exec(
      said,
    )?.[1];
  const second = other === undefined ? undefined : namedKeys(other, body)[0];
  if (second !== undefined)
    return [{ paths: [place, second], problem: { type: "conflict" }, tagged: true }];
  return [taggedFinding(place, problem)];
}
