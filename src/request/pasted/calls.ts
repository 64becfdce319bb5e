import { Expressions } from "./expression.js";
import { jsonOfLiteral, type Literal } from "./literal.js";

/** Functions that give back what they are given, as text or bytes. */
const passing =
  /^(?:Buffer\.from|str|bytes|bytearray|io\.BytesIO|BytesIO|fromUtf8|toUtf8Bytes|strToU8|(?:.*\.)?encode|Uint8Array|Blob|Uint8ArrayBlobAdapter\.fromString)$/;
const writingJson = /^(?:json\.dumps|JSON\.stringify|dumps|orjson\.dumps|ujson\.dumps)$/;
const readingJson = /^(?:json\.loads|JSON\.parse|loads)$/;

/** What a call gives that only changes the form of its argument; undefined for any other call. */
export function valueOfCall(
  name: string,
  [argument, ...others]: readonly Literal[],
  named: ReadonlyMap<string, Literal>,
): Literal | undefined {
  if (name === "dict" && !argument) return { type: "object", entries: named };
  if (!argument) return undefined;
  if (writingJson.test(name)) return { type: "text", text: jsonOfLiteral(argument) };
  if (passing.test(name)) {
    const [encoding] = others;
    const isUtf8 = encoding?.type !== "text" || /^utf-?8$/i.test(encoding.text);
    return isUtf8 ? argument : undefined;
  }
  if (argument.type === "text" && readingJson.test(name)) {
    return new Expressions(argument.text, "javascript").valueAt(0);
  }
  return undefined;
}
