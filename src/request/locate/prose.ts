import { isJsonObject } from "../json.js";
import { finding, taggedFinding, type KeyPath, type Problem, type Reader } from "./finding.js";
import { isIndex } from "./keyPath.js";
import { begin, key, namedKeys, noun, wordStart, type Trust } from "./mention.js";
import { readSentence } from "./sentence.js";

/** A way to blame keys in words; the keys are in the first group. */
interface Frame {
  readonly pattern: RegExp;
  readonly problem?: Problem;
  readonly trust?: Trust;
}

const many = `(${key}(?:(?:, (?:and )?| and )${key}){0,20})`;
const thing =
  "(?:parameter|param|field|key|argument|propert(?:y|ie)|attribute|option|input)(?:s|\\(s\\))?";
const extraneous: Problem = { type: "extraneousKey" };
const missing: Problem = { type: "missingKey" };

const frames: readonly Frame[] = [
  {
    pattern: new RegExp(
      `(?:[Uu]nknown|[Uu]nrecognized|[Uu]nexpected|[Ee]xtra|[Ee]xtraneous|[Uu]nsupported|[Ii]nvalid additional|[Ii]llegal|[Dd]isallowed)[ _](?:request |body |model |input )?${thing}(?: supplied| provided| found| in request| name)?:? \\[?${many}`,
    ),
    problem: extraneous,
    trust: "announced",
  },
  {
    pattern: new RegExp(
      `${thing} (?:(?:is|are) (?:not|n't) (?:supported|allowed|permitted|recognized|accepted|valid)|not permitted)[^:.'"]{0,40}: ${many}`,
    ),
    problem: extraneous,
    trust: "announced",
  },
  {
    pattern: new RegExp(`(?:[Uu]nexpected keyword argument|[Uu]nknown name) ${many}`),
    problem: extraneous,
  },
  {
    pattern: new RegExp(
      `(?:does not|doesn['’]t|do not|don['’]t) (?:currently |yet )?(?:support|accept|allow) (?:the )?${many}(?= ${thing})`,
    ),
    problem: extraneous,
    trust: "announced",
  },
  {
    pattern: new RegExp(
      `(?:does not|doesn['’]t|do not|don['’]t) (?:currently |yet )?(?:support|accept|allow) (?:the )?(?:use of |parameter |field )?${many}(?=[.,;]|$)`,
    ),
    problem: extraneous,
    trust: "strict",
  },
  {
    pattern: new RegExp(
      `(?:[Mm]issing|[Rr]equired) (?:(?:required|mandatory|a|the|request|body) )*${thing}(?: is missing| missing| not found)?:? ${many}`,
    ),
    problem: missing,
    trust: "announced",
  },
  {
    pattern: new RegExp(`[Mm]issing (?:required )?${many}(?= ${thing})`),
    problem: missing,
    trust: "announced",
  },
  {
    pattern: new RegExp(
      `(?:must|should|has to|have to|[Pp]lease|to) (?:contain|include|provide|specify|supply|define) (?:an? |the |at least |a value for )?(?:valid |non-empty )?(${key})(?=${noun}(?:[.,;]|$| in | for | with ))`,
    ),
    problem: missing,
    trust: "strict",
  },
  {
    pattern: new RegExp(
      `${wordStart}(${key}(?:, (?:and )?${key}){0,20},? and ${key}) are (?:all |both )?(?:not (?:supported|allowed|permitted|accepted|available)|no longer|deprecated|unsupported)`,
    ),
    problem: extraneous,
  },
  {
    pattern: new RegExp(
      `[Bb]ody (?:must|should|has to) (?:contain|include|have) ${many}(?=[.,;]|$)`,
    ),
    problem: missing,
  },
  {
    pattern: new RegExp(`must define (${key})(?=[.,;]|$)`),
    problem: missing,
  },
  {
    pattern: new RegExp(
      `${wordStart}${many} (?:must|should|has to|have to|needs? to) (?:all |both )?(?:be (?:unset|removed|omitted|absent|left out)|not be (?:set|specified|provided|used))`,
    ),
    problem: extraneous,
  },
  {
    pattern: new RegExp(`${thing} ${many} (?:is|are) (?:required|missing|mandatory)`),
    problem: missing,
    trust: "announced",
  },
  {
    pattern: new RegExp(
      `[Ii]nvalid (?:type|value|schema|format|length|range|input|request|content) (?:for|of|in) (?:the )?(?:parameter |field |key )?${many}`,
    ),
    trust: "announced",
  },
  {
    pattern: new RegExp(
      `(?:[Uu]nsupported|[Ii]nvalid) (?:value|parameter|type|field): (${key})(?= (?:is|does|must|cannot|should|has))`,
    ),
    trust: "announced",
  },
  { pattern: new RegExp(`[Ee]xpected ([\`'"][A-Za-z_][\\w.]{0,80}[\`'"]) to be\\b`) },
  { pattern: new RegExp(`[Oo]nly (${key})(?= ?=)`) },
  { pattern: new RegExp(`[Ii]nput length and (${key}) exceed`) },
  {
    pattern: new RegExp(
      `[Ii]nvalid (${key}) (?:value|parameter|argument|field|setting)(?=[,.:;]|$| [a-z(])`,
    ),
  },
  { pattern: new RegExp(`[Vv]alid (?:range|values?) (?:of|for) (${key}) (?:is|are)\\b`) },
  // Cohere's own beginning of a sentence.
  {
    pattern: new RegExp(
      `^(?:.{0,200}: )?invalid request: (${key}) (?:must|cannot|should|is|has)\\b`,
    ),
    trust: "announced",
  },
  {
    pattern: new RegExp(`(?:for|of|in|at|on) (?:the )?${thing} (${key})(?=: )`),
    trust: "announced",
  },
  {
    pattern: new RegExp(`[Ii]nvalid (?:parameter|field|key|argument|property):? ${many}`),
    trust: "announced",
  },
  {
    pattern: new RegExp(
      `[Ii]nvalid ([\`'"][A-Za-z_][\\w.$\\[\\]-]*[\`'"])(?=[:.,]| parameter| field| value|$)`,
    ),
  },
  {
    pattern: new RegExp(
      `${thing} (${key})(?= (?:is|must|should|has|cannot|can|may|exceeds|expects|conflicts|does|was|contains)\\b)`,
    ),
    trust: "announced",
  },
];

/** Reads sentences that say of a key what is wrong with it: Unknown parameter: 'foo'. */
export const readProse: Reader = (text, body) => {
  for (const { pattern, problem, trust } of frames) {
    const found = pattern.exec(text);
    if (found?.[1] === undefined) continue;
    const rest = text.slice(found.index + found[0].length);
    const isList = trust === "announced" && problem !== undefined && found[0].includes(": ");
    const ends = /^[.;)]?\s*(?:$|[A-Z\n])/.test(rest);
    const paths = namedKeys(found[1], body, isList && ends ? "listed" : trust);
    if (paths.length === 0) continue;
    const said = rest.replace(/^[:,]? */, "");
    const read = readSentence(said).problem;
    // What a sentence says beyond its frame: "Use 'x' instead".
    const blamed = problem === undefined || read.type === problem.type ? read : problem;
    return paths.map((path) => finding(path, blamed));
  }
  return [];
};

const verdict = String.raw`(?:(?:is|are) (?:now |no longer |currently |only )?(?:deprecated|obsolete|greater|less|larger|smaller|above|below|outside|not|n't|unsupported|supported|required|missing|mandatory|invalid|too (?:large|small|high|low|big)|out of|empty|blank|unknown|unexpected|unrecognized|malformed|limited|restricted|read-only)|isn['’]t|aren['’]t|must|should|cannot|can['’]t|can not|may not|may only|can only|has to|have to|needs to|need to|exceeds?|supports|does not|doesn['’]t|do not|expects?|contains?|(?:was|were) not (?:set|sent|given|provided|specified|supplied|found|defined|valid|supported|allowed|permitted|recognized)|has been deprecated|value)\b`;
const subject = new RegExp(
  `${begin}(${key}(?: or ${key})?)${noun}(?: for this model| ?[(=]? ?[\\d.]+\\)?| [\`'"][\\w-]{1,60}[\`'"])? (${verdict}[^]*)`,
  "g",
);

/** Reads sentences whose subject is a key: `temperature` is deprecated for this model. */
export const readSubjects: Reader = (text, body) => {
  for (const { 1: named = "", 2: said = "" } of text.matchAll(subject)) {
    const letter = /^[pkn]$/.test(named) && /\d/.test(said);
    const paths = letter ? [[named]] : namedKeys(named, body, isConstraint(named, said));
    // Of alternatives ("a or b is too large") the one in the body is meant.
    const path = paths.find(([root = ""]) => isJsonObject(body) && root in body) ?? paths[0];
    if (path === undefined || isAboutLength(path, said)) continue;
    const problem = refusedType(named, said) ?? readSentence(said).problem;
    return [path.some(isIndex) ? taggedFinding(path, problem) : finding(path, problem)];
  }
  return [];
};

/** "thinking.type.enabled" names a value, and the sentence may name the one to take. */
function refusedType(named: string, said: string): Problem | undefined {
  const refused = /\.type\.(\w+)\W?$/.exec(named)?.[1];
  if (refused === undefined) return undefined;
  const allowed = [...said.matchAll(/\.type\.(\w+)/g)].map(([, value]) => value ?? "");
  return { type: "wrongValue", refused: [refused], ...(allowed.length > 0 && { allowed }) };
}

/** A type or a bound is only asked of a key, even where its name is an everyday word. */
function isConstraint(named: string, said: string): Trust {
  const asks =
    /^(?:must|should) be (?:an? (?:non-empty |positive |valid )?(?:list|array|string|number|integer|boolean|object)\b|in [[(]|between -?\d|at (?:least|most) \d|one of|[<>]|(?:less|greater) than)/;
  return asks.test(said) && !/^(?:model|user)$/.test(named) ? "announced" : "usual";
}

/** That a prompt as a whole is too long has no place in it. */
function isAboutLength(path: KeyPath, said: string): boolean {
  return (
    /^(?:prompt|messages?|inputs?|inputText)$/.test(path.join(".")) &&
    /token|context|too long|length/i.test(said) &&
    !/at least/.test(said)
  );
}
