import { blockCut, isHighSurrogate, unbrokenEnd } from "./blockCut.js";
import { Chapters } from "./chapters.js";
import { element } from "./dom.js";
import { lineFeedsIn, LineGuess } from "./lineGuess.js";

/**
 * Long text in blocks of a few kilobytes, each a text node of its own. The browser lays out only
 * blocks in view (`content-visibility`), and an append touches only the last one. In one node,
 * every append to a long text lays out all of it.
 */
export class TextBlocks {
  private last: Text | undefined;
  /** All blocks, and where each begins in the whole text. */
  private readonly blocks: { readonly start: number; readonly text: Text }[] = [];
  private length = 0;
  /** Length of the word that the last block ends with so far. */
  private unbroken = 0;
  private readonly chapters: Chapters;

  constructor(
    parent: HTMLElement,
    private readonly guess = new LineGuess(),
  ) {
    this.chapters = new Chapters(parent);
  }

  append(text: string): void {
    let rest = text;
    while (rest !== "") {
      const block = this.last ?? this.begin();
      const { take, isFull } = blockCut(rest, block.length, this.unbroken);
      const piece = rest.slice(0, take);
      rest = rest.slice(take);
      block.appendData(piece);
      this.length += take;
      const unbroken = unbrokenEnd(piece);
      this.unbroken = unbroken === piece.length ? this.unbroken + unbroken : unbroken;
      // Half a surrogate pair stays open for its other half.
      if (isFull && !isHighSurrogate(piece.charCodeAt(take - 1))) this.close(block);
    }
  }

  /** Where a stretch of the whole text is: mostly one range, one for each block that it crosses. */
  ranges(start: number, end: number): StaticRange[] {
    const ranges: StaticRange[] = [];
    for (let at = this.blockAt(start); at < this.blocks.length; at++) {
      const block = this.blocks[at];
      if (!block || block.start >= end) break;
      const startOffset = Math.max(0, start - block.start);
      const endOffset = Math.min(block.text.length, end - block.start);
      if (startOffset >= endOffset) continue;
      const [startContainer, endContainer] = [block.text, block.text];
      ranges.push(new StaticRange({ startContainer, startOffset, endContainer, endOffset }));
    }
    return ranges;
  }

  private blockAt(offset: number): number {
    const after = this.blocks.findLastIndex(({ start }) => start <= offset);
    return Math.max(0, after);
  }

  private begin(): Text {
    const text = document.createTextNode("");
    this.chapters.next().append(element("div", { class: "text-block" }, text));
    this.blocks.push({ start: this.length, text });
    this.last = text;
    this.unbroken = 0;
    return text;
  }

  private close(block: Text): void {
    const { data, length } = block;
    this.chapters.didFill(this.guess.lines({ lineFeeds: lineFeedsIn(data), length }));
    this.last = undefined;
  }
}
