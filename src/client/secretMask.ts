import { base64Stretches } from "./base64Stretch.js";
import { DecodedText, type TextRange } from "./decodedText.js";
import { PieceScan } from "./pieceScan.js";

/** Shorter texts are words and numbers of everybody. */
const minSecretLength = 8;
/** Lengths of the pieces that are looked for in a stream, the one that is found faster first. */
const pieceLengths = [8, 6] as const;

/** Stands where a secret stood, in texts for people. */
export const hidden = "(redacted)";

/**
 * Hides secrets in foreign text, however it spells them: as they are, escaped as JSON, URLs or HTML
 * do it, in base64, and broken into lines.
 */
export class SecretMask {
  private readonly wanted: readonly string[];
  /** Undefined: there is nothing to look for, or nothing that a quick look could find. */
  private readonly scan: PieceScan | undefined;

  constructor(secrets: readonly string[]) {
    const forms = [...new Set(secrets)].flatMap((secret) => formsOf(bytesOf(secret)));
    this.wanted = [...new Set(forms.flatMap((form) => [form, urlAlphabet(form)]))];
    const pieces = piecesOf(forms);
    this.scan = pieces.length > 0 ? new PieceScan(pieces) : undefined;
  }

  get hidesNothing(): boolean {
    return this.wanted.length === 0;
  }

  /** The text without the secrets; the same when it holds none. */
  text(text: string, isCut = false): string {
    if (this.hidesNothing) return text;
    const bytes = bytesOf(text);
    const masked = this.replaced(bytes, () => hidden, isCut);
    return masked === bytes ? text : Buffer.from(masked, "latin1").toString("utf8");
  }

  /**
   * Bytes, as latin1 reads them, without the secrets and of the same length: JSON, frames and offsets
   * stay what they were. `isCut`: they break off, and may do so inside a secret.
   */
  bytes(written: string, isCut = false): string {
    return this.replaced(written, (length) => "*".repeat(length), isCut);
  }

  private replaced(
    written: string,
    replacement: (length: number) => string,
    isCut: boolean,
  ): string {
    if (written.length < minSecretLength || this.hidesNothing) return written;
    const decoded = new DecodedText(written);
    const ranges = this.wanted.flatMap((secret) => rangesOf(secret, decoded));
    if (isCut) ranges.push(...this.wanted.flatMap((secret) => cutRange(secret, decoded)));
    return ranges.length === 0 ? written : withoutRanges(written, ranges, replacement);
  }

  /**
   * False when a chunk's text holds no secret: a quick look for pieces of letters and digits, which no
   * usual spelling changes, two of each form, as one of them stays whole where lines are broken.
   */
  mayBeIn(text: string): boolean {
    if (this.hidesNothing) return false;
    return this.scan?.isIn(text) ?? true;
  }
}

function bytesOf(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** What to look for in decoded text. Base64 is that of the very bytes: those are what was sent. */
function formsOf(secret: string): readonly string[] {
  const { text } = new DecodedText(secret);
  if (text.length < minSecretLength) return [];
  return [text, ...base64Stretches(secret)];
}

function urlAlphabet(base64: string): string {
  return base64.replaceAll("+", "-").replaceAll("/", "_");
}

function rangesOf(secret: string, decoded: DecodedText): TextRange[] {
  const ranges: TextRange[] = [];
  const { text } = decoded;
  for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + secret.length)) {
    ranges.push(decoded.writtenRange(at, at + secret.length));
  }
  return ranges;
}

/** The beginning of a secret at the end of a text that was cut. */
function cutRange(secret: string, decoded: DecodedText): readonly TextRange[] {
  const { text } = decoded;
  const longest = Math.min(secret.length - 1, text.length);
  for (let length = longest; length >= minSecretLength; length--) {
    if (text.endsWith(secret.slice(0, length))) {
      return [decoded.writtenRange(text.length - length, text.length)];
    }
  }
  return [];
}

function withoutRanges(
  written: string,
  ranges: readonly TextRange[],
  replacement: (length: number) => string,
): string {
  let masked = "";
  let at = 0;
  for (const { start, end } of joined(ranges)) {
    masked += written.slice(at, start) + replacement(end - start);
    at = end;
  }
  return masked + written.slice(at);
}

/** In order, those that overlap as one: a pair of user and password is a secret, and the password. */
function joined(ranges: readonly TextRange[]): readonly TextRange[] {
  const all: TextRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = all.at(-1);
    if (!last || last.end <= range.start) all.push(range);
    else all[all.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
  }
  return all;
}

/** What to look for in a stream; empty when a form has no piece that every spelling leaves alone. */
function piecesOf(forms: readonly string[]): readonly string[] {
  for (const length of pieceLengths) {
    const found = forms.map((form) => plainPieces(form, length));
    if (found.every((pieces) => pieces.length > 0)) {
      return [...new Set(found.flat())];
    }
  }
  return [];
}

/** Two pieces of letters and digits side by side where there is room, one where there is not. */
function plainPieces(form: string, length: number): readonly string[] {
  const runs = (form.match(/[A-Za-z0-9]+/g) ?? []).toSorted((a, b) => b.length - a.length);
  const whole = runs.filter((run) => run.length >= length);
  const [longest = "", second] = whole;
  if (longest === "") return [];
  const next = longest.length >= 2 * length ? longest.slice(length) : second;
  return [longest, next].flatMap((run) => run?.slice(0, length) ?? []);
}
