import type { Problem } from "./finding.js";

/** What a validator's sentence about a place says. */
export interface Reading {
  readonly problem: Problem;
  /** A key of the place that the sentence names as the culprit. */
  readonly child?: string;
}

const number = String.raw`(-?\d[\d,_]*(?:\.\d+)?(?:[eE][-+]?\d+)?)`;

/** Reads the words after a path: validators of all families say the same few things. */
export function readSentence(sentence: string): Reading {
  const child = childOf(sentence);
  const problem = problemOf(sentence);
  return child === undefined ? { problem } : { problem, child };
}

const children: readonly RegExp[] = [
  /^Input tag .* found using '(\w+)'/,
  /^Unable to extract tag using discriminator '?(\w+)'?/,
  /^(?:invalid|unexpected|missing|unknown|unsupported|duplicate) `(\w+)` (?:found )?in /i,
  /^(type|role|name) ["'`]/,
  /^(?:required|missing required) (?:key|property|field) [`'"[]?([\w$-]+)[`'"\]]?(?: not found| is missing|$)/i,
  /^(?:object has )?missing required propert(?:y|ies):? \[?["'`]([\w$-]+)/i,
  /^(?:must have required property|property|missing field|unknown field|missing property) [`'"[]([\w$-]+)[`'"\]]/i,
  /^(?:extraneous|unknown|unexpected|unrecognized) (?:key|property|field|parameter):? [`'"[]?([\w$-]+)/i,
  /^[`'"]([\w$-]+)[`'"] is a required property/,
  /^requires property [`'"]([\w$-]+)/,
];

function childOf(sentence: string): string | undefined {
  for (const pattern of children) {
    const child = pattern.exec(sentence)?.[1];
    if (child !== undefined) return child;
  }
  // Anthropic's words for an image whose bytes are of another kind than announced.
  return /^The image was specified using the .* media type/.test(sentence)
    ? "media_type"
    : undefined;
}

function problemOf(sentence: string): Problem {
  if (missing.test(sentence)) return { type: "missingKey" };
  const refused = /^type (.*) (?:is|are) not supported/.exec(sentence)?.[1];
  if (refused !== undefined) return { type: "wrongValue", refused: quotedIn(refused) };
  const instead = /\b[Uu]se [`'"]([A-Za-z][\w.]*)[`'"] instead/.exec(sentence)?.[1];
  const other = instead === undefined ? {} : { instead };
  if (/\bdeprecated\b/i.test(sentence)) return { type: "deprecatedKey", ...other };
  if (isExtraneous(sentence)) return { type: "extraneousKey", ...other };
  return (
    readLength(sentence) ??
    readRange(sentence) ??
    readType(sentence) ??
    readValue(sentence) ?? { type: "other" }
  );
}

const missing =
  /^requires property|^(?:field|this field is|value is|property is|is)? ?required\b|^missing\b|is (?:a )?required(?: property)?\b|is missing\b|^(?:must|should) be (?:defined|set|provided|specified|present|given)\b(?! to\b)|not found(?:$|, please)|^must have required|^object has missing|^Unable to extract tag|missing (?:required )?(?:field|property)/i;

const extraneous =
  /extra inputs? (?:are|is) not permitted|extra fields not permitted|extra_forbidden|^(?:unknown|unexpected|unrecognized|extraneous) (?:key|property|field|parameter|argument)|extraneous key|is not defined in the schema|additional propert|(?:false schema|boolean schema)|\bunsupported (?:key|property|field|parameter|argument|value)|^(?:is |are )?unsupported|^model does(?: not|n't) support|only the default|may only be (?:specified|set|used) (?:while|when|if|with) |is only allowed when|^(?:`?\w+`? )?cannot be (?:set|used|specified) (?:for|on|in) |^a ttl='\w+' cache_control block must not come after/i;

/** "is not supported" as a verdict on the place itself: further in, it judges something within. */
const verdictOnPlace =
  /^(?:(?:this |the )?[`'"]?[\w.]{1,60}[`'"]? (?:(?:field|parameter|key|property|argument|option) )?)?(?:is|are) (?:not|n't) (?:currently |yet )?(?:supported|permitted|allowed|recognized|accepted)/i;

function isExtraneous(sentence: string): boolean {
  return extraneous.test(sentence) || verdictOnPlace.test(sentence);
}

function readLength(sentence: string): Problem | undefined {
  if (
    !/character|item|length|element|count|strings|entries|too (?:short|long)|size:/i.test(sentence)
  )
    return undefined;
  const minimum = amount(sentence, [
    `at least ${number}`,
    `(?:minLength|minimum item count|minimum size): \\[?${number}`,
    `greater than or equal to ${number}`,
    `min length: ${number}`,
  ]);
  const maximum = amount(sentence, [
    `at most ${number}`,
    `(?:maxLength|maximum item count|maximum size): \\[?${number}`,
    `less than or equal to ${number}`,
    `max length: ${number}`,
  ]);
  if (minimum === undefined && maximum === undefined) return undefined;
  return { type: "wrongLength", ...bounds(minimum, maximum) };
}

function readRange(sentence: string): Problem | undefined {
  const left = readRest(sentence);
  if (left !== undefined) return { type: "outOfRange", maximum: left };
  const open = /([[(])(-?[\d.]+), ?\+?(?:inf|∞)/i.exec(sentence);
  if (open !== null) {
    return { type: "outOfRange", minimum: toNumber(open[2]), exclusive: open[1] === "(" };
  }
  const span =
    match(sentence, `range: (?:-?\\d+ or )?${number} ?\\.\\. ?${number}`) ??
    match(sentence, `between ${number} and ${number}`) ??
    match(sentence, `(?:^|in |range |interval |is )(?:of )?[[(]${number}, ?${number}[\\])]`) ??
    match(sentence, `range:? (?:from )?${number} ?(?:-|to) ?${number}`);
  if (span !== undefined) return { type: "outOfRange", ...bounds(span[0], span[1]) };
  const only =
    match(sentence, `may only be set to ${number}`) ?? match(sentence, `must be ${number}\\b`);
  if (only !== undefined) return { type: "outOfRange", ...bounds(only[0], only[0]) };
  const exclusive = amount(sentence, [
    `(?:greater|larger|more|higher) than ${number}`,
    `must be (?:>|&gt;) ${number}`,
  ]);
  if (exclusive !== undefined) return { type: "outOfRange", minimum: exclusive, exclusive: true };
  const below = amount(sentence, [
    `(?:less|smaller|lower) than ${number}`,
    `must be (?:<|&lt;) ${number}`,
  ]);
  if (below !== undefined) return { type: "outOfRange", maximum: below, exclusive: true };
  if (/must be (?:a )?(?:strictly )?positive/.test(sentence)) {
    return { type: "outOfRange", minimum: 0, exclusive: true };
  }
  if (/must be (?:non-negative|positive or zero)/.test(sentence))
    return { type: "outOfRange", minimum: 0 };
  const minimum = amount(sentence, [
    `(?:greater|larger) (?:than )?or equal to ${number}`,
    `at least ${number}`,
    `(?:>=|≥) ?${number}`,
    `(?:minimum|min)(?: value)?(?: of| is|:)? ${number}`,
  ]);
  const maximum = amount(sentence, [
    `(?:less|smaller|lower) (?:than )?or equal to ${number}`,
    `at most ${number}`,
    `(?:<=|≤) ?${number}`,
    `${number}, which is the maximum`,
    `> ?${number}`,
    `(?:maximum|max|limit)(?: allowed)?(?: value)?(?: of| is|:)? ${number}`,
    `up to ${number}`,
  ]);
  if (minimum === undefined && maximum === undefined) return undefined;
  return { type: "outOfRange", ...bounds(minimum, maximum) };
}

/** What is left for the answer when prompt and answer share a limit, where the sentence gives both. */
function readRest(sentence: string): number | undefined {
  const [, prompt, , limit] = /: (\d+) \+ (\d+) > (\d+)/.exec(sentence) ?? [];
  const [, , total, taken] = /\((\d+) > (\d+) - (\d+)\)/.exec(sentence) ?? [];
  const [, shared, given] = /must be <= (\d+)\. Given: (\d+) [`'"]?inputs/.exec(sentence) ?? [];
  const whole = limit ?? total ?? shared;
  const used = prompt ?? taken ?? given;
  const left = Number(whole) - Number(used);
  return left > 0 ? left : undefined;
}

function readType(sentence: string): Problem | undefined {
  const expected =
    /expected(?: type)?: (\w+), found:/.exec(sentence) ??
    /^Input should be (?:a valid|an?) (\w+)/.exec(sentence) ??
    /is not of type '(\w+)'/.exec(sentence) ??
    /\w found, (\w+) expected/.exec(sentence) ??
    /should be of type (\w+)/.exec(sentence) ??
    /must be (?:an? |of type )?(string|object|array|list|number|integer|boolean|null)\b/i.exec(
      sentence,
    ) ??
    /\b(\w+) type expected/.exec(sentence) ??
    /value is not a valid (\w+)/.exec(sentence) ??
    /expected (?:an? )(\w+)/i.exec(sentence);
  return expected?.[1] === undefined ? undefined : { type: "wrongType", expected: expected[1] };
}

function readValue(sentence: string): Problem | undefined {
  const list =
    /^Input should be (.*['"].*)/.exec(sentence) ??
    /(?:expected tags|permitted|[Mm]ust be one of|[Ss]upported values (?:are|include)|is not one of|enum value set|expected one of)(?: the following)?:? (.*)/.exec(
      sentence,
    );
  // pydantic repeats what was sent behind its list: `… or 'b' [type=enum, input_value='c']`.
  const values = list?.[1]?.split(/ \[type=| \| /)[0];
  if (values !== undefined) {
    const quoted = quotedIn(values);
    return { type: "wrongValue", allowed: quoted.length > 0 ? quoted : bareIn(values) };
  }
  const [, given = "", real] =
    /using the (\S+) media type.* appears to be an? ([\w./+-]*\w)/.exec(sentence) ?? [];
  if (real !== undefined) return { type: "wrongValue", allowed: [real], refused: [given] };
  const wrong = /not a valid|does not match|[Ii]nvalid|Expected `/.test(sentence);
  return wrong ? { type: "wrongValue" } : undefined;
}

function quotedIn(text: string): string[] {
  return [...text.matchAll(/['"`]([^'"`]+)['"`]/g)].map(([, one]) => one ?? "");
}

/** `[user, assistant]`, `low, medium or high.` */
function bareIn(text: string): string[] {
  const listed = /\[([^\][]*)\]/.exec(text)?.[1] ?? /^[^.;:(]*/.exec(text)?.[0] ?? "";
  const values = listed.split(/,? (?:or|and) |,\s*/).map((value) => value.trim());
  return values.every((value) => /^[\w/-]{1,40}$/.test(value)) ? values : [];
}

function match(sentence: string, pattern: string): [number, number] | undefined {
  const found = new RegExp(pattern, "i").exec(sentence);
  return found === null ? undefined : [toNumber(found[1]), toNumber(found[2] ?? found[1])];
}

function amount(sentence: string, patterns: readonly string[]): number | undefined {
  for (const pattern of patterns) {
    const found = new RegExp(pattern, "i").exec(sentence);
    if (found) return toNumber(found[1]);
  }
  return undefined;
}

function toNumber(text = ""): number {
  return Number(text.replaceAll(/[,_](?=\d{3})/g, "").replace(/,$/, ""));
}

function bounds(minimum?: number, maximum?: number): { minimum?: number; maximum?: number } {
  return {
    ...(minimum !== undefined && !Number.isNaN(minimum) && { minimum }),
    ...(maximum !== undefined && !Number.isNaN(maximum) && { maximum }),
  };
}
