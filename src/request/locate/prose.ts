import { isJsonObject } from "../json.js";
import { finding, type Finding, type KeyPath, type Problem, type Reader } from "./finding.js";
import { isIndex, isOutsideBody, isRootKey, isUnmistakableKey, parseKeyPath } from "./keyPath.js";
import { readSentence } from "./sentence.js";

/**
 * Reads sentences that name a key: `temperature` is deprecated …, Unknown parameter: 'foo',
 * The text field in the ContentBlock object at messages.0.content.0 is blank.
 */
export const readProse: Reader = (text, body) => {
  const paired = pairs(text, body);
  if (paired.length > 0) return paired;
  const placed = places(text, body);
  if (placed.length > 0) return placed;
  const listed = lists(text, body);
  return listed.length > 0 ? listed : subjects(text, body);
};

/** A key as sentences write it, quoted or bare. */
const key = String.raw`[\x60'"‘“]?[A-Za-z_](?:[\w.$\[\]-]*[\w\]])?[\x60'"’”]?`;
/** Where a sentence begins. */
const begin = String.raw`(?<=^|[:;.!?,]\s|\n\s*|[("{[]|[:;.!?,]\s["'“])(?:Error: )?(?:The |the |Parameter |parameter |Field |field |Argument |argument |Property |property |Key |key |Value of |Your )?`;
const noun = String.raw`(?: (?:field|parameter|key|property|argument|option|value|setting)s?)?`;
const may = String.raw`(?:cannot|can not|can['’]t|must not|may not|should not|are not allowed to|must n['’]t)`;
const done = String.raw`(?:specified|set|used|provided|present|supplied|defined|given|enabled|passed|combined|included|non-null)`;

interface Frame {
  readonly pattern: RegExp;
  readonly problem?: Problem;
}

const pairFrames: readonly RegExp[] = [
  new RegExp(
    `(${key}(?:, ${key})*,? and ${key})${noun} (?:${may} (?:both |all )?be (?:both )?${done}|are mutually exclusive|are incompatible|are not compatible|conflict)`,
  ),
  new RegExp(
    `(?:both|Both|specify|Specify|specifying|set|provide|use) (?:both )?(${key} and ${key})${noun} (?:${may}|is not|are not|at the same time|together|were)`,
  ),
  new RegExp(
    `${may} (?:specify|set|use|provide|pass|have|combine|include|send) (?:both )?(?:values for )?(?:both )?(?:the )?(${key} and ${key})`,
    "i",
  ),
  new RegExp(
    `(?:[Oo]nly|at most|[Ee]xactly|[Pp]rovide|[Ss]pecify|[Ss]et|[Uu]se|[Ee]ither) (?:one of|either)? ?(?:the )?(${key}(?:, ${key})*,? (?:or|and) ${key})${noun} (?:may|can|must|should|is|are|but not both|at a time|to be|,)`,
  ),
  new RegExp(
    `${begin}(${key}${noun} (?:${may} be ${done} (?:together )?(?:with|when|if|alongside)|is (?:mutually exclusive|incompatible|not compatible|not allowed together|not supported together) with|conflicts with|requires|can only be ${done} (?:with|when|if)|may only be ${done} (?:with|when|if)|must be (?:strictly )?(?:greater|less|larger|smaller|lower) than(?: or equal to)?|exceeds) (?:the )?${key})`,
  ),
];

/** Two keys that exclude each other. A key in a mere condition ("when x is enabled") is not blamed. */
function pairs(text: string, body: unknown): Finding[] {
  for (const [index, pattern] of pairFrames.entries()) {
    const said = pattern.exec(text)?.[1];
    if (said === undefined) continue;
    const paths = namedKeys(said, body);
    if (paths.length > 1) return [{ paths, problem: { type: "conflict" } }];
    // Of a relation (the last frame) the first key is blamed even where the second is no key.
    if (index === pairFrames.length - 1) break;
  }
  const thinking = /^.*?\bThinking may not be enabled when (\w+)/s.exec(text)?.[1];
  if (thinking === undefined) return [];
  const others = namedKeys(thinking, body);
  return [{ paths: [["thinking"], ...others], problem: { type: "conflict" } }];
}

/** `at messages.0.content.1`, and the field that is said to stand there. */
function places(text: string, body: unknown): Finding[] {
  const found =
    /(?:[Tt]he [`'"]?(\w+)[`'"]? field in the \w+ object )?\b(?:at|in|for|of|on|under) (?:index |path |position |block |message )?[`'"]?([A-Za-z_]\w*(?:\.[\w<>*{}-]+|\[[^\]\s]*\])+)[`'"]?/g;
  const blamed: Finding[] = [];
  for (const { 1: field, 2: written = "", index, 0: all } of text.matchAll(found)) {
    const path = parseKeyPath(written);
    if (path === undefined || !isPlace(path, body)) continue;
    const said = text.slice(index + all.length).trim();
    const problem = /\b(?:blank|empty)\b/.test(said)
      ? ({ type: "wrongLength", minimum: 1 } as const)
      : readSentence(said).problem;
    blamed.push(finding(field === undefined ? path : [...path, field], problem));
  }
  return blamed;
}

function isPlace(path: KeyPath, body: unknown): boolean {
  const root = path[0] ?? "";
  return isRootKey(root) || (isJsonObject(body) && Object.hasOwn(body, root));
}

const many = `(${key}(?:(?:, (?:and )?| and )${key})*)`;
const listFrames: readonly Frame[] = [
  {
    pattern: new RegExp(
      `(?:[Uu]nknown|[Uu]nrecognized|[Uu]nexpected|[Ee]xtra|[Ee]xtraneous|[Uu]nsupported|[Ii]nvalid additional|[Ii]llegal|[Dd]isallowed) (?:request |body |model |input )?(?:parameter|field|key|argument|propert(?:y|ie)|attribute|option|input)s?(?: supplied| provided| found| in request| name)?:? ${many}`,
    ),
    problem: { type: "extraneousKey" },
  },
  {
    pattern: new RegExp(`(?:[Uu]nexpected keyword argument|[Uu]nknown name) ${many}`),
    problem: { type: "extraneousKey" },
  },
  {
    pattern: new RegExp(
      `(?:does not|doesn['’]t|do not|don['’]t) (?:currently |yet )?(?:support|accept|allow) (?:the )?(?:use of |parameter |field )?${many}(?= (?:field|parameter|key|property|argument|option)|[.,]|$)`,
    ),
    problem: { type: "extraneousKey" },
  },
  {
    pattern: new RegExp(
      `(?:[Mm]issing|[Rr]equired) (?:(?:required|mandatory|a|the|request|body) )*(?:parameter|field|key|argument|propert(?:y|ie)|input)s?(?: is missing| missing| not found)?:? ${many}`,
    ),
    problem: { type: "missingKey" },
  },
  {
    pattern: new RegExp(
      `(?:parameter|field|key|property|argument) ${many} (?:is|are) (?:required|missing|mandatory)`,
    ),
    problem: { type: "missingKey" },
  },
  {
    pattern: new RegExp(
      `[Ii]nvalid (?:type|value|schema|format|length|range|input|request|content) (?:for|of|in) (?:the )?(?:parameter |field |key )?${many}`,
    ),
  },
  {
    pattern: new RegExp(
      `(?:[Uu]nsupported|[Ii]nvalid) (?:value|parameter|type|field): (${key}) (?:is|does|must|cannot|should|has)`,
    ),
  },
  { pattern: new RegExp(`[Ii]nput length and (${key}) exceed`) },
  { pattern: new RegExp(`[Ii]nvalid (?:parameter|field|key|argument|property):? ${many}`) },
  {
    pattern: new RegExp(
      `[Ii]nvalid ([\`'"][A-Za-z_][\\w.$\\[\\]-]*[\`'"])(?=:| parameter| field| value)`,
    ),
  },
  {
    pattern: new RegExp(
      `(?:additional )?(?:parameter|field|key|property|argument) (${key}) (?:is|must|should|has|cannot|can|may|exceeds|expects|conflicts|does|was|contains)`,
    ),
  },
];

function lists(text: string, body: unknown): Finding[] {
  for (const { pattern, problem } of listFrames) {
    const found = pattern.exec(text);
    if (found?.[1] === undefined) continue;
    const paths = namedKeys(found[1], body, true);
    if (paths.length === 0) continue;
    const said = text.slice(found.index + found[0].length);
    return paths.map((path) =>
      finding(path, problem ?? readSentence(said.replace(/^:? */, "")).problem),
    );
  }
  return [];
}

const verdict = String.raw`(?:(?:is|are) (?:now |no longer |currently |only )?(?:deprecated|obsolete|not|n't|unsupported|supported|required|missing|mandatory|invalid|too (?:large|small|high|low|big)|out of|empty|blank|unknown|unexpected|unrecognized|malformed|limited|restricted|read-only)|isn['’]t|aren['’]t|must|should|cannot|can['’]t|can not|may not|may only|can only|has to|have to|needs to|need to|exceeds?|does not|doesn['’]t|do not|expects?|contains?|was not|were not|has been deprecated|value)\b`;
const subject = new RegExp(`${begin}(${key})${noun}(?: for this model)? (${verdict}[^]*)`, "g");

function subjects(text: string, body: unknown): Finding[] {
  for (const { 1: named = "", 2: said = "" } of text.matchAll(subject)) {
    const path = namedKeys(named, body)[0];
    if (path === undefined || isAboutLength(path, said)) continue;
    return [finding(withoutValue(path), readSentence(said).problem)];
  }
  return [];
}

/** That a prompt as a whole is too long has no place in it. */
function isAboutLength(path: KeyPath, said: string): boolean {
  return (
    /^(?:prompt|messages?|inputs?|inputText)$/.test(path.join(".")) &&
    /token|context|too long|length/i.test(said)
  );
}

/** "thinking.type.enabled" names a value of `thinking.type`. */
function withoutValue(path: KeyPath): KeyPath {
  return path.at(-2) === "type" ? path.slice(0, -1) : path;
}

/** The keys that a piece of text names, in order; everyday words count only in quotes or as a path. */
export function namedKeys(text: string, body: unknown, announced = false): KeyPath[] {
  const words = text.matchAll(/([`'"‘“]?)([A-Za-z_](?:[\w.$[\]-]*[\w\]])?)/g);
  return [...words].flatMap(([, quote, name = ""]) => {
    const path = parseKeyPath(name);
    return path !== undefined && isKey(path, { quoted: quote !== "", announced }, body)
      ? [path]
      : [];
  });
}

interface Mention {
  /** In quotes or backticks. */
  readonly quoted: boolean;
  /** After "parameter", "field" or the like. */
  readonly announced: boolean;
}

function isKey(path: KeyPath, { quoted, announced }: Mention, body: unknown): boolean {
  const root = path[0] ?? "";
  if (isOutsideBody(path, body)) return false;
  if (isUnmistakableKey(root) && !isIndex(root)) return true;
  if (isJsonObject(body) && Object.hasOwn(body, root)) return quoted || !/^[a-z]{1,2}$/.test(root);
  if (isRootKey(root)) return quoted || announced;
  return quoted && path.length === 1 && /^[a-zA-Z_]\w*$/.test(root);
}
