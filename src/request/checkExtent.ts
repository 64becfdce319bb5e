import { jsonTokens } from "./jsonTokens.js";

/**
 * How much of a request file is looked at each time it is opened or edited: everything, of its body
 * only the first entries of long lists, or nothing.
 */
export type CheckExtent = "whole" | "firstEntries" | "nothing";

/**
 * Signs, strings, numbers and words of a text of which all is held against a schema: about a thousand
 * turns. The language service takes time with the square of what it finds wrong.
 */
export const maxSchemaTokens = 20_000;

/** Those of a text that is parsed at all: some tenths of a second. Strings are as long as they like. */
export const maxCheckedTokens = 200_000;

/** Levels; the language service reads by recursion. */
export const maxCheckedDepth = 200;

export function checkExtent(text: string): CheckExtent {
  let count = 0;
  let depth = 0;
  for (const { text: token } of jsonTokens(text, { ignoreTrivia: true })) {
    count += 1;
    if (token === "{" || token === "[") depth += 1;
    if (token === "}" || token === "]") depth -= 1;
    if (count > maxCheckedTokens || depth > maxCheckedDepth) return "nothing";
  }
  return count > maxSchemaTokens ? "firstEntries" : "whole";
}
