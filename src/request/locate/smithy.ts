import { finding, type Finding, type KeyPath, type Reader } from "./finding.js";
import { isIndex, parseKeyPath } from "./keyPath.js";
import { readSentence } from "./sentence.js";

/**
 * Reads the constraint texts of AWS's own frameworks (`Value '…' at 'a.1.member.b' failed to satisfy
 * constraint: …`, list positions counted from 1) and botocore's checks before sending.
 */
export const readSmithy: Reader = (text) => {
  const found = constraints(text);
  return found.length > 0 ? found : botocore(text);
};

function constraints(text: string): Finding[] {
  const marks = [...text.matchAll(/ at '([^']+)' failed to satisfy constraint: /g)];
  return marks.flatMap((mark, index) => {
    const said = text.slice(mark.index + mark[0].length, marks[index + 1]?.index ?? text.length);
    const path = memberPath(mark[1] ?? "");
    return path === undefined ? [] : [finding(path, problemOf(said))];
  });
}

function problemOf(said: string) {
  const sentence = said.replace(/^Member /, "");
  if (/^must not be null/.test(sentence)) return { type: "missingKey" } as const;
  return readSentence(sentence).problem;
}

/** Coral counts from 1 and writes `N.member`; newer servers write a JSON pointer that counts from 0. */
function memberPath(written: string): KeyPath | undefined {
  if (written === "body") return [];
  if (written.startsWith("/")) return withoutBody(parseKeyPath(written));
  const segments = parseKeyPath(written);
  return withoutBody(
    segments?.flatMap((segment, index) => {
      if (segment === "member" && index > 0) return [];
      const counted = isIndex(segment) && segments[index + 1] === "member";
      return [counted ? String(Math.max(0, Number(segment) - 1)) : segment];
    }),
  );
}

function withoutBody(path: KeyPath | undefined): KeyPath | undefined {
  return path?.[0] === "body" ? path.slice(1) : path;
}

function botocore(text: string): Finding[] {
  if (!/Parameter validation failed|(?:in|for) (?:input|parameter)\b/.test(text)) return [];
  return [
    ...each(text, /Missing required parameter in (\S+): "(\w+)"/g, "missingKey"),
    ...each(text, /Unknown parameter in (\S+): "(\w+)"/g, "extraneousKey"),
    ...each(text, /Invalid type for parameter ([\w.[\]]+),/g, "wrongType"),
    ...each(text, /Invalid (?:length|range) for parameter ([\w.[\]]+),/g, "other"),
  ];
}

function each(
  text: string,
  pattern: RegExp,
  type: "missingKey" | "extraneousKey" | "wrongType" | "other",
): Finding[] {
  return [...text.matchAll(pattern)].flatMap(([, owner = "", key]) => {
    const path = owner === "input" ? [] : parseKeyPath(owner);
    if (path === undefined) return [];
    return [finding(key === undefined ? path : [...path, key], { type })];
  });
}
