import * as smd from "streaming-markdown";
import { element } from "./dom.js";
import { MarkdownSink, tooDeep, type MarkdownSinkOptions } from "./markdownSink.js";
import { TextBlocks } from "./textBlocks.js";

/**
 * Beyond this, text goes on as plain text: rendered Markdown makes an element of every few words,
 * and the number of elements is what a browser cannot keep in hand.
 */
const maxRenderedChars = 1_000_000;

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
  private received = "";
  /** The last character that the parser got, and the underscores that wait for the next one. */
  private last = "";
  private held = "";
  private plain: TextBlocks | undefined;

  constructor(
    private readonly container: HTMLElement,
    private readonly options: MarkdownSinkOptions,
  ) {
    this.parser = smd.parser(new MarkdownSink(container, options));
  }

  append(text: string): void {
    if (this.plain) {
      this.plain.append(text);
      return;
    }
    if (this.received.length + text.length > maxRenderedChars) {
      this.end();
      this.received = "";
      this.continuePlain().append(text);
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
    for (const { 0: underscores, index } of known.matchAll(inWord)) {
      smd.parser_write(parser, known.slice(from, index));
      const isText = emphasizing.has(parser.token);
      smd.parser_write(parser, isText ? underscores.replaceAll("_", "\\_") : underscores);
      from = index + underscores.length;
    }
    smd.parser_write(parser, known.slice(from, end));
    this.last = lastCharacter(known.slice(Math.max(0, end - 2), end));
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
    this.container.append(rest);
    this.plain = new TextBlocks(rest, this.options.guess);
    return this.plain;
  }
}

/** Both halves of a surrogate pair, when it ends in one. */
function lastCharacter(text: string): string {
  return /[\uD800-\uDBFF][\uDC00-\uDFFF]$/.exec(text)?.[0] ?? text.slice(-1);
}
