import assert from "node:assert/strict";
import * as fs from "node:fs";
import { isJsonObject, parseJson, type Json } from "../../../src/request/json.js";
import { readMessages } from "../../support/nls.js";

/** Keys under which package.json holds text that a person reads. */
const textKeys: ReadonlySet<string> = new Set([
  "title",
  "shortTitle",
  "category",
  "displayName",
  "fullName",
  "label",
  "name",
  "contextualTitle",
  "description",
  "markdownDescription",
  "enumDescriptions",
  "markdownEnumDescriptions",
  "enumItemLabels",
  "deprecationMessage",
  "markdownDeprecationMessage",
  "patternErrorMessage",
  "errorMessage",
  "aliases",
  "contents",
  "altText",
  "placeholder",
  "userDescription",
  "modelDescription",
  "detail",
]);

/** Names for programs that stand under such a key. */
const isForPrograms = (path: string): boolean =>
  /\.(walkthroughs|chatParticipants)\.\d+\.name$/.test(path);

/** Every text for people, with its path in package.json. */
function textsIn(value: Json | undefined, path: string, isText = false): [string, string][] {
  if (typeof value === "string") return isText && !isForPrograms(path) ? [[path, value]] : [];
  if (Array.isArray(value)) {
    return value.flatMap((one, index) => textsIn(one, `${path}.${index}`, isText));
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    textsIn(one, `${path}.${key}`, textKeys.has(key)),
  );
}

describe("the texts of package.json", () => {
  const manifest = parseJson(fs.readFileSync("package.json", "utf8"));
  assert.ok(isJsonObject(manifest));
  const { displayName, description, capabilities, contributes } = manifest;
  const texts = textsIn({ displayName, description, capabilities, contributes } as Json, "");
  const keys = new Set(texts.map(([, text]) => /^%(.+)%$/.exec(text)?.[1] ?? ""));

  it("all stand in the message files", () => {
    const bare = texts.filter(([, text]) => !/^%[\w.-]+%$/.test(text));
    assert.deepEqual(bare, []);
    assert.ok(texts.length > 50);
  });

  for (const file of fs.readdirSync(".").filter((name) => /^package\.nls.*\.json$/.test(name))) {
    it(`are complete in ${file}, and nothing else is there`, () => {
      const messages = readMessages(file);
      assert.deepEqual(Object.keys(messages).sort(), [...keys].sort());
      for (const [key, text] of Object.entries(messages)) assert.notEqual(text, "", key);
    });
  }

  it("keep commands, settings and code in every language", () => {
    const english = readMessages("package.nls.json");
    const german = readMessages("package.nls.de.json");
    for (const [key, text] of Object.entries(english)) {
      assert.deepEqual(unchangedParts(german[key] ?? ""), unchangedParts(text), key);
    }
  });
});

/** What no language changes: code between backticks and the targets of links. */
function unchangedParts(text: string): readonly string[] {
  return [...text.matchAll(/`[^`]+`|\]\([^)]+\)/g)].map(([part]) => part).sort();
}
