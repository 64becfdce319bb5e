/** Shorter pieces of a secret than this are nobody's proof. */
const pieceLength = 12;
/** How deep a text is looked into: base64 in JSON in base64 and the like. */
const maxDepth = 3;
const base64Run = /[A-Za-z0-9+/_-]{16,}={0,2}/g;

/**
 * The secrets of which a text holds the beginning, however it is spelled. Knows nothing of how the
 * extension hides them: it undoes escapes and base64 again and again, and looks.
 */
export function leaksIn(text: string, secrets: readonly string[], depth = 0): readonly string[] {
  const plain = unescaped(text);
  const found = secrets.filter((secret) => holds(text, secret) || holds(plain, secret));
  if (depth === maxDepth) return found;
  const inner = [...new Set([...(text.match(base64Run) ?? []), ...(plain.match(base64Run) ?? [])])]
    .flatMap((run) => [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), "base64")))
    .map((bytes) => bytes.toString("latin1"))
    .filter((decoded) => isMostlyText(decoded));
  return [...new Set([...found, ...inner.flatMap((one) => leaksIn(one, secrets, depth + 1))])];
}

function holds(text: string, secret: string): boolean {
  return text.includes(secret.slice(0, pieceLength));
}

/** Bytes that were shifted by a wrong start are noise. */
function isMostlyText(text: string): boolean {
  return (text.match(/[\x20-\x7e]{12,}/g) ?? []).length > 0;
}

function unescaped(text: string): string {
  let plain = text;
  for (let round = 0; round < maxDepth; round++) {
    plain = plain
      .replace(/\\+u00([0-9a-f]{2})/gi, (_, code: string) =>
        String.fromCharCode(parseInt(code, 16)),
      )
      .replace(/%([2-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
      .replace(/&#x([0-9a-f]{2});/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
      .replace(/&#(\d{2,3});/g, (_, code: string) => String.fromCharCode(Number(code)))
      .replace(/\\+x([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
      .replace(/\\+[rn]|[\s>]+/g, "")
      .replaceAll("\\", "");
  }
  return plain;
}
