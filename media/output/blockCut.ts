/** A block is closed at the first line end after this many characters. */
export const softLimit = 4_096;
/** A block without line ends is closed here all the same, at a space. */
export const hardLimit = 8_192;
/**
 * Text without even a space is cut here: to break one endless word into lines takes the browser
 * time that grows with the square of its length (16,384 characters: 360 ms; 2,048: not to be seen).
 */
export const wordLimit = 2_048;

/**
 * Marks upon marks are cut here: they stand on one letter, and to place them takes the browser the
 * square of their number (40,000: 3.4 s). No language puts more than a few on a letter.
 */
export const maxMarks = 64;
const manyMarks = new RegExp(String.raw`\p{M}{${maxMarks}}`, "u");
const endsInMarks = new RegExp(String.raw`\p{M}{1,${maxMarks}}$`, "u");

const endsInManyMarks = new RegExp(String.raw`\p{M}{${maxMarks}}$`, "u");

/** No room is left for one more mark on the last letter. */
export function hasManyMarks(text: string): boolean {
  return endsInManyMarks.test(text.slice(-maxMarks));
}

/** How much of `text` may stand behind `before` in one block, as far as marks are concerned. */
export function marksCut(before: string, text: string): number {
  const standing = endsInMarks.exec(before.slice(-maxMarks))?.[0] ?? "";
  const found = manyMarks.exec(standing + text);
  return found ? Math.max(1, found.index + found[0].length - standing.length) : text.length;
}

/**
 * How much of `text` goes into a block that holds `held` characters, and whether the block is full
 * then. Blocks end after a line feed, which shows nothing when a block ends there; a line longer
 * than a block is cut at a space, and never inside a surrogate pair. `unbroken` is the length of
 * what stands in the block since its last space or line feed.
 */
export function blockCut(
  text: string,
  held: number,
  unbroken: number,
): { take: number; isFull: boolean } {
  const soft = Math.max(0, softLimit - held);
  const hard = Math.max(1, hardLimit - held);
  const lineFeed = text.indexOf("\n", Math.max(0, soft - 1));
  const end = lineFeed !== -1 && lineFeed < hard ? lineFeed + 1 : Math.min(text.length, hard);
  const word = endlessWord(text, end, unbroken);
  if (word !== undefined) return { take: pastPair(text, word), isFull: true };
  if (lineFeed !== -1 && lineFeed < hard) return { take: end, isFull: true };
  if (text.length < hard) return { take: text.length, isFull: false };
  const space = text.lastIndexOf(" ", hard - 1);
  if (space >= soft) return { take: space + 1, isFull: true };
  return { take: pastPair(text, hard), isFull: true };
}

/** Where the first word of the text up to `end` that is too long reaches its limit. */
function endlessWord(text: string, end: number, unbroken: number): number | undefined {
  let start = -unbroken;
  while (end - start > wordLimit) {
    const limit = Math.max(1, start + wordLimit);
    const breakAt = lastBreak(text, limit);
    if (breakAt < start || breakAt < 0) return limit;
    start = breakAt + 1;
  }
  return undefined;
}

/** The last space or line feed before `limit`, or -1. */
function lastBreak(text: string, limit: number): number {
  return Math.max(text.lastIndexOf(" ", limit - 1), text.lastIndexOf("\n", limit - 1));
}

/** How many characters at the end of the text have no space or line feed among them. */
export function unbrokenEnd(text: string): number {
  return text.length - 1 - lastBreak(text, text.length);
}

function pastPair(text: string, cut: number): number {
  return isHighSurrogate(text.charCodeAt(cut - 1)) && cut < text.length ? cut + 1 : cut;
}

/** True for the first half of a pair. */
export function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
