import * as l10n from "../../l10n.js";
import { unreadablePaste } from "./unreadable.js";

/** Python and JavaScript, TypeScript included. */
export type Dialect = "python" | "javascript";

/** A piece of a string: its text, or the source of a value that is put in. */
export type StringPart = string | { readonly source: string; readonly offset: number };

interface TokenBase {
  readonly offset: number;
  /** How the source spells it. */
  readonly written: string;
  /** Whether it begins a line. */
  readonly startsLine: boolean;
}

export type Token = TokenBase &
  (
    | { readonly type: "name" | "number" | "sign" }
    | { readonly type: "string"; readonly parts: readonly StringPart[] }
  );

const space = /\s+|\\\r?\n/y;
const comments: Readonly<Record<Dialect, RegExp>> = {
  python: /#[^\n]*/y,
  javascript: /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y,
};
const name = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const number = /0[xob][\da-f_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:e[+-]?\d+)?/iy;
const sign = /\.\.\.|\*\*|=>|[=!<>]==?|[-+*/%|&?]=|\|\||&&|\?\?|\?\.|[^\s]/y;
const pythonString = /([a-z]{0,2})("""|'''|"|')/iy;

/**
 * Splits source code into tokens, good enough to find calls, assignments and literals in it: a regular
 * expression of JavaScript counts as signs.
 *
 * @throws {Failure} `invalidRequest` for a string without an end
 */
export function tokensOf(source: string, dialect: Dialect): readonly Token[] {
  const tokens: Token[] = [];
  const strings = new StringReader(source, dialect);
  let at = 0;
  let startsLine = true;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  while (at < source.length) {
    const skipped = take(space) ?? take(comments[dialect]);
    if (skipped !== undefined) {
      startsLine ||= skipped.includes("\n") && !skipped.startsWith("\\");
      continue;
    }
    const offset = at;
    const string = strings.stringAt(at);
    if (string) {
      at = string.end;
      const written = source.slice(offset, at);
      tokens.push({ type: "string", parts: string.parts, offset, written, startsLine });
    } else {
      const word = take(name);
      const digits = word === undefined ? take(number) : undefined;
      const written = word ?? digits ?? take(sign) ?? "";
      const type = word !== undefined ? "name" : digits !== undefined ? "number" : "sign";
      tokens.push({ type, offset, written, startsLine });
    }
    startsLine = false;
  }
  return tokens;
}

interface FoundString {
  readonly parts: readonly StringPart[];
  readonly end: number;
}

class StringReader {
  /**
   * Ends of lines by the quote that nothing closes on them. A later quote on the same line is an
   * escaped one of the first, so nothing closes that either.
   */
  private readonly openLines = new Map<string, number>();

  constructor(
    private readonly source: string,
    private readonly dialect: Dialect,
  ) {}

  stringAt(at: number): FoundString | undefined {
    return this.dialect === "javascript" ? this.javascript(at) : this.python(at);
  }

  private javascript(at: number): FoundString | undefined {
    const { source, dialect } = this;
    const quote = source.charAt(at);
    if (source.startsWith("String.raw`", at)) {
      const start = at + "String.raw`".length;
      return this.read(start, { quote: "`", isRaw: true, opening: "${", dialect });
    }
    if (!/["'`]/.test(quote)) return undefined;
    const opening = quote === "`" ? ("${" as const) : undefined;
    return this.read(at + 1, { quote, isRaw: false, opening, dialect });
  }

  private python(at: number): FoundString | undefined {
    const { source, dialect } = this;
    pythonString.lastIndex = at;
    const match = pythonString.exec(source);
    if (!match) return undefined;
    const [all, prefix = "", quote = ""] = match;
    const opening = /f/i.test(prefix) ? ("{" as const) : undefined;
    return this.read(at + all.length, { quote, isRaw: /r/i.test(prefix), opening, dialect });
  }

  private read(start: number, quoting: Quoting): FoundString | undefined {
    const kind = `${quoting.opening}${quoting.quote}`;
    if (start <= (this.openLines.get(kind) ?? -1)) return undefined;
    const found = readString(this.source, start, quoting);
    if (!found) this.openLines.set(kind, this.source.indexOf("\n", start));
    return found;
  }
}

interface Quoting {
  readonly quote: string;
  readonly isRaw: boolean;
  /** What begins a value that is put in. */
  readonly opening: "{" | "${" | undefined;
  readonly dialect: Dialect;
}

function readString(source: string, start: number, quoting: Quoting): FoundString | undefined {
  const { quote, isRaw, opening, dialect } = quoting;
  const parts: StringPart[] = [];
  let text = "";
  for (let at = start; at < source.length;) {
    if (source.startsWith(quote, at)) return { parts: [...parts, text], end: at + quote.length };
    const isShort = quote.length === 1 && quote !== "`";
    // Not a string then, but perhaps a quote in a regular expression.
    if (isShort && source.charAt(at) === "\n") return undefined;
    if (opening === "{" && /^(?:\{\{|\}\})/.test(source.slice(at, at + 2))) {
      text += source.charAt(at);
      at += 2;
    } else if (opening !== undefined && source.startsWith(opening, at)) {
      const inner = at + opening.length;
      const end = closingBrace(source, inner);
      parts.push(text, { source: source.slice(inner, end), offset: inner });
      text = "";
      at = end + 1;
    } else if (source.charAt(at) === "\\") {
      const escape = isRaw
        ? { text: source.slice(at, at + 2), length: 2 }
        : unescape(source, at, dialect);
      text += escape.text;
      at += escape.length;
    } else {
      text += source.charAt(at);
      at += 1;
    }
  }
  throw unreadablePaste(l10n.t("A string begins here that has no end."), source, start);
}

function closingBrace(source: string, start: number): number {
  let depth = 0;
  for (let at = start; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === "{") depth += 1;
    if (character === "}" && depth-- === 0) return at;
  }
  throw unreadablePaste(l10n.t("A value begins here that has no closing brace."), source, start);
}

const shortEscapes: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
  v: "\v",
  a: "\x07",
};

function unescape(
  source: string,
  at: number,
  dialect: Dialect,
): { readonly text: string; readonly length: number } {
  const rest = source.slice(at, at + 12);
  const code =
    /^\\u\{([\da-fA-F]+)\}/.exec(rest) ??
    /^\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8}))/.exec(rest);
  const digits = code?.[1] ?? code?.[2] ?? code?.[3];
  if (code && digits !== undefined && parseInt(digits, 16) <= 0x10ffff) {
    return { text: String.fromCodePoint(parseInt(digits, 16)), length: code[0].length };
  }
  const octal = /^\\([0-7]{1,3})/.exec(rest);
  if (octal) {
    return { text: String.fromCharCode(parseInt(octal[1] ?? "", 8)), length: octal[0].length };
  }
  if (/^\\\r?\n/.test(rest)) return { text: "", length: rest.startsWith("\\\r") ? 3 : 2 };
  const character = rest.charAt(1);
  const isShort =
    Object.hasOwn(shortEscapes, character) && !(dialect === "javascript" && character === "a");
  if (isShort) return { text: shortEscapes[character] ?? "", length: 2 };
  // Python keeps the backslash of an escape it does not know, JavaScript drops it.
  const isKept = dialect === "python" && !/["'\\]/.test(character);
  return { text: isKept ? rest.slice(0, 2) : character, length: 2 };
}
