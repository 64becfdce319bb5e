import * as smd from "streaming-markdown";
import { element } from "./dom.js";
import { MarkdownSink, tooDeep, type MarkdownSinkOptions } from "./markdownSink.js";
import { TextBlocks } from "./textBlocks.js";

/**
 * Beyond this, text goes on as plain text: rendered Markdown makes an element of every few words,
 * and the number of elements is what a browser cannot keep in hand.
 */
const maxRenderedChars = 1_000_000;

/** Markdown rendered while it arrives. What the parser cannot take stands there as plain text. */
export class MarkdownText {
  private readonly parser: smd.Parser;
  private received = "";
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
    this.parse((parser) => smd.parser_write(parser, text));
  }

  /** Nothing follows: what the parser holds back, because it might mean something, is text. */
  end(): void {
    if (!this.plain) this.parse((parser) => smd.parser_end(parser));
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
