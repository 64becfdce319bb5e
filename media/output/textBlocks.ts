import { blockCut, isHighSurrogate, marksCut, maxMarks, unbrokenEnd } from "./blockCut.js";
import { Chapters } from "./chapters.js";
import { bidiControls, bidiMark } from "./code/bidiMark.js";
import { element } from "./dom.js";
import { lineFeedsIn, LineGuess } from "./lineGuess.js";

/**
 * Long text in blocks of a few kilobytes, each a text node of its own. The browser lays out only
 * blocks in view (`content-visibility`), and an append touches only the last one. In one node,
 * every append to a long text lays out all of it.
 */
export class TextBlocks {
  private last: Block | undefined;
  /** All text nodes, and where each begins in the whole text. */
  private readonly nodes: { readonly start: number; readonly text: Text }[] = [];
  private length = 0;
  private readonly chapters: Chapters;

  constructor(
    parent: HTMLElement,
    private readonly guess = new LineGuess(),
    /** Code whose order on the screen is that of its characters, or says where it is not. */
    private readonly isCode = false,
  ) {
    this.chapters = new Chapters(parent);
  }

  append(text: string): void {
    let rest = text;
    while (rest !== "") {
      const block = this.last ?? this.begin();
      const cut = blockCut(rest, block.length, block.unbroken);
      const fit = marksCut(block.end, rest.slice(0, cut.take));
      const take = Math.min(cut.take, fit);
      const piece = rest.slice(0, take);
      rest = rest.slice(take);
      this.fill(block, piece);
      const isFull = cut.isFull || (fit < cut.take && rest !== "");
      // Half a surrogate pair stays open for its other half.
      if (isFull && !isHighSurrogate(piece.charCodeAt(take - 1))) this.close(block);
    }
  }

  private fill(block: Block, piece: string): void {
    const unbroken = unbrokenEnd(piece);
    block.unbroken = unbroken === piece.length ? block.unbroken + unbroken : unbroken;
    block.length += piece.length;
    block.lineFeeds += lineFeedsIn(piece);
    block.end = (block.end + piece).slice(-maxMarks);
    for (const part of this.isCode ? piece.split(bidiControls) : [piece]) {
      if (part === "") continue;
      if (this.isCode && bidiControls.test(part)) this.mark(block, part);
      else (block.text ?? this.beginText(block)).appendData(part);
      this.length += part.length;
    }
  }

  private mark(block: Block, control: string): void {
    const { element: made, text } = bidiMark(control);
    block.element.append(made);
    this.nodes.push({ start: this.length, text });
    block.text = undefined;
  }

  /** Where a stretch of the whole text is: mostly one range, one for each block that it crosses. */
  ranges(start: number, end: number): StaticRange[] {
    const ranges: StaticRange[] = [];
    for (let at = this.blockAt(start); at < this.nodes.length; at++) {
      const block = this.nodes[at];
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
    const after = this.nodes.findLastIndex(({ start }) => start <= offset);
    return Math.max(0, after);
  }

  private begin(): Block {
    const made = element("div", { class: "text-block" });
    this.chapters.next().append(made);
    this.last = { element: made, length: 0, unbroken: 0, lineFeeds: 0, end: "" };
    return this.last;
  }

  private beginText(block: Block): Text {
    const text = document.createTextNode("");
    block.element.append(text);
    block.text = text;
    this.nodes.push({ start: this.length, text });
    return text;
  }

  private close({ lineFeeds, length }: Block): void {
    this.chapters.didFill(this.guess.lines({ lineFeeds, length }));
    this.last = undefined;
  }
}

/** The block that is being filled. */
interface Block {
  readonly element: HTMLElement;
  length: number;
  lineFeeds: number;
  /** Length of the word that it ends with so far. */
  unbroken: number;
  /** Its last characters. */
  end: string;
  /** Takes what follows; absent behind a mark. */
  text?: Text | undefined;
}
