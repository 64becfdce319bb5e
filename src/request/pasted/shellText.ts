import * as l10n from "../../l10n.js";
import { maxPastedLength, tooLongPaste } from "./pastedLength.js";
import { unreadablePaste } from "./unreadable.js";

/** A word of a command, its quotes taken off. */
export interface Word {
  /** What is not known stands in it as NUL, which no shell knows. */
  readonly text: string;
  /** The first variable or substitution in it that only the shell knows. */
  readonly unknown?: string;
}

/** How deep here-documents stand in one another: each is read once more for every one around it. */
const maxLevel = 20;

/** What begins a here-document inside `$(`. */
const hereInSubstitution = /\$\(\s*cat\s*<<-?[ \t]*(['"]?)(\w+)\1(?!\w)/y;
const closing = /\s*\)/y;
const variable =
  /\$(?:([A-Za-z_]\w*|[0-9@*#?!$-])|\{([A-Za-z_]\w*|[0-9@*#?])(?:(:?[-=?+])|(?=\})|([^}]*)))/y;

/** Reads one word, or text in which only variables have a meaning. */
export class ShellText {
  private text = "";
  private unknown: string | undefined;

  constructor(
    private readonly source: string,
    private readonly variables: ReadonlyMap<string, Word>,
    private at = 0,
    private readonly level = 0,
  ) {}

  get end(): number {
    return this.at;
  }

  word(): Word {
    const start = this.at;
    while (this.at < this.source.length && !/[\s;|&()<>]/.test(this.source.charAt(this.at))) {
      this.piece();
    }
    // Never the same place twice, whatever stands there.
    if (this.at === start) this.at += 1;
    return this.result();
  }

  /** The whole text, with the meaning it has inside double quotes. */
  expanded(): Word {
    while (this.at < this.source.length) this.inQuotes(true);
    return this.result();
  }

  private result(): Word {
    return { text: this.text, ...(this.unknown !== undefined && { unknown: this.unknown }) };
  }

  private piece(): void {
    const two = this.source.slice(this.at, this.at + 2);
    if (two === "$'") return this.ansi();
    if (two === '$"') this.at += 1;
    switch (this.source.charAt(this.at)) {
      case "'":
        return this.singleQuoted();
      case '"':
        return this.doubleQuoted();
      case "\\":
        this.text += /^\\\r?\n/.test(this.source.slice(this.at, this.at + 3)) ? "" : two.slice(1);
        this.at += this.source.startsWith("\\\r\n", this.at) ? 3 : 2;
        return;
      case "$":
      case "`":
        return this.substitution();
      default:
        this.text += this.source.charAt(this.at);
        this.at += 1;
    }
  }

  private singleQuoted(): void {
    const end = this.source.indexOf("'", this.at + 1);
    if (end < 0) throw this.endless();
    this.text += this.source.slice(this.at + 1, end);
    this.at = end + 1;
  }

  private doubleQuoted(): void {
    const start = this.at;
    this.at += 1;
    while (this.source.charAt(this.at) !== '"') {
      if (this.at >= this.source.length) {
        this.at = start;
        throw this.endless();
      }
      this.inQuotes(false);
    }
    this.at += 1;
  }

  private inQuotes(isDocument: boolean): void {
    const two = this.source.slice(this.at, this.at + 2);
    if (two === "\\\n") this.at += 2;
    else if (/^\\[\\$`]/.test(two) || (two === '\\"' && !isDocument)) {
      this.text += two.charAt(1);
      this.at += 2;
    } else if (/^[$`]/.test(two)) this.substitution();
    else {
      this.text += two.charAt(0);
      this.at += 1;
    }
  }

  private ansi(): void {
    this.at += 2;
    const end = /'/y;
    const escape =
      /\\(?:u([\da-fA-F]{1,4})|U([\da-fA-F]{1,8})|x([\da-fA-F]{1,2})|([0-7]{1,3})|([^]))/y;
    for (;;) {
      end.lastIndex = escape.lastIndex = this.at;
      if (end.test(this.source)) break;
      const found = escape.exec(this.source);
      if (this.at >= this.source.length) throw this.endless();
      this.text += found ? ansiCharacter(found) : this.source.charAt(this.at);
      this.at += found?.[0].length ?? 1;
    }
    this.at += 1;
  }

  private substitution(): void {
    hereInSubstitution.lastIndex = variable.lastIndex = this.at;
    const here = hereInSubstitution.exec(this.source);
    if (here) return this.hereDocument(here);
    const found = variable.exec(this.source);
    if (found) return this.expand(found);
    if (this.source.startsWith("$(", this.at)) return this.unknownCommand("(", ")", 2);
    if (this.source.charAt(this.at) === "`") return this.unknownCommand("", "`", 1);
    this.text += "$";
    this.at += 1;
  }

  /** The text of `$(cat <<EOF …)`; what another program reads of it is not known. */
  private hereDocument([head, quote, delimiter]: RegExpExecArray): void {
    const lineEnd = this.source.indexOf("\n", this.at + head.length);
    const begin = lineEnd < 0 ? this.source.length : lineEnd + 1;
    for (let start = begin; start < this.source.length;) {
      const end = this.source.indexOf("\n", start);
      if (end < 0) break;
      if (this.source.slice(start, end).trim() !== delimiter) {
        start = end + 1;
        continue;
      }
      closing.lastIndex = end;
      if (!closing.test(this.source)) return this.unknownCommand("(", ")", end - this.at);
      const text = this.source.slice(begin, Math.max(begin, start - 1));
      this.add(quote === "" ? this.inner(text).expanded() : { text });
      this.at = closing.lastIndex;
      return;
    }
    throw unreadablePaste(
      l10n.t("A here-document begins here that has no end."),
      this.source,
      this.at,
    );
  }

  private inner(text: string): ShellText {
    if (this.level === maxLevel) {
      throw unreadablePaste(l10n.t("This is nested too deeply to be read."), this.source, this.at);
    }
    return new ShellText(text, this.variables, 0, this.level + 1);
  }

  private expand([all, plain, braced, operator, rest]: RegExpExecArray): void {
    const name = plain ?? braced ?? "";
    this.at += all.length;
    let value = this.variables.get(name);
    if (braced !== undefined) {
      const fallback = this.untilBrace();
      if (operator === ":-" || operator === "-" || operator === ":=" || operator === "=")
        value ??= fallback;
      if (operator?.includes("+") === true) value = value ? fallback : { text: "" };
      if (rest) value = undefined;
    }
    this.add(value ?? { text: "\0", unknown: `$${name}` });
  }

  private untilBrace(): Word {
    const inner = new ShellText(this.source, this.variables, this.at, this.level);
    while (inner.at < this.source.length && this.source.charAt(inner.at) !== "}") inner.piece();
    this.at = inner.at + 1;
    return inner.result();
  }

  private unknownCommand(opening: string, closing: string, length: number): void {
    const start = this.at;
    this.at += length;
    for (let depth = 1; depth > 0; this.at++) {
      const character = this.source.charAt(this.at);
      if (character === "") throw this.endless();
      if (character === closing) depth -= 1;
      else if (character === opening) depth += 1;
    }
    this.add({ text: "\0", unknown: this.source.slice(start, this.at) });
  }

  private add({ text, unknown }: Word): void {
    if (this.text.length + text.length > maxPastedLength) throw tooLongPaste();
    this.text += text;
    this.unknown ??= unknown;
  }

  private endless(): Error {
    return unreadablePaste(l10n.t("A quote begins here that has no end."), this.source, this.at);
  }
}

const ansiShort: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  a: "\x07",
  b: "\b",
  e: "\x1b",
  E: "\x1b",
  f: "\f",
  v: "\v",
};

function ansiCharacter([all, four, eight, two, octal, character = ""]: RegExpExecArray): string {
  const hex = four ?? eight ?? two;
  if (hex !== undefined) return String.fromCodePoint(Math.min(parseInt(hex, 16), 0x10ffff));
  if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8));
  return ansiShort[character] ?? (/["'\\?]/.test(character) ? character : all);
}
