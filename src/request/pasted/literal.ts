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

/** The literal as JSON text. */
export function jsonOfLiteral(literal: Literal): string {
  switch (literal.type) {
    case "text":
      return JSON.stringify(literal.text);
    case "number":
    case "word":
      return literal.json;
    case "array":
      return `[${literal.items.map(jsonOfLiteral).join(", ")}]`;
    case "object": {
      const entries = [...literal.entries].map(
        ([key, value]) => `${JSON.stringify(key)}: ${jsonOfLiteral(value)}`,
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
