import { printParseErrorCode, type ParseError } from "jsonc-parser";
import * as l10n from "../l10n.js";
import type { RequestProblem } from "./requestFile.js";

/** jsonc-parser names its errors; these are the names in words. */
function sentenceOf(name: string): string {
  switch (name) {
    case "InvalidSymbol":
      return l10n.t("This is no JSON value: text stands in double quotes.");
    case "InvalidNumberFormat":
      return l10n.t("This is no JSON number.");
    case "PropertyNameExpected":
      return l10n.t("Expected a key in double quotes.");
    case "ValueExpected":
      return l10n.t("Expected a value.");
    case "ColonExpected":
      return l10n.t('Expected ":" after the key.');
    case "CommaExpected":
      return l10n.t('Expected "," between two entries.');
    case "CloseBraceExpected":
      return l10n.t('This object is not closed: "}" is missing.');
    case "CloseBracketExpected":
      return l10n.t('This array is not closed: "]" is missing.');
    case "EndOfFileExpected":
      return l10n.t("Nothing may follow the end of the JSON value.");
    case "InvalidCommentToken":
      return l10n.t("No comment may stand here.");
    case "UnexpectedEndOfComment":
      return l10n.t('This comment is not closed: "*/" is missing.');
    case "UnexpectedEndOfString":
      return l10n.t("This string is not closed: a double quote is missing on its line.");
    case "UnexpectedEndOfNumber":
      return l10n.t("This number is not finished.");
    case "InvalidUnicode":
      return l10n.t('After "\\u" four hexadecimal digits have to follow.');
    case "InvalidEscapeCharacter":
      return l10n.t("JSON knows no such escape.");
    case "InvalidCharacter":
      return l10n.t('A control character has to be escaped, for example a tab as "\\t".');
    default:
      return l10n.t("This is not JSON.");
  }
}

/** A syntax error of JSON text as a problem in plain words; at the text's end it keeps one character. */
export function syntaxProblem({ error, offset, length }: ParseError, text: string): RequestProblem {
  const message = sentenceOf(printParseErrorCode(error));
  // The parser puts the end of a comment that is not closed behind the end of the text.
  const within = Math.min(length, text.length - offset);
  if (within > 0 || text.length === 0)
    return { message, severity: "error", offset, length: within };
  return { message, severity: "error", offset: Math.min(offset, text.length - 1), length: 1 };
}
