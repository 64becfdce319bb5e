import { blockCut, isHighSurrogate } from "./blockCut.js";
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

  constructor(private readonly parent: HTMLElement) {}

  append(text: string): void {
    let rest = text;
    while (rest !== "") {
      const block = this.last ?? this.begin();
      const { take, isFull } = blockCut(rest, block.length);
      const piece = rest.slice(0, take);
      rest = rest.slice(take);
      block.appendData(piece);
      // Half a surrogate pair stays open for its other half.
      if (isFull && !isHighSurrogate(piece.charCodeAt(take - 1))) this.close(block);
    }
  }

  private begin(): Text {
    const text = document.createTextNode("");
    this.parent.append(element("div", { class: "text-block" }, text));
    this.last = text;
    return text;
  }

  private close(block: Text): void {
    const lineFeeds = block.data.split("\n").length - 1;
    const lines = lineFeeds + Math.floor(block.length / guessedColumns);
    block.parentElement?.style.setProperty("--lines", `${lines}`);
    this.last = undefined;
  }
}
