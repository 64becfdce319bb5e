import { printParseErrorCode, type ParseError } from "jsonc-parser";
import type { RequestProblem } from "./requestFile.js";

/** jsonc-parser names its errors; these are the names in words. */
const sentences: Readonly<Record<string, string>> = {
  InvalidSymbol: "This is no JSON value: text stands in double quotes.",
  InvalidNumberFormat: "This is no JSON number.",
  PropertyNameExpected: "Expected a key in double quotes.",
  ValueExpected: "Expected a value.",
  ColonExpected: 'Expected ":" after the key.',
  CommaExpected: 'Expected "," between two entries.',
  CloseBraceExpected: 'This object is not closed: "}" is missing.',
  CloseBracketExpected: 'This array is not closed: "]" is missing.',
  EndOfFileExpected: "Nothing may follow the end of the JSON value.",
  InvalidCommentToken: "No comment may stand here.",
  UnexpectedEndOfComment: 'This comment is not closed: "*/" is missing.',
  UnexpectedEndOfString: "This string is not closed: a double quote is missing on its line.",
  UnexpectedEndOfNumber: "This number is not finished.",
  InvalidUnicode: 'After "\\u" four hexadecimal digits have to follow.',
  InvalidEscapeCharacter: "JSON knows no such escape.",
  InvalidCharacter: 'A control character has to be escaped, for example a tab as "\\t".',
};

/** A syntax error of JSON text as a problem in plain words; at the text's end it keeps one character. */
export function syntaxProblem({ error, offset, length }: ParseError, text: string): RequestProblem {
  const message = sentences[printParseErrorCode(error)] ?? "This is not JSON.";
  // The parser puts the end of a comment that is not closed behind the end of the text.
  const within = Math.min(length, text.length - offset);
  if (within > 0 || text.length === 0)
    return { message, severity: "error", offset, length: within };
  return { message, severity: "error", offset: Math.min(offset, text.length - 1), length: 1 };
}
