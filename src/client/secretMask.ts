import { base64Stretches } from "./base64Stretch.js";
import { readingsOf, type DecodedText, type TextRange } from "./decodedText.js";
import { pieceScan } from "./pieceScan.js";

/** Shorter texts are words and numbers of everybody. */
const minSecretLength = 8;
/** What must be left of a secret to compare, without what stands where texts are broken. */
const minFormLength = 4;

/** An escape that broke off. */
const cutEscape =
  /(?:\\{1,12}(?:u[\da-f]{0,3}|x[\da-f]?)?|%[\da-f]?|&(?:#x?[\da-f]{0,7}|[a-z]{0,6}))$/i;
const maxCutEscape = 12;

/** Stands where a secret stood, in texts for people. */
export const hidden = "(redacted)";

/**
 * Hides secrets in foreign text, however it spells them: as they are, escaped as JSON, URLs or HTML
 * do it, in base64, and broken into lines.
 */
export class SecretMask {
  /** As texts are compared. */
  private readonly forms: readonly string[];
  private readonly scan: RegExp | undefined;

  constructor(secrets: readonly string[]) {
    this.forms = [...new Set(secrets.flatMap((secret) => formsOf(bytesOf(secret))))];
    if (this.forms.length > 0) this.scan = pieceScan(this.forms);
  }

  get hidesNothing(): boolean {
    return this.scan === undefined;
  }

  /** The text without the secrets; the same when it holds none. `isCut`: as for `bytes`. */
  text(text: string, isCut = false): string {
    if (!isCut && !this.mayBeIn(text)) return text;
    const bytes = bytesOf(text);
    const masked = this.replaced(bytes, () => hidden, isCut);
    return masked === bytes ? text : Buffer.from(masked, "latin1").toString("utf8");
  }

  /**
   * Bytes, as latin1 reads them, without the secrets and of the same length: JSON, frames and offsets
   * stay what they were. `isCut`: they break off, and may do so inside a secret.
   */
  bytes(written: string, isCut = false): string {
    if (!isCut && !this.mayBeIn(written)) return written;
    return this.replaced(written, (length) => "*".repeat(length), isCut);
  }

  /** False when a text holds no secret: a quick look, which is true of few others. */
  mayBeIn(text: string): boolean {
    return this.scan?.test(text) ?? false;
  }

  private replaced(
    written: string,
    replacement: (length: number) => string,
    isCut: boolean,
  ): string {
    if (written.length < minSecretLength || this.hidesNothing) return written;
    const ranges = readingsOf(written).flatMap((reading) => this.rangesIn(reading));
    if (isCut) ranges.push(...this.cutRanges(written));
    const long = ranges.filter(({ start, end }) => end - start >= minSecretLength);
    return long.length === 0 ? written : withoutRanges(written, long, replacement);
  }

  private rangesIn(reading: DecodedText): readonly TextRange[] {
    return reading.writtenRanges(this.forms.flatMap((form) => rangesOf(form, reading.text)));
  }

  /** The beginnings of secrets at the end of a text that was cut. */
  private cutRanges(written: string): readonly TextRange[] {
    const whole =
      written.slice(0, -maxCutEscape) + written.slice(-maxCutEscape).replace(cutEscape, "");
    return [written, whole].flatMap((text) =>
      readingsOf(text).flatMap((reading) =>
        reading.writtenRanges(this.forms.flatMap((form) => cutRange(form, reading.text))),
      ),
    );
  }
}

function bytesOf(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** What to look for in decoded text. Base64 is that of the very bytes: those are what was sent. */
function formsOf(secret: string): readonly string[] {
  if (secret.length < minSecretLength) return [];
  return [secret, ...base64Stretches(secret)]
    .flatMap((form) => readingsOf(form).map(({ text }) => text))
    .filter((form) => form.length >= minFormLength);
}

function rangesOf(form: string, text: string): readonly TextRange[] {
  const ranges: TextRange[] = [];
  for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + form.length)) {
    ranges.push({ start: at, end: at + form.length });
  }
  return ranges;
}

function cutRange(form: string, text: string): readonly TextRange[] {
  const tail = text.slice(-minSecretLength);
  if (tail.length < minSecretLength) return [];
  for (let at = form.lastIndexOf(tail); at >= 0; at = form.lastIndexOf(tail, at - 1)) {
    const start = text.length - at - tail.length;
    if (start >= 0 && text.startsWith(form.slice(0, at), start))
      return [{ start, end: text.length }];
    if (at === 0) break;
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
