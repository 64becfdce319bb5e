import { isJsonObject } from "../json.js";
import { finding, type Finding, type KeyPath, type Reader } from "./finding.js";
import { isKeyLike, isRootKey, parseKeyPath } from "./keyPath.js";
import { readSentence } from "./sentence.js";

const place =
  /(?:[Tt]he [`'"]?(\w+)[`'"]?( field)?(?: in the \w+ (?:object|block))? )?(?:\b(?:at|in|for|of|on|under) (?:index |path |position |block |message )?|: (?=[a-z]\w*\.\d[\w.]*$))[`'"]?([A-Za-z_]\w*(?:\.[\w<>*{}-]+|\[[^\]\s]*\])+)[`'"]?(?![\w<>*{}-]|:\d)/g;

/**
 * Reads sentences with a path in them, the way of Converse: "Expected toolResult blocks at
 * messages.2.content", "The text field in the ContentBlock object at messages.0.content.0 is blank".
 */
export const readPlaces: Reader = (text, body) => {
  const child = readChild(text, body);
  if (child !== undefined) return [child];
  const blamed: Finding[] = [];
  for (const { 1: named = "", 2: noun, 3: written = "", index, 0: all } of text.matchAll(place)) {
    const path = parseKeyPath(written);
    if (path === undefined || !isPlace(path, body)) continue;
    const isField = (noun !== undefined || isKeyLike(named)) && path.at(-1) !== named;
    const said = text.slice(index + all.length).trim();
    const problem = /\b(?:blank|empty)\b/.test(said)
      ? ({ type: "wrongLength", minimum: 1 } as const)
      : readSentence(said).problem;
    blamed.push(finding(isField ? [...path, named] : path, problem));
  }
  return blamed;
};

const written = String.raw`[\x60'"]?([A-Za-z_]\w{0,60}(?:\.\w{1,60}|\[\d{1,6}\]){1,12})[\x60'"]?`;
const named = String.raw`(?:key|field|property|parameter|attribute) [\x60'"](\w+)[\x60'"]`;
const childThenOwner = new RegExp(`\\b(\\w+) (?:required )?${named} (?:in|at|of|on) ${written}`);
const ownerThenChild = new RegExp(
  `(?<![\\w.\\]])${written} (?:is |has )?(\\w+) (?:required )?${named}`,
);

/** A sentence that names a key and, apart from it, the object: Missing key 'role' in messages[1]. */
function readChild(text: string, body: unknown): Finding | undefined {
  const [, before, child, owner] = childThenOwner.exec(text) ?? [];
  const [, ownerFirst, verb, childLast] = ownerThenChild.exec(text) ?? [];
  const path = parseKeyPath(owner ?? ownerFirst ?? "");
  const key = child ?? childLast;
  if (path === undefined || key === undefined || !isPlace(path, body)) return undefined;
  const says = before ?? verb ?? "";
  const type = /missing|lacks?|requires?/i.test(says)
    ? "missingKey"
    : /un\w+|extra\w*|invalid|additional/i.test(says)
      ? "extraneousKey"
      : "other";
  return finding([...path, key], { type });
}

function isPlace(path: KeyPath, body: unknown): boolean {
  const root = path[0] ?? "";
  return isRootKey(root) || (isJsonObject(body) && Object.hasOwn(body, root));
}
