import { isJsonObject } from "../json.js";
import type { KeyPath } from "./finding.js";
import { isKeyLike, isOutsideBody, isRootKey, isUnmistakableKey, parseKeyPath } from "./keyPath.js";

/** Pieces of patterns for sentences that name keys. */

/** A key as sentences write it, quoted or bare; its length has a limit, as these patterns look back. */
export const key = String.raw`[\x60'"‘“]?[A-Za-z_](?:[\w.$\[\]-]{0,200}[\w\]])?[\x60'"’”]?`;

/** Before a key that a pattern begins with: within a word it would be tried anew at each letter. */
export const wordStart = String.raw`(?<![\w.$\[\]-])`;

/** Where a sentence begins; what it looks back over has a limit, too. */
export const begin = String.raw`(?<=^|[:;.!?,]\s|because |since |\n\s{0,40}|[("{[]|[:;.!?,]\s["'“])(?:Error: )?(?:[Tt]he |Your |Requested )?(?:[Pp]arameter |[Ff]ield |[Aa]rgument |[Pp]roperty |[Kk]ey |[Vv]alue (?:of|for) (?:the )?|provided |specified |supplied |requested |given )?`;

/** What may follow a key's name. */
export const noun = String.raw`(?: (?:field|parameter|param|key|property|argument|option|value|setting)s?)?`;

/**
 * How far a sentence vouches that a bare word in it is a key. `listed`: nothing but keys can stand there.
 * `announced`: it calls it a parameter or field. `strict`: it may as well speak of the thing ("does not support tools").
 */
export type Trust = "listed" | "announced" | "usual" | "strict";

/** The keys that a piece of text names, in order; everyday words count only in quotes or as a path. */
export function namedKeys(text: string, body: unknown, trust: Trust = "usual"): KeyPath[] {
  const words = text.matchAll(/([`'"‘“]?)([A-Za-z_](?:[\w.$[\]-]*[\w\]])?)/g);
  return [...words].flatMap(([, quote, name = ""]) => {
    const path = parseKeyPath(name);
    if (path === undefined || !isKey(path, quote !== "", trust, body)) return [];
    return [withoutValue(nested(path))];
  });
}

/** Words for things that are also names of keys. */
const things = new Set(["tools", "messages", "thinking", "prompt", "stop", "seed"]);

/** Keywords of JSON schema: a message that quotes one speaks of a tool's schema, not of the body. */
const schemaWords =
  /^(?:additionalProperties|properties|required|items|type|format|pattern|enum|const|default|(?:min|max)(?:imum|Items|Length|Properties)|exclusive(?:Min|Max)imum|multipleOf|uniqueItems|definitions|anyOf|oneOf|allOf|string|integer|number|boolean|object|array|null|true|false)$/;

function isKey(path: KeyPath, quoted: boolean, trust: Trust, body: unknown): boolean {
  const [root = "", ...rest] = path;
  if (isOutsideBody(path, body) || schemaWords.test(root)) return false;
  if (isJsonObject(body) && Object.hasOwn(body, root) && root.length > 2) {
    return quoted || rest.length > 0 || trust !== "strict" || !things.has(root);
  }
  if (isUnmistakableKey(root)) {
    return quoted || rest.length > 0 || trust !== "strict" || !things.has(root);
  }
  const announced = trust === "announced" || trust === "listed";
  if (isRootKey(root) || isKeyLike(root) || Object.hasOwn(homes, root)) return quoted || announced;
  if (trust === "listed") return rest.length === 0 && /^[a-z]\w*$/.test(root);
  return quoted && rest.length === 0 && /^[a-zA-Z_]\w*$/.test(root);
}

/** Keys that sentences name without the object they always stand in. */
const homes: Readonly<Record<string, string>> = {
  budget_tokens: "thinking",
  effort: "output_config",
  disable_parallel_tool_use: "tool_choice",
  maxReasoningEffort: "reasoningConfig",
  maxTokenCount: "textGenerationConfig",
};

function nested(path: KeyPath): KeyPath {
  const home = path.length === 1 ? homes[path[0] ?? ""] : undefined;
  return home === undefined ? path : [home, ...path];
}

/** "thinking.type.enabled" names a value of `thinking.type`. */
function withoutValue(path: KeyPath): KeyPath {
  return path.at(-2) === "type" ? path.slice(0, -1) : path;
}
