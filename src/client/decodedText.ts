const backslash = 0x5c;
const percent = 0x25;
const ampersand = 0x26;
const numberSign = 0x23;
const semicolon = 0x3b;

/** How often escapes are undone in what came of undoing escapes: HTML in JSON in a URL. */
const maxRounds = 4;

/**
 * What each byte is compared as; 0 is left out. White space, `>` and the backslash stand where lines
 * are broken, quoted or continued. Base64 for URLs has two digits of its own.
 */
const comparedAs = Uint8Array.from({ length: 256 }, (_, code) => code);
for (const code of Buffer.from(" \t\r\n>\\")) comparedAs[code] = 0;
comparedAs[0x2d] = 0x2b;
comparedAs[0x5f] = 0x2f;

const noDigit = 0xff;
const digits = new Uint8Array(256).fill(noDigit);
for (const [value, code] of Buffer.from("0123456789abcdef").entries()) digits[code] = value;
for (const [value, code] of Buffer.from("ABCDEF").entries()) digits[code] = 10 + value;

/** Letters that JSON puts behind a backslash in place of white space. */
const spaceLetters = new Set(Buffer.from("nrt"));
const letterU = 0x75;
const letterX = 0x78;

const entities = new Map(
  Object.entries({
    ...{ amp: "&", apos: "'", equals: "=", gt: ">", lowbar: "_", lt: "<", plus: "+", quot: '"' },
    ...{ sol: "/", nbsp: " " },
  }).map(([name, character]) => [entityKey(Buffer.from(name), 0, name.length), character]),
);
const maxEntityLength = 6;

/** Part of a text as it is written. `end` is behind it. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

interface Escape {
  readonly code: number;
  /** Of a byte, not of a character. */
  readonly isByte: boolean;
  readonly end: number;
}

/**
 * The texts to compare with: as it is written, and with its escapes undone as often as they are nested.
 * Both, as what looks like an escape may be a stray mark before a secret.
 */
export function readingsOf(written: string): readonly [DecodedText, ...DecodedText[]] {
  const bytes = Buffer.from(written, "latin1");
  let inner = new DecodedText(bytes, true);
  if (!inner.hadEscapes && !inner.isNested) return [inner];
  const readings: [DecodedText, ...DecodedText[]] = [new DecodedText(bytes, false), inner];
  for (let round = 1; round < maxRounds && inner.isNested; round++) {
    inner = new DecodedText(inner.bytes, true, inner);
    readings.push(inner);
  }
  return readings;
}

/**
 * A text with its escapes undone and without what stands where texts are broken. Texts are bytes here:
 * one character each, as latin1 reads them.
 */
export class DecodedText {
  readonly bytes: Uint8Array;
  readonly text: string;
  hadEscapes = false;
  /** Something that begins escapes was escaped itself. */
  isNested = false;

  /** `outer`: what `written` is the decoded text of. */
  constructor(
    private readonly written: Uint8Array,
    private readonly undoesEscapes: boolean,
    private readonly outer?: DecodedText,
  ) {
    const bytes = Buffer.allocUnsafe(written.length);
    this.bytes = bytes.subarray(0, this.decode(bytes));
    this.text = bytes.toString("latin1", 0, this.bytes.length);
  }

  /** Where parts of `text` are written, each of a character or more. */
  writtenRanges(ranges: readonly TextRange[]): readonly TextRange[] {
    if (ranges.length === 0) return [];
    // Rarely wanted, so that the way there is walked once more.
    const starts = new Uint32Array(this.bytes.length);
    const ends = new Uint32Array(this.bytes.length);
    this.decode(Buffer.allocUnsafe(this.written.length), (length, start, end) => {
      starts[length] = start;
      ends[length] = end;
    });
    const found = ranges.map(({ start, end }) => ({
      start: starts[start] ?? 0,
      end: ends[end - 1] ?? 0,
    }));
    return this.outer?.writtenRanges(found) ?? found;
  }

  private decode(
    into: Uint8Array,
    onByte?: (index: number, start: number, end: number) => void,
  ): number {
    const { written } = this;
    let length = 0;
    for (let at = 0; at < written.length;) {
      const code = written[at] ?? 0;
      const escape =
        code === backslash || code === percent || code === ampersand
          ? this.escapeAt(at, code)
          : undefined;
      const end = escape?.end ?? at + 1;
      const before = length;
      if (!escape) length = put(into, length, comparedAs[code] ?? 0);
      else if (escape.isByte || escape.code < 0x80)
        length = put(into, length, this.comparedByte(escape.code));
      else
        for (const byte of Buffer.from(characterOf(escape.code)))
          length = put(into, length, this.comparedByte(byte));
      if (onByte) for (let index = before; index < length; index++) onByte(index, at, end);
      at = end;
    }
    return length;
  }

  /** What an escape stands for may begin one itself, once it is undone. */
  private comparedByte(code: number): number {
    if (code !== backslash && code !== percent && code !== ampersand) return comparedAs[code] ?? 0;
    this.isNested = true;
    return code;
  }

  private escapeAt(at: number, code: number): Escape | undefined {
    if (code === backslash) return this.backslashed(at);
    if (!this.undoesEscapes) return undefined;
    const found = code === percent ? percentAt(this.written, at) : entityAt(this.written, at);
    if (found) this.hadEscapes = true;
    return found;
  }

  /** Any number of backslashes, and what they change: JSON may stand in JSON. */
  private backslashed(start: number): Escape {
    const { written } = this;
    let at = start;
    while (written[at] === backslash) at += 1;
    const code = written[at] ?? 0;
    const isByte = true;
    if (this.undoesEscapes) {
      const number =
        code === letterU
          ? numberAt(written, at + 1, 4, 16)
          : code === letterX
            ? numberAt(written, at + 1, 2, 16)
            : undefined;
      this.hadEscapes ||= number !== undefined || spaceLetters.has(code);
      if (number !== undefined) {
        return { code: number, isByte: code === letterX, end: at + (code === letterX ? 3 : 5) };
      }
      if (spaceLetters.has(code)) return { code: 0, isByte, end: at + 1 };
    }
    return { code, isByte, end: Math.min(at + 1, written.length) };
  }
}

function put(into: Uint8Array, length: number, byte: number): number {
  if (byte === 0) return length;
  into[length] = byte;
  return length + 1;
}

function percentAt(written: Uint8Array, at: number): Escape | undefined {
  const code = numberAt(written, at + 1, 2, 16);
  return code === undefined ? undefined : { code, isByte: true, end: at + 3 };
}

function entityAt(written: Uint8Array, at: number): Escape | undefined {
  const isNumber = written[at + 1] === numberSign;
  const isHex = isNumber && ((written[at + 2] ?? 0) | 0x20) === letterX;
  const start = at + (isHex ? 3 : isNumber ? 2 : 1);
  let end = start;
  while (end < start + 8 && end < written.length && written[end] !== semicolon) end += 1;
  if (written[end] !== semicolon || end === start) return undefined;
  const code = isNumber
    ? numberAt(written, start, end - start, isHex ? 16 : 10)
    : entities.get(entityKey(written, start, end))?.charCodeAt(0);
  return code === undefined ? undefined : { code, isByte: false, end: end + 1 };
}

/** A number for each short name: a text of each would take longer. Zero for a long one. */
function entityKey(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > maxEntityLength) return 0;
  let key = 0;
  for (let at = start; at < end; at++) key = key * 256 + (bytes[at] ?? 0);
  return key;
}

function numberAt(
  bytes: Uint8Array,
  start: number,
  count: number,
  base: number,
): number | undefined {
  let value = 0;
  for (let at = start; at < start + count; at++) {
    const digit = digits[bytes[at] ?? 0] ?? noDigit;
    if (digit >= base) return undefined;
    value = value * base + digit;
  }
  return value;
}

function characterOf(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}
