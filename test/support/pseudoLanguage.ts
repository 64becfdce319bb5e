import { withParts, type Language } from "../../src/l10n.js";

const [open, close] = ["⟦", "⟧"];

/** A language in which every message stands in brackets: what has none was never translated. */
export const pseudoLanguage: Language = {
  // Latin letters and digits, and no English: what is made only once for English is made anew.
  id: "la",
  translate: (message, ...parts) => bracketed(withParts(message, parts)),
};

export function bracketed(message: string): string {
  return `${open}${message}${close}`;
}

/** Words of two letters or more that stand in no brackets, but for these. */
export function untranslated(text: string, names: readonly string[] = []): readonly string[] {
  let depth = 0;
  let outside = "";
  for (const character of text) {
    if (character === open) depth += 1;
    if (depth === 0) outside += character;
    if (character === close) depth -= 1;
  }
  const rest = names.reduce((left, name) => left.replaceAll(name, " "), outside);
  return rest.match(/[A-Za-z]{2,}/g) ?? [];
}
