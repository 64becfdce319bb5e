import { jsonTokens } from "./jsonTokens.js";

/** Deeper levels are nobody's; their indents alone would be longer than the text. */
const maxDepth = 100;
/** Characters of the result; beyond it the text stays as it is. */
const maxLength = 4_000_000;

/**
 * JSON laid out in lines of two spaces a level. Only white space changes: parsing and writing anew
 * would change numbers and drop repeated keys. Takes time in proportion to the text, which the edits
 * of jsonc-parser's `format` do not: a text of 240 kB took them half a minute.
 *
 * @param json has to be valid.
 * @returns undefined when it is nested too deeply, or would become too long.
 */
export function laidOutJson(json: string): string | undefined {
  const pieces: string[] = [];
  let depth = 0;
  let length = 0;
  let isEmpty = false;
  const put = (piece: string) => {
    pieces.push(piece);
    length += piece.length;
  };
  for (const { text: token } of jsonTokens(json, { ignoreTrivia: true })) {
    const isEnd = token === "}" || token === "]";
    if (isEnd) depth -= 1;
    if (isEnd !== isEmpty && (isEnd || isEmpty)) put(lineAt(depth));
    put(token);
    isEmpty = token === "{" || token === "[";
    if (isEmpty) depth += 1;
    if (token === ",") put(lineAt(depth));
    if (token === ":") put(" ");
    if (depth > maxDepth || length > maxLength) return undefined;
  }
  return pieces.join("");
}

function lineAt(depth: number): string {
  return `\n${"  ".repeat(Math.max(0, depth))}`;
}
