/** Longest line of the log; a service may send megabytes in place of an id. */
const maxLineChars = 2_000;

/** Whatever ends a line, moves the cursor, or turns the order of letters around. */
const notPrinted = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * One line of the log. Ids and messages in it come from services and files: none of them may begin a
 * line of its own, which would read as ours.
 */
export function logLine(text: string): string {
  const line = text.slice(0, maxLineChars).replace(notPrinted, escapeLetter);
  return text.length > maxLineChars ? `${line}… (${text.length} characters)` : line;
}

function escapeLetter(letter: string): string {
  return `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`;
}
