import { finding, type Finding, type KeyPath, type Reader } from "./finding.js";
import { parseKeyPath } from "./keyPath.js";
import { readSentence } from "./sentence.js";

/**
 * Reads the JSON-schema validators of other languages, which model containers use: networknt (Java,
 * `$.messages[0].role: …`), Ajv (`/messages/0 must …`) and Python's jsonschema (`… - 'messages.0'`).
 */
export const readOtherSchemas: Reader = (text) => {
  const found = [...jsonPath(text), ...ajv(text), ...instances(text), ...objectMappers(text)];
  return found.length > 0 ? found : python(text);
};

/** Jackson's chain of references, and Go's field of a struct (which names no indices). */
function objectMappers(text: string): Finding[] {
  const chain = /through reference chain: ([^)]*)/.exec(text)?.[1];
  const links = [...(chain ?? "").matchAll(/\[(?:"([^"]+)"|(\d+))\]/g)];
  if (links.length > 0) {
    return [
      finding(
        links.map(([, name, index]) => name ?? index ?? ""),
        { type: "wrongType" },
      ),
    ];
  }
  const field = /cannot unmarshal \w+ into Go struct field \w+\.(\w+)/.exec(text)?.[1];
  return field === undefined ? [] : [finding([field], { type: "wrongType" })];
}

function jsonPath(text: string): Finding[] {
  // The paths behind it lead into the schema of a tool, whose own place the sentence names.
  if (/schema (?:definition )?at \S+ is invalid/.test(text)) return [];
  const marks = [...text.matchAll(/(?<![\w$.])\$((?:\.[\w$-]+|\[\d+\]|\['[^']+'\])*): /g)];
  return marks.flatMap((mark, index) => {
    const said = text.slice(mark.index + mark[0].length, marks[index + 1]?.index ?? text.length);
    return blame(mark[1] ?? "", said);
  });
}

function ajv(text: string): Finding[] {
  const marks = text.matchAll(
    /(?<![\w/#])(?:(?:data|body|request|instance)(\/[\w~$./-]+)?|(\/[\w~$-][\w~$./-]*)) (must [^,;\n]+)/g,
  );
  return [...marks].flatMap(([, afterRoot, path, said]) => {
    const named = /additional properties/i.test(said ?? "") && additionalKey.exec(text)?.[1];
    const segments = parseKeyPath(afterRoot ?? path ?? "#") ?? [];
    if (named) return [finding([...segments, named], { type: "extraneousKey" })];
    return blame(afterRoot ?? path ?? "#", said ?? "");
  });
}

/** Node's jsonschema: `instance.messages[0].role is not one of enum values: user`. */
function instances(text: string): Finding[] {
  const marks = text.matchAll(
    /\binstance((?:\.[\w$-]+|\[\d+\])*) ((?:requires property|is not|does not|must|has) [^\n;]{1,200})/g,
  );
  return [...marks].flatMap(([, path = "", said = ""]) => blame(path, said));
}

/** Ajv tells the key that is too many beside the sentence, if at all. */
const additionalKey = /additionalProperty"?[:=] ?["']([^"']+)/;

function python(text: string): Finding[] {
  const unexpected =
    /Additional properties are not allowed \(([^)]*) (?:was|were) unexpected\)(?: - '([^']+)')?/.exec(
      text,
    );
  if (unexpected) {
    const owner = ownerOf(text, unexpected[2]);
    const keys = [...(unexpected[1] ?? "").matchAll(/'([^']+)'/g)];
    return keys.map(([, key]) => finding([...owner, key ?? ""], { type: "extraneousKey" }));
  }
  const required = /'([\w$.-]+)' is a required property(?: - '([^']+)')?/.exec(text);
  if (required?.[1] !== undefined) {
    return [finding([...ownerOf(text, required[2]), required[1]], { type: "missingKey" })];
  }
  const said =
    /(?<![^\n])([^\n]*?(?:is not of type|is not one of|is (?:less|greater) than the (?:minimum|maximum)|is too (?:short|long)|does not match|is not valid under any of the given schemas)[^\n]*?)(?: - '([^']+)'|\n|$)/.exec(
      text,
    );
  if (said === null) return [];
  const owner = ownerOf(text, said[2]);
  return owner.length === 0 ? [] : [finding(owner, readSentence(said[1] ?? "").problem)];
}

/** The place that jsonschema names after the sentence, or in its "On instance" line. */
function ownerOf(text: string, written: string | undefined): KeyPath {
  const instance = /On instance((?:\[[^\]]+\])+):/.exec(text)?.[1];
  return parseKeyPath(written ?? instance ?? "#") ?? [];
}

function blame(written: string, said: string): Finding[] {
  const path = parseKeyPath(written === "" ? "#" : written);
  if (path === undefined) return [];
  const { problem, child } = readSentence(said.trim());
  if (child === undefined && path.length === 0) return [];
  return [finding(child === undefined ? path : [...path, child], problem)];
}
