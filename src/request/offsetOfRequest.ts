import { createScanner } from "jsonc-parser";

/**
 * Where the request of a request file begins: the first of its keys `modelId` and `body`. Reads no
 * further, so that a body of megabytes costs nothing; undefined when there is neither.
 */
export function offsetOfRequest(text: string): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  let isKeyNext = false;
  for (;;) {
    scanner.scan();
    const offset = scanner.getTokenOffset();
    // Tokens are known by their text: the library's names for them exist in its types alone.
    const token = text.charAt(offset);
    if (scanner.getTokenLength() === 0) return undefined;
    if (isKeyNext && token === '"' && /^(?:modelId|body)$/.test(scanner.getTokenValue())) {
      return offset;
    }
    if (token === "{" || token === "[") depth += 1;
    if (token === "}" || token === "]") depth -= 1;
    isKeyNext = depth === 1 && (token === "{" || token === ",");
  }
}
