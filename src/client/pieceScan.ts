/** As many characters of a form as tell it from nearly all that others write. */
const pieceLength = 4;

/** What may begin an escape of a letter, in JSON, URLs and HTML. */
const escapes = String.raw`\\[ux]|%[\da-fA-F]|&[#a-z]`;
/** What is left out of texts that are compared. */
const leftOut = String.raw`(?:[\s>]|\\[nrt]?)*`;
/** The same letters, which would be tried as both. */
const ambiguous = "nrt";

/** From those that answers hold least of, as the search stops at each. */
const rareFirst =
  "^`~|$@;QXZKJVYUWGHBFDLPNMROECTIAS!?*#&%='<98765432(.)10[]zjqkvxwbgyfphmucdlrsnioate/+{:,}\"";

/**
 * Finds in no time texts that may hold a form: a piece of it, or an escape, which may be any letter.
 * Every event of a stream is looked at so. `forms` are as texts are compared.
 */
export function pieceScan(forms: readonly string[]): RegExp {
  const pieces = new Set(forms.map((form) => patternOf(bestPiece(form))));
  return new RegExp([...pieces, escapes].join("|"));
}

/** The one that begins with the rarest character, of the longest. */
function bestPiece(form: string): string {
  let best = "";
  for (let at = 0; at < form.length; at++) {
    const piece = pieceAt(form, at);
    const isLonger = piece.length > best.length;
    if (isLonger || (piece.length === best.length && rank(piece) < rank(best))) best = piece;
  }
  return best;
}

/** Empty where bytes are no ASCII, as they are no characters then. */
function pieceAt(form: string, start: number): string {
  let end = start;
  while (end < start + pieceLength && end < form.length) {
    const character = form.charAt(end);
    if (character > "~" || (end > start && ambiguous.includes(character))) break;
    end += 1;
  }
  return form.slice(start, end);
}

function rank(piece: string): number {
  return rareFirst.indexOf(piece.charAt(0));
}

function patternOf(piece: string): string {
  if (piece === "") return "[^\\0-\\x7f]";
  return Array.from(piece, classOf).join(leftOut);
}

/** Digits of both alphabets of base64 are compared as one. */
function classOf(character: string): string {
  if (character === "+") return "[+-]";
  if (character === "/") return "[/_]";
  return /\w/.test(character) ? character : `\\${character}`;
}
