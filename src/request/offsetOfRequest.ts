import { maxCheckedTokens } from "./checkExtent.js";
import { jsonTokens } from "./jsonTokens.js";

/**
 * Where the request of a request file begins: the first of its keys `modelId` and `body`. Reads no
 * further, so that a body of megabytes costs nothing; undefined when there is neither.
 */
export function offsetOfRequest(text: string): number | undefined {
  let depth = 0;
  let isKeyNext = false;
  let count = 0;
  for (const { offset, text: token, value } of jsonTokens(text, { ignoreTrivia: true })) {
    if (isKeyNext && token.startsWith('"') && /^(?:modelId|body)$/.test(value)) return offset;
    if (token === "{" || token === "[") depth += 1;
    if (token === "}" || token === "]") depth -= 1;
    if ((count += 1) > maxCheckedTokens) return undefined;
    isKeyNext = depth === 1 && (token === "{" || token === ",");
  }
  return undefined;
}
