import { seededRandom } from "../seededRandom.js";

/** JSON with comments, trailing commas and keys that readers look for; the same for the same seed. */
export function jsoncText(seed: number): string {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const space = () => pick(["", "", "", " ", "\n", "\r\n", "\t", "/* a */", "// b\n", "/**/"]);
  const keys = ["modelId", "body", "messages", "content", "a", "\\u0061", "", "{{input}}"];
  const leaf = () =>
    pick(['"hi"', '"a\\"b\\\\"', '"{{file:a.md}}"', '"\\ud83d"', "1e9", "-0.5", "true", "null"]);
  const value = (depth: number): string => {
    const count = Math.floor(random() * 4);
    const items = (item: () => string) =>
      Array.from({ length: count }, () => space() + item() + space()).join(",");
    const end = count > 0 ? pick(["", "", ","]) : "";
    if (depth === 0 || random() < 0.3) return leaf();
    if (random() < 0.4) return `[${items(() => value(depth - 1))}${end}]`;
    return `{${items(() => `"${pick(keys)}"${space()}:${space()}${value(depth - 1)}`)}${end}}`;
  };
  return space() + value(4) + space();
}
