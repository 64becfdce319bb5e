import type { CodeKind, CodeLanguage } from "./codeLanguage.js";

/** A colored piece of code; offsets in UTF-16 code units from the start of the code. */
export interface CodePiece {
  readonly kind: CodeKind;
  readonly start: number;
  readonly end: number;
}

const kinds: readonly CodeKind[] = [
  ...(["keyword", "string", "number", "comment"] as const),
  ...(["name", "constant", "inserted", "deleted"] as const),
];

/** A line beyond this is cut in the middle of nothing: reading it anew each time would be slow. */
const maxOpenChars = 8_192;

/** Beyond so many pieces a line is cut, too: all of them are told, and drawn, anew each time. */
const maxOpenPieces = 256;

/**
 * Finds the pieces of code that is still being written. What stands in the last line, or in a string
 * or comment that is still open, may turn out to be something else and is told anew each time.
 */
export class CodePieces {
  private text = "";
  /** Where `text` begins in the whole code. */
  private offset = 0;

  constructor(private readonly language: CodeLanguage) {}

  /** Takes more code; `settled` will not change any more, `open` holds until the next call. */
  append(code: string): { readonly settled: CodePiece[]; readonly open: CodePiece[] } {
    this.text += code;
    const pieces = [...this.find()];
    const keptFrom = this.keptFrom(pieces);
    const settled = pieces.filter(({ start }) => start < this.offset + keptFrom);
    const open = pieces.slice(settled.length);
    // Lookbehinds want the line feed before the kept line.
    const cut = this.text[keptFrom - 1] === "\n" ? keptFrom - 1 : keptFrom;
    this.text = this.text.slice(cut);
    this.offset += cut;
    return { settled, open };
  }

  private keptFrom(pieces: readonly CodePiece[]): number {
    const length = this.text.length;
    const lineStart = this.text.lastIndexOf("\n") + 1;
    const last = pieces.at(-1);
    const isOpen = last?.end === this.offset + length;
    const open = isOpen ? Math.min(lineStart, last.start - this.offset) : lineStart;
    // What spans a line end and is closed is settled, and reading goes on behind it.
    const spanning = pieces.find(
      ({ start, end }) => start < this.offset + open && end > this.offset + open,
    );
    const start = spanning ? spanning.end - this.offset : open;
    const isMany = (pieces.at(-maxOpenPieces)?.start ?? -1) >= this.offset + start;
    return length - start > maxOpenChars || isMany ? length : start;
  }

  private *find(): Generator<CodePiece, void, void> {
    for (const match of this.text.matchAll(this.language)) {
      const kind = kinds.find((one) => match.groups?.[one] !== undefined);
      const start = this.offset + match.index;
      if (kind && match[0] !== "") yield { kind, start, end: start + match[0].length };
    }
  }
}
