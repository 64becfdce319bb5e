/**
 * How texts spell a character otherwise: JSON (`\u002b`, `\/`), URLs (`%2B`) and HTML (`&#43;`,
 * `&plus;`), each once more inside another of its kind, and white space, which breaks long lines. All
 * repetitions are bounded, so that no text takes more than a time of its length.
 */
const spelling =
  /\\{1,8}(?:u([0-9a-fA-F]{4})|([nrt])|(["/]))|(\\{2,8})|%(?:25){0,4}([0-9a-fA-F]{2})|&(?:amp;){0,4}(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(amp|apos|equals|gt|lowbar|lt|plus|quot|sol));|[ \t\r\n]+/g;

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  apos: "'",
  equals: "=",
  gt: ">",
  lowbar: "_",
  lt: "<",
  plus: "+",
  quot: '"',
  sol: "/",
};

/** Part of a text as it is written. `end` is behind it. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/**
 * A text with its spellings undone and its white space left out, to compare with. Texts are bytes
 * here: one character each, as latin1 reads them.
 */
export class DecodedText {
  readonly text: string;
  /** Where each stretch begins in what is decoded and in what is written; odd ones are spellings. */
  private readonly decodedStarts: number[] = [0];
  private readonly writtenStarts: number[] = [0];

  constructor(written: string) {
    let decoded = "";
    let at = 0;
    for (const match of written.matchAll(spelling)) {
      decoded += written.slice(at, match.index);
      this.mark(decoded.length, match.index);
      decoded += decodedOf(match);
      at = match.index + match[0].length;
      this.mark(decoded.length, at);
    }
    this.text = decoded + written.slice(at);
  }

  /** Where the characters from `start` to `end` are written; `end` is greater than `start`. */
  writtenRange(start: number, end: number): TextRange {
    const first = this.stretchOf(start);
    const last = this.stretchOf(end - 1);
    const begin = this.writtenStarts[first] ?? 0;
    const into = first % 2 === 0 ? start - (this.decodedStarts[first] ?? 0) : 0;
    const isSpelling = last % 2 === 1;
    const rest = end - (this.decodedStarts[last] ?? 0);
    const lastBegin = this.writtenStarts[isSpelling ? last + 1 : last] ?? 0;
    return { start: begin + into, end: isSpelling ? lastBegin : lastBegin + rest };
  }

  private mark(decoded: number, written: number): void {
    this.decodedStarts.push(decoded);
    this.writtenStarts.push(written);
  }

  /** The last stretch that begins at or before `at`: those before it at the same place are empty. */
  private stretchOf(at: number): number {
    let low = 0;
    let high = this.decodedStarts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.decodedStarts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function decodedOf(match: RegExpMatchArray): string {
  const [, unicode, space, itself, backslashes, percent, decimal, hex, entity] = match;
  if (itself !== undefined) return itself;
  if (backslashes !== undefined) return "\\";
  if (entity !== undefined) return entities[entity] ?? "";
  const digits = unicode ?? hex;
  if (digits !== undefined) return characterOf(parseInt(digits, 16));
  if (decimal !== undefined) return characterOf(Number(decimal));
  // URLs spell bytes.
  if (percent !== undefined) return withoutSpace(String.fromCharCode(parseInt(percent, 16)));
  void space;
  return "";
}

function characterOf(code: number): string {
  const character = code <= 0x10ffff ? String.fromCodePoint(code) : "";
  return withoutSpace(Buffer.from(character, "utf8").toString("latin1"));
}

function withoutSpace(text: string): string {
  return /^[ \t\r\n]$/.test(text) ? "" : text;
}
