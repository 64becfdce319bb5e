import type { Dialect, Token } from "./tokens.js";

/** Words of a dotted name; each shorter beginning of it may be known itself, and is looked up. */
export const maxWords = 24;

/** Indexes of the tokens after `name =`, in the order of the source. */
export type Assignments = ReadonlyMap<string, readonly number[]>;

/** Finds the names, dotted ones too, that source code assigns something. */
export function assignmentsOf(tokens: readonly Token[], dialect: Dialect): Assignments {
  const found = new Map<string, number[]>();
  let parentheses = 0;
  tokens.forEach(({ type, written }, index) => {
    if (type !== "sign") return;
    if (written === "(" || written === "[") parentheses += 1;
    if (written === ")" || written === "]") parentheses -= 1;
    // Inside parentheses of Python `name=` names an argument.
    if (written !== "=" || (dialect === "python" && parentheses > 0)) return;
    const name = nameBefore(tokens, index);
    if (name === undefined) return;
    const places = found.get(name) ?? [];
    places.push(index + 1);
    found.set(name, places);
  });
  return found;
}

/** `a`, `self.a`, and `a` of `a: Type`. */
function nameBefore(tokens: readonly Token[], index: number): string | undefined {
  const isTyped = tokens[index - 2]?.written === ":" && tokens[index - 3]?.type === "name";
  let start = isTyped ? index - 3 : index - 1;
  if (tokens[start]?.type !== "name") return undefined;
  const words = [tokens[start]?.written];
  while (tokens[start - 1]?.written === "." && tokens[start - 2]?.type === "name") {
    if (words.length === maxWords) return undefined;
    start -= 2;
    words.unshift(tokens[start]?.written);
  }
  return words.join(".");
}
