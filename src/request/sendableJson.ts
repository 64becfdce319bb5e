import { jsonTokens } from "./jsonTokens.js";

/**
 * The JSON text to send for what a person wrote: comments and trailing commas go, every other
 * character stays, so that `1.0`, large integers, escapes and key order reach the service as written.
 * The text has to be free of syntax errors.
 */
export function sendableJson(written: string): string {
  const kept: string[] = [];
  let heldComma = -1;
  for (const { text: token } of jsonTokens(written)) {
    // Of the tokens of valid text only comments begin with a slash.
    if (token.startsWith("/")) continue;
    if (token === ",") {
      heldComma = kept.length;
    } else if (token.trim() !== "") {
      if (heldComma >= 0 && (token === "}" || token === "]")) kept[heldComma] = "";
      heldComma = -1;
    }
    kept.push(token);
  }
  return kept.join("").trim();
}
