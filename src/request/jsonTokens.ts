import { createScanner, type SyntaxKind } from "jsonc-parser";

/** A piece of JSON text as it is written: one sign, string, number, word, comment, or white space. */
export interface JsonToken {
  readonly offset: number;
  readonly text: string;
  /** Of a string its text without quotes and escapes. */
  readonly value: string;
}

/** The library's const enum cannot be read under `isolatedModules`; the type keeps the number right. */
const endOfFile: SyntaxKind.EOF = 17;

/**
 * The tokens of JSON text (comments and what is no JSON too) up to the scanner's own end. Its offsets
 * do not tell the end: behind a comment that is not closed it stands one beyond the text.
 */
export function* jsonTokens(
  text: string,
  {
    from = 0,
    ignoreTrivia = false,
  }: { readonly from?: number; readonly ignoreTrivia?: boolean } = {},
): Generator<JsonToken> {
  const scanner = createScanner(text, ignoreTrivia);
  scanner.setPosition(from);
  while (scanner.scan() !== endOfFile) {
    const offset = scanner.getTokenOffset();
    const written = text.slice(offset, offset + scanner.getTokenLength());
    yield { offset, text: written, value: scanner.getTokenValue() };
  }
}
