/** What an error says that was printed in Rust's debug format. */
export interface RustError {
  /** The innermost sentence. */
  readonly message: string;
  /** The place it blames, where it names one: `param: Some("messages[0].role")`. */
  readonly param?: string;
}

/** A struct, at the beginning of a text or behind words: `…for requestId 1: ErrorEvent { error: …`. */
const struct = /^[A-Z]\w* [{(]|(?<=[\s:(])[A-Z]\w* \{ \w+: /;

/**
 * The error in what models' containers print: `ErrorEvent { error: APIError { code: 400, message: "…" } }`;
 * undefined when the text holds none. The last message is the innermost.
 */
export function rustErrorIn(text: string): RustError | undefined {
  const start = struct.exec(text)?.index;
  if (start === undefined) return undefined;
  const printed = text.slice(start);
  const quoted = lastOf(printed, /\bmessage: (?:Some\()?"((?:[^"\\]|\\.)*)"/g);
  const message = quoted === undefined ? "" : unescapeRust(quoted).trim();
  if (message === "") return undefined;
  const param = lastOf(printed, /\bparam: (?:Some\()?"((?:[^"\\]|\\.)*)"/g);
  return param === undefined ? { message } : { message, param: unescapeRust(param) };
}

function lastOf(text: string, pattern: RegExp): string | undefined {
  return [...text.matchAll(pattern)].at(-1)?.[1];
}

function unescapeRust(text: string): string {
  return text.replace(
    /\\(?:u\{([0-9a-fA-F]{1,6})\}|(.))/gs,
    (_, codePoint?: string, character = "") => {
      if (codePoint !== undefined)
        return String.fromCodePoint(Math.min(parseInt(codePoint, 16), 0x10ffff));
      return { n: "\n", t: "\t", r: "\r", "0": "\0" }[character as string] ?? String(character);
    },
  );
}
