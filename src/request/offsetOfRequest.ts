import { createScanner, SyntaxKind } from "jsonc-parser";

/**
 * Where the request of a request file begins: the first of its keys `modelId` and `body`. Reads no
 * further, so that a body of megabytes costs nothing; undefined when there is neither.
 */
export function offsetOfRequest(text: string): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  let isKeyNext = false;
  for (let token = scanner.scan(); token !== SyntaxKind.EOF; token = scanner.scan()) {
    const isString = token === SyntaxKind.StringLiteral;
    if (isString && isKeyNext && /^(?:modelId|body)$/.test(scanner.getTokenValue())) {
      return scanner.getTokenOffset();
    }
    if (token === SyntaxKind.OpenBraceToken || token === SyntaxKind.OpenBracketToken) depth += 1;
    if (token === SyntaxKind.CloseBraceToken || token === SyntaxKind.CloseBracketToken) depth -= 1;
    const mayPrecedeKey = token === SyntaxKind.OpenBraceToken || token === SyntaxKind.CommaToken;
    isKeyNext = depth === 1 && mayPrecedeKey;
  }
  return undefined;
}
