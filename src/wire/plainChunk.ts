const opening = bytesOf('{"bytes":"');
/** What may stand behind the base64: padding that hides the length of the words, or nothing. */
const padding = bytesOf('","p":"');
const closing = bytesOf('"}');

const equalsSign = 0x3d;
/** Bytes from here on are no ASCII. */
const nonAscii = 0x80;

/** Larger than the base64 of nearly all chunks: an image may need more. */
const scratch = Buffer.allocUnsafe(64 * 1024);

const noDigit = 0x80;
/** Value of each base64 digit by its code. */
const digits = new Uint8Array(256).fill(noDigit);
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
for (const [value, code] of bytesOf(alphabet).entries()) digits[code] = value;

/**
 * The text inside a chunk whose payload is written exactly as Bedrock writes it,
 * `{"bytes":"<base64>","p":"<padding>"}`; undefined for every other, which may still be a good one.
 * Several times as fast as JSON.parse and Buffer's base64, whose calls cost more than so few bytes do.
 */
export function readPlainChunk(body: Uint8Array): string | undefined {
  if (!standsAt(body, 0, opening)) return undefined;
  const needed = body.length;
  const target = needed <= scratch.length ? scratch : Buffer.allocUnsafe(needed);
  const { end, length, isAscii } = decodeBase64(body, opening.length, target);
  if (!isRest(body, end)) return undefined;
  // Only ASCII is the same in both; the one without a decoder takes half the time.
  return target.toString(isAscii ? "latin1" : "utf8", 0, length);
}

/** What Bedrock pads with, as much of it as it takes. */
const paddingText = bytesOf("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

/** True when such a payload has no padding, or that which Bedrock writes: nobody's words. */
export function hasPlainPadding(body: Uint8Array, text: string): boolean {
  // In UTF-8 the text may be longer; the first guess is right for nearly all.
  return isPaddedAfter(body, text.length) || isPaddedAfter(body, Buffer.byteLength(text, "utf8"));
}

function isPaddedAfter(body: Uint8Array, textBytes: number): boolean {
  const end = opening.length + Math.ceil(textBytes / 3) * 4;
  if (standsAt(body, end, closing)) return end + closing.length === body.length;
  const length = body.length - end - padding.length - closing.length;
  if (length < 0 || length > paddingText.length || !standsAt(body, end, padding)) return false;
  const start = end + padding.length;
  for (let i = 0; i < length; i++) {
    if (body[start + i] !== paddingText[i]) return false;
  }
  return true;
}

/** True when nothing but the end of such a payload begins here. */
function isRest(body: Uint8Array, start: number): boolean {
  let at = start;
  if (standsAt(body, at, padding)) {
    at += padding.length;
    while (isLetterOrNumeral(body[at] ?? 0)) at += 1;
  }
  return at + closing.length === body.length && standsAt(body, at, closing);
}

function isLetterOrNumeral(code: number): boolean {
  const isPlusOrSlash = code === 0x2b || code === 0x2f;
  return (digits[code] ?? noDigit) < noDigit && !isPlusOrSlash;
}

function standsAt(body: Uint8Array, start: number, wanted: Uint8Array): boolean {
  for (let i = 0; i < wanted.length; i++) {
    if (body[start + i] !== wanted[i]) return false;
  }
  return true;
}

/** Decodes until the first byte that is no base64; padding that fits is taken along. */
function decodeBase64(
  from: Uint8Array,
  start: number,
  target: Uint8Array,
): { readonly end: number; readonly length: number; readonly isAscii: boolean } {
  let at = start;
  let length = 0;
  let all = 0;
  for (;;) {
    const a = digit(from, at);
    const b = digit(from, at + 1);
    const c = digit(from, at + 2);
    const d = digit(from, at + 3);
    if ((a | b | c | d) < noDigit) {
      const bits = (a << 18) | (b << 12) | (c << 6) | d;
      all |= bits;
      target[length++] = bits >> 16;
      target[length++] = bits >> 8;
      target[length++] = bits;
      at += 4;
      continue;
    }
    const isPadded = (a | b) < noDigit && from[at + 3] === equalsSign;
    if (isPadded && (c < noDigit || from[at + 2] === equalsSign)) {
      const bits = (a << 18) | (b << 12) | (c < noDigit ? c << 6 : 0);
      all |= bits & (c < noDigit ? 0xffff00 : 0xff0000);
      target[length++] = bits >> 16;
      if (c < noDigit) target[length++] = bits >> 8;
      at += 4;
    }
    return { end: at, length, isAscii: (all & highBits) === 0 };
  }
}

/** The highest bits of three bytes. */
const highBits = (nonAscii << 16) | (nonAscii << 8) | nonAscii;

function digit(from: Uint8Array, at: number): number {
  return digits[from[at] ?? 0] ?? noDigit;
}

function bytesOf(ascii: string): Uint8Array {
  return Buffer.from(ascii, "latin1");
}
