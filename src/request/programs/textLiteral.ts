/**
 * Text in source code. A body is written as it stands where the language has a raw form that can hold
 * it, because people go on editing it there; else escaped, a line of the body on each line.
 */

/** How a language writes a character that cannot stand in its quotes, given as code point. */
type Escape = (codePoint: number) => string;

const hex = (codePoint: number, digits: number) => codePoint.toString(16).padStart(digits, "0");
const four = (codePoint: number) =>
  codePoint > 0xffff ? `\\U${hex(codePoint, 8)}` : `\\u${hex(codePoint, 4)}`;
const braces: Escape = (codePoint) => `\\u{${hex(codePoint, 1)}}`;

/** Characters that no reader sees, or that compilers refuse or change: controls, bidi marks, marks of order. */
const invisible = /[^\P{C}\n\t]|[\p{Zl}\p{Zp}]/u;
const everyInvisible = /[^\P{C}\n\t]|[\p{Zl}\p{Zp}]/gu;

/** True for text of visible characters, line feeds and tabs: what a raw literal keeps. */
export function isPlain(text: string): boolean {
  return !invisible.test(text);
}

/** The text whose UTF-8 is what is sent: a lone surrogate has none and becomes U+FFFD. */
export function wellFormed(text: string): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(new TextEncoder().encode(text));
}

const signs: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** A literal in double quotes; `changed` finds these signs and what is escaped besides. */
function quoted(text: string, escape: Escape, changed: RegExp): string {
  const written = text.replace(
    changed,
    (character) => signs[character] ?? escape(character.codePointAt(0) ?? 0),
  );
  return `"${written}"`;
}

const signOrInvisible = /["\\\n\t]|[^\P{C}\n\t]|[\p{Zl}\p{Zp}]/gu;
const signOrNotAscii = /["\\]|[^ -~]/gu;

/** A literal in double quotes for Python, Go and C#. */
export function quotedText(text: string): string {
  return quoted(text, four, signOrInvisible);
}

/** A literal in double quotes for JavaScript and Rust. */
export function quotedWithBraces(text: string): string {
  return quoted(text, braces, signOrInvisible);
}

/** A literal in double quotes for Java, in ASCII: javac reads files in the machine's own encoding. */
export function quotedForJava(text: string): string {
  // Escapes like \\u000a are read before the literal is; octal ones are not.
  const escape: Escape = (codePoint) =>
    codePoint < 0x80
      ? `\\${codePoint.toString(8).padStart(3, "0")}`
      : codePoint > 0xffff
        ? `\\u${hex(0xd7c0 + (codePoint >> 10), 4)}\\u${hex(0xdc00 + (codePoint & 0x3ff), 4)}`
        : `\\u${hex(codePoint, 4)}`;
  return quoted(text, escape, signOrNotAscii);
}

/** A template literal; its line feeds are the text's own. */
export function templateLiteral(text: string): string {
  const escaped = text
    .replace(/[\\`]|\$(?=\{)/g, "\\$&")
    .replace(everyInvisible, (character) => braces(character.codePointAt(0) ?? 0));
  return `\`${escaped}\``;
}

/** A word in single quotes for a POSIX shell, in which nothing has a meaning. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The lines of a text, each with the line feed that ends it. */
export function linesOf(text: string): readonly string[] {
  const lines: string[] = [];
  for (let start = 0; start < text.length || start === 0;) {
    const end = text.indexOf("\n", start) + 1 || text.length;
    lines.push(text.slice(start, end));
    if (end === start) break;
    start = end;
  }
  return lines;
}

/** Length of the longest run of one character. */
export function longestRun(text: string, character: string): number {
  let longest = 0;
  let run = 0;
  for (const each of text) {
    run = each === character ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
