import { maxPastedLength, tooLongPaste } from "./pastedLength.js";

/** A value as source code writes it down; numbers keep their spelling. */
export type Literal =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "number"; readonly json: string }
  | { readonly type: "word"; readonly json: "true" | "false" | "null" }
  | { readonly type: "array"; readonly items: readonly Literal[] }
  | { readonly type: "object"; readonly entries: ReadonlyMap<string, Literal> };

/** Words of Python and JavaScript that JSON has, too. */
export const literalWords: ReadonlyMap<string, "true" | "false" | "null"> = new Map([
  ["True", "true"],
  ["False", "false"],
  ["None", "null"],
  ["true", "true"],
  ["false", "false"],
  ["null", "null"],
]);

/**
 * About how many characters the literal has as JSON text. Names that are used often share one literal,
 * so that each is counted once.
 */
function lengthOfJson(literal: Literal, known = new Map<Literal, number>()): number {
  const found = known.get(literal);
  if (found !== undefined) return found;
  let length = 0;
  if (literal.type === "text") length = literal.text.length;
  else if (literal.type === "array") {
    for (const item of literal.items) length += lengthOfJson(item, known) + 2;
  } else if (literal.type === "object") {
    for (const [key, value] of literal.entries) {
      length += key.length + lengthOfJson(value, known) + 6;
    }
  } else length = literal.json.length;
  known.set(literal, length);
  return length;
}

/**
 * The literal as JSON text.
 *
 * @throws {Failure} `invalidRequest` for one that is longer than a body
 */
export function jsonOfLiteral(literal: Literal): string {
  if (lengthOfJson(literal) > maxPastedLength) throw tooLongPaste();
  return writeJson(literal);
}

function writeJson(literal: Literal): string {
  switch (literal.type) {
    case "text":
      return JSON.stringify(literal.text);
    case "number":
    case "word":
      return literal.json;
    case "array":
      return `[${literal.items.map(writeJson).join(", ")}]`;
    case "object": {
      const entries = [...literal.entries].map(
        ([key, value]) => `${JSON.stringify(key)}: ${writeJson(value)}`,
      );
      return `{${entries.join(", ")}}`;
    }
    default: {
      const never: never = literal;
      return never;
    }
  }
}

/** The text that a literal is where text is wanted: an object is its JSON. */
export function textOfLiteral(literal: Literal): string {
  return literal.type === "text" ? literal.text : jsonOfLiteral(literal);
}

/** A number of Python or JavaScript as JSON writes it; undefined for what JSON has no number for. */
export function jsonNumber(written: string): string | undefined {
  const plain = written.replaceAll("_", "").toLowerCase();
  if (/^0[xob]/.test(plain)) return String(Number(plain));
  const match = /^(\d*)(\.\d*)?(e[+-]?\d+)?$/.exec(plain);
  if (!match) return undefined;
  const [, whole = "", fraction = "", exponent = ""] = match;
  const integer = whole.replace(/^0+(?=\d)/, "") || "0";
  return integer + (fraction === "." ? ".0" : fraction) + exponent;
}
