/** A block is closed at the first line end after this many characters. */
export const softLimit = 8_192;
/** A block without line ends is closed here all the same. */
export const hardLimit = 16_384;

/**
 * How much of `text` goes into a block that holds `held` characters, and whether the block is full
 * then. Blocks end after a line feed, which shows nothing when a block ends there; a line longer
 * than a block is cut at a space, and never inside a surrogate pair.
 */
export function blockCut(text: string, held: number): { take: number; isFull: boolean } {
  const soft = Math.max(0, softLimit - held);
  if (text.length <= soft) return { take: text.length, isFull: false };
  const hard = Math.max(1, hardLimit - held);
  const lineFeed = text.indexOf("\n", Math.max(0, soft - 1));
  if (lineFeed !== -1 && lineFeed < hard) return { take: lineFeed + 1, isFull: true };
  if (text.length < hard) return { take: text.length, isFull: false };
  const space = text.lastIndexOf(" ", hard - 1);
  if (space >= soft) return { take: space + 1, isFull: true };
  const isInsidePair = isHighSurrogate(text.charCodeAt(hard - 1)) && hard < text.length;
  return { take: isInsidePair ? hard + 1 : hard, isFull: true };
}

/** True for the first half of a pair. */
export function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
