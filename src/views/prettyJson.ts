import { applyEdits, format } from "jsonc-parser";
import { parseJson } from "../request/json.js";

/** Laying out takes time that grows with the text; longer ones stay as they are. */
const maxChars = 300_000;

/**
 * JSON laid out in lines. Only white space changes: parsing and writing anew would change numbers
 * and drop repeated keys. Undefined for text that is no JSON, or too much of it.
 */
export function prettyJson(text: string): string | undefined {
  if (text.length > maxChars || parseJson(text) === undefined) return undefined;
  const options = { insertSpaces: true, tabSize: 2, eol: "\n" };
  return applyEdits(text, format(text, undefined, options));
}
