import * as smd from "streaming-markdown";
import * as l10n from "../../src/l10n.js";
import { maxMarkdownChars } from "../../src/views/messageCost.js";
import { element } from "./dom.js";
import { MarkdownSink, tooDeep, type MarkdownSinkOptions } from "./markdownSink.js";
import { TextBlocks } from "./textBlocks.js";

/**
 * What the parser holds back, because it does not know yet what it is. It copies all of that with
 * every character, so a dash that goes on for ever took it the square of its length.
 */
const maxPendingChars = 400;

/** The parser gets so much before anybody looks at what it costs. */
const sliceChars = 64;

/** Tokens whose text may hold emphasis; in code, formulas and addresses an underscore is one. */
const emphasizing: ReadonlySet<number> = new Set([
  ...[smd.PARAGRAPH, smd.BLOCKQUOTE, smd.LIST_ITEM, smd.TABLE_CELL, smd.STRIKE],
  ...[smd.HEADING_1, smd.HEADING_2, smd.HEADING_3, smd.HEADING_4, smd.HEADING_5, smd.HEADING_6],
  ...[smd.ITALIC_AST, smd.STRONG_AST],
]);

/** Underscores within a word, as in snake_case; the parser takes them for emphasis. */
const inWord = /(?<=[\p{L}\p{N}])_+(?=[\p{L}\p{N}])/gu;

/** An underscore behind a word: what follows tells whether it is within one. */
const behindWord = /(?<=[\p{L}\p{N}])_+$/u;

/** Markdown rendered while it arrives. What the parser cannot take stands there as plain text. */
export class MarkdownText {
  private readonly parser: smd.Parser;
  private readonly sink: MarkdownSink;
  private received = "";
  /** The last character that the parser got, and the underscores that wait for the next one. */
  private last = "";
  private held = "";
  private plain: TextBlocks | undefined;

  constructor(
    private readonly container: HTMLElement,
    private readonly options: MarkdownSinkOptions,
  ) {
    this.sink = new MarkdownSink(container, options);
    this.parser = smd.parser(this.sink);
  }

  append(text: string): void {
    if (this.plain) {
      this.plain.append(text);
      return;
    }
    if (this.received.length + text.length > maxMarkdownChars) {
      this.goOnPlain(`${this.held}${text}`);
      return;
    }
    this.received += text;
    this.parse((parser) => this.write(parser, text));
  }

  /** Nothing follows: what the parser holds back, because it might mean something, is text. */
  end(): void {
    if (this.plain) return;
    this.parse((parser) => {
      smd.parser_write(parser, this.held);
      smd.parser_end(parser);
    });
  }

  /** As the parser would, but an underscore within a word is one, as CommonMark has it. */
  private write(parser: smd.Parser, text: string): void {
    // With the character before, which the patterns look at and which is not written again.
    const known = `${this.last}${this.held}${text}`;
    this.held = behindWord.exec(known)?.[0] ?? "";
    const end = known.length - this.held.length;
    let from = this.last.length;
    const words = [...known.matchAll(inWord)];
    for (const { 0: underscores, index } of words) {
      from = this.writeSlices(parser, known, from, index);
      if (from < index) break;
      const isText = emphasizing.has(parser.token);
      smd.parser_write(parser, isText ? underscores.replaceAll("_", "\\_") : underscores);
      from = index + underscores.length;
    }
    from = this.writeSlices(parser, known, from, end);
    if (this.isSpent) this.goOnPlain(known.slice(from));
    else this.last = lastCharacter(known.slice(Math.max(0, end - 2), end));
  }

  /** Writes until more would cost too much, and returns how far it came. */
  private writeSlices(parser: smd.Parser, text: string, from: number, end: number): number {
    let at = from;
    while (at < end && !this.isSpent) {
      const next = Math.min(end, at + sliceChars);
      smd.parser_write(parser, text.slice(at, next));
      at = next;
    }
    return at;
  }

  private get isSpent(): boolean {
    return this.sink.isSpent || this.parser.pending.length + this.held.length > maxPendingChars;
  }

  /** What is rendered stays, and the rest is text: what the parser holds back, too. */
  private goOnPlain(rest: string): void {
    const { pending } = this.parser;
    this.held = "";
    this.received = "";
    this.continuePlain().append(`${pending}${rest}`);
  }

  private parse(step: (parser: smd.Parser) => void): void {
    try {
      step(this.parser);
    } catch (error) {
      // The sink stops the parser before its tables of 24 levels overflow.
      if (error !== tooDeep) console.error("Bedrock Stream: Markdown given up", error);
      this.container.replaceChildren();
      this.continuePlain().append(this.received);
    }
  }

  private continuePlain(): TextBlocks {
    const rest = element("div", { class: "plain", attributes: { "data-exact": "" } });
    const note = l10n.t("Shown as plain text from here on, which keeps the panel quick.");
    this.container.append(element("p", { class: "note", part: "plainNote" }, note), rest);
    this.plain = new TextBlocks(rest, this.options.guess);
    return this.plain;
  }
}

/** Both halves of a surrogate pair, when it ends in one. */
function lastCharacter(text: string): string {
  return /[\uD800-\uDBFF][\uDC00-\uDFFF]$/.exec(text)?.[0] ?? text.slice(-1);
}
