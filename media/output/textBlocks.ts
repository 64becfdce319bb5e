import { blockCut, isHighSurrogate, unbrokenEnd } from "./blockCut.js";
import { element } from "./dom.js";

/** For a size guess of blocks that were never laid out; wrong guesses only move the scroll bar. */
const guessedColumns = 90;

/**
 * Long text in blocks of a few kilobytes, each a text node of its own. The browser lays out only
 * blocks in view (`content-visibility`), and an append touches only the last one. In one node,
 * every append to a long text lays out all of it.
 */
export class TextBlocks {
  private last: Text | undefined;
  /** Length of the word that the last block ends with so far. */
  private unbroken = 0;

  constructor(private readonly parent: HTMLElement) {}

  append(text: string): void {
    let rest = text;
    while (rest !== "") {
      const block = this.last ?? this.begin();
      const { take, isFull } = blockCut(rest, block.length, this.unbroken);
      const piece = rest.slice(0, take);
      rest = rest.slice(take);
      block.appendData(piece);
      const unbroken = unbrokenEnd(piece);
      this.unbroken = unbroken === piece.length ? this.unbroken + unbroken : unbroken;
      // Half a surrogate pair stays open for its other half.
      if (isFull && !isHighSurrogate(piece.charCodeAt(take - 1))) this.close(block);
    }
  }

  private begin(): Text {
    const text = document.createTextNode("");
    this.parent.append(element("div", { class: "text-block" }, text));
    this.last = text;
    this.unbroken = 0;
    return text;
  }

  private close(block: Text): void {
    const lineFeeds = block.data.split("\n").length - 1;
    const lines = lineFeeds + Math.floor(block.length / guessedColumns);
    block.parentElement?.style.setProperty("--lines", `${lines}`);
    this.last = undefined;
  }
}
