/** Two characters of seven bits each, as a place in a table. */
const places = 1 << 14;

/**
 * Looks for many pieces of text in one go, after Wu and Manber: the two characters at which the
 * shortest piece would end tell how far the search may jump. It reads every seventh place of what
 * holds none, which is cheap enough for every event of a stream.
 */
export class PieceScan {
  private readonly length: number;
  private readonly jumps: Uint8Array;
  private readonly byEnd = new Map<number, string[]>();

  /** `pieces` are ASCII and have two characters or more; there is one at least. */
  constructor(pieces: readonly string[]) {
    this.length = Math.min(...pieces.map(({ length }) => length));
    this.jumps = new Uint8Array(places).fill(this.length - 1);
    for (const piece of pieces) this.add(piece);
  }

  private add(piece: string): void {
    const last = this.length - 1;
    for (let end = 1; end <= last; end++) {
      const place = placeOf(piece, end);
      this.jumps[place] = Math.min(this.jumps[place] ?? 0, last - end);
    }
    const place = placeOf(piece, last);
    this.byEnd.set(place, [...(this.byEnd.get(place) ?? []), piece]);
  }

  /** True when one of the pieces is in the text. */
  isIn(text: string): boolean {
    const { jumps } = this;
    let end = this.length - 1;
    while (end < text.length) {
      const place = ((text.charCodeAt(end - 1) & 0x7f) << 7) | (text.charCodeAt(end) & 0x7f);
      const jump = jumps[place] ?? 1;
      if (jump === 0 && this.isAt(text, end, place)) return true;
      end += jump || 1;
    }
    return false;
  }

  private isAt(text: string, end: number, place: number): boolean {
    const start = end - this.length + 1;
    return (this.byEnd.get(place) ?? []).some((piece) => text.startsWith(piece, start));
  }
}

function placeOf(piece: string, end: number): number {
  return ((piece.charCodeAt(end - 1) & 0x7f) << 7) | (piece.charCodeAt(end) & 0x7f);
}
