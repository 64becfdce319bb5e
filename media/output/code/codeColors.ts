import type { TextBlocks } from "../textBlocks.js";
import { codeLanguage, type CodeKind } from "./codeLanguage.js";
import { CodePieces, type CodePiece } from "./codePieces.js";

/** The browser looks at all of them whenever one changes: 20 ms for so many. */
const maxPieces = 6_000;
/** Code is colored this long after it has come: often enough to look at once. */
const paintEveryMs = 80;
/** Code that came faster than that is colored a part at a time. */
const maxPaintedChars = 2_048;
const nextPartMs = 16;

/** Takes the text of a code block as it comes. */
export interface CodePainter {
  append(text: string): void;
}

/**
 * Colors code without touching it: ranges in the browser's registry of highlights, whose colors are
 * in the style sheet. The text stays one text node, so copying and appending are what they were.
 */
export class CodeColors {
  private readonly painters = new Set<Painter>();
  private pieces = 0;

  /** Colors what is appended to `blocks`; does nothing for a language that is not known. */
  painter(language: string, blocks: TextBlocks): CodePainter {
    const known = codeLanguage(language);
    if (!known) return { append: () => {} };
    const painter = new Painter(new CodePieces(known), blocks, () => this.take());
    this.painters.add(painter);
    return painter;
  }

  /** The text is gone. */
  clear(): void {
    for (const painter of this.painters) painter.clear();
    this.painters.clear();
    this.pieces = 0;
  }

  private take(): boolean {
    this.pieces += 1;
    return this.pieces <= maxPieces;
  }
}

type Painted = readonly [CodeKind, StaticRange];

class Painter implements CodePainter {
  private waiting = "";
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly settled: Painted[] = [];
  private open: Painted[] = [];
  private hasPainted = false;
  private isFull = false;

  constructor(
    private readonly pieces: CodePieces,
    private readonly blocks: TextBlocks,
    /** False when there is no room for another piece. */
    private readonly take: () => boolean,
  ) {}

  append(text: string): void {
    if (this.isFull) return;
    this.waiting += text;
    this.timer ??= setTimeout(() => this.paint(), this.hasPainted ? paintEveryMs : 0);
  }

  clear(): void {
    clearTimeout(this.timer);
    for (const painted of [...this.settled, ...this.open]) erase(painted);
  }

  private paint(): void {
    this.timer = undefined;
    this.hasPainted = true;
    const { settled, open } = this.pieces.append(this.waiting.slice(0, maxPaintedChars));
    this.waiting = this.waiting.slice(maxPaintedChars);
    for (const painted of this.open) erase(painted);
    for (const piece of settled) {
      this.isFull ||= !this.take();
      if (this.isFull) break;
      this.settled.push(...this.draw(piece));
    }
    this.open = this.isFull ? [] : open.flatMap((piece) => this.draw(piece));
    if (this.isFull) this.waiting = "";
    else if (this.waiting !== "") this.timer = setTimeout(() => this.paint(), nextPartMs);
  }

  private draw({ kind, start, end }: CodePiece): Painted[] {
    return this.blocks.ranges(start, end).map((range) => {
      highlightOf(kind).add(range);
      return [kind, range];
    });
  }
}

function highlightOf(kind: CodeKind): Highlight {
  const name = `code-${kind}`;
  const known = CSS.highlights.get(name);
  if (known) return known;
  const made = new Highlight();
  CSS.highlights.set(name, made);
  return made;
}

function erase([kind, range]: Painted): void {
  CSS.highlights.get(`code-${kind}`)?.delete(range);
}
