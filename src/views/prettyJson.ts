import { parseJson } from "../request/json.js";
import { laidOutJson } from "../request/laidOutJson.js";

/** Longer ones stay as they are: nobody reads them in a panel. */
const maxChars = 300_000;

/** JSON laid out in lines. Undefined for text that is no JSON, or too much of it. */
export function prettyJson(text: string): string | undefined {
  return text.length > maxChars || parseJson(text) === undefined ? undefined : laidOutJson(text);
}
