import { element } from "./dom.js";

/**
 * Blocks that one chapter holds. For each frame the browser asks every block and every open chapter
 * whether it is in view, and lays out the list that they are in: with 2,000 blocks side by side that
 * was 35 ms a frame, with 60 chapters it is not to be seen.
 */
const blocksPerChapter = 32;

/**
 * Blocks of a text, bundled into chapters: a closed one out of view costs what one block costs,
 * whatever is in it.
 */
export class Chapters {
  private last: HTMLElement | undefined;
  private blocks = 0;
  private lines = 0;

  constructor(private readonly parent: HTMLElement) {}

  /** Where the next block goes. */
  next(): HTMLElement {
    if (this.last && this.blocks < blocksPerChapter) {
      this.blocks += 1;
      return this.last;
    }
    this.close();
    this.last = element("div", { class: "chapter" });
    this.blocks = 1;
    this.lines = 0;
    this.parent.append(this.last);
    return this.last;
  }

  /** The last block will not grow any more; `lines` is a guess of its height. */
  didFill(lines: number): void {
    this.lines += lines;
    const block = this.last?.lastElementChild;
    if (block instanceof HTMLElement) block.style.setProperty("--lines", `${lines}`);
  }

  private close(): void {
    this.last?.style.setProperty("--chapter-lines", `${this.lines}`);
    this.last?.classList.add("closed");
  }
}
