import { pointerSegments } from "../pointer.js";
import { finding, type Finding, type KeyPath, type Reader } from "./finding.js";
import { readSentence } from "./sentence.js";

/** One violation as the validator lists it; the path is the place its pointer names. */
interface Violation {
  readonly path: KeyPath;
  readonly text: string;
}

/**
 * Reads org.everit.json.schema, whose texts follow "Malformed input request": `#/pointer: text`, one
 * after the other with or without separators, and without the pointer when there is a single one.
 * https://github.com/everit-org/json-schema
 */
export const readJsonSchema: Reader = (text) => {
  const violations = listed(text);
  if (violations.length === 0) return unplaced(text);
  const blamed = withoutBranches(withoutHeadings(violations)).flatMap(blames);
  return blamed.length > 0 ? blamed : violations.flatMap(lastResort);
};

const pointerMark = /#((?:\/[^/:#\n]+)*):(?: |$)/g;

function listed(text: string): Violation[] {
  const marks = [...text.matchAll(pointerMark)];
  return marks.map((mark, index) => {
    const end = marks[index + 1]?.index ?? text.length;
    const said = text.slice(mark.index + mark[0].length, end);
    return { path: pointerSegments(mark[1] ?? ""), text: sentenceOf(said) };
  });
}

function sentenceOf(said: string): string {
  return said.replace(/,? please reformat your input and try again[^]*$/, "").trim();
}

/** A pattern for what `readSentence` does not look for: texts that name a key of the object. */
const namesChild =
  /^(?:required key|property|extraneous key) \[(.+?)\] (?:not found|is required|is not permitted)/;

function blames({ path, text }: Violation): Finding[] {
  if (isSummary(text)) return [];
  const child = namesChild.exec(text)?.[1];
  if (child !== undefined) {
    const type = text.startsWith("extraneous") ? "extraneousKey" : "missingKey";
    return [finding([...path, child], { type })];
  }
  // Without words: a `const` that the value is not.
  if (text === "") return path.length === 0 ? [] : [finding(path, { type: "wrongValue" })];
  if (text === "false schema always fails") return [finding(path, { type: "extraneousKey" })];
  return [finding(path, readSentence(text).problem)];
}

/** Sentences about schemas, not about places: the violations beneath them are what counts. */
function isSummary(text: string): boolean {
  return /^(?:\d+ schema violations? found|subject must not be valid against schema|\d+ subschemas matched|only \d+ subschema|no subschema matched)/.test(
    text,
  );
}

/** A message of summaries alone still blames the object they stand at, or the key they name. */
function lastResort({ path, text }: Violation): Finding[] {
  const key = /^subject must not be valid against schema \{"?required":\["([^"]+)"\]\}/.exec(
    text,
  )?.[1];
  if (key !== undefined) return [finding([...path, key])];
  return path.length === 0 ? [] : [finding(path)];
}

/** The single violation whose pointer the service left out. */
function unplaced(text: string): Finding[] {
  const said = /Malformed input request:\s*(.*)/s.exec(text)?.[1];
  return said === undefined || !namesChild.test(said) ? [] : blames({ path: [], text: said });
}

/** A pointer without words above a violation further down only says where that one lies. */
function withoutHeadings(violations: readonly Violation[]): readonly Violation[] {
  return violations.filter(
    ({ path, text }, index) =>
      text !== "" ||
      !violations
        .slice(index + 1)
        .some((other) => other.path.length > path.length && startsWith(other.path, path)),
  );
}

/**
 * Of an `anyOf` the validator lists what is wrong with every branch. Where the tag of a union (`type`)
 * is wrong, the other complaints about that object belong to branches nobody meant; where a container
 * was entered, "expected a string" is the other branch's complaint.
 */
function withoutBranches(violations: readonly Violation[]): readonly Violation[] {
  const tagged = violations.filter(
    ({ path, text }) => path.length > 1 && path.at(-1) === "type" && isWrongTag(text),
  );
  const owners = tagged.map(({ path }) => path.slice(0, -1));
  return violations.filter(({ path, text }) => {
    const inTagged = owners.some((owner) => startsWith(blamedPath(path, text), owner));
    if (inTagged) return path.at(-1) === "type" && isWrongTag(text);
    // "There should be no type" is what a branch without one says; it was not meant.
    if (text.startsWith("expected: null")) return violations.length === 1;
    if (!/^expected type: \w+, found: JSON(?:Array|Object)$/.test(text)) return true;
    return !violations.some(
      (other) => other.path.length > path.length && startsWith(other.path, path),
    );
  });
}

function isWrongTag(text: string): boolean {
  return text === "" || text.endsWith("is not a valid enum value");
}

function blamedPath(path: KeyPath, text: string): KeyPath {
  const child = namesChild.exec(text)?.[1];
  return child === undefined ? path : [...path, child];
}

function startsWith(path: KeyPath, prefix: KeyPath): boolean {
  return prefix.every((segment, index) => path[index] === segment);
}
