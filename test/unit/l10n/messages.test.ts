import assert from "node:assert/strict";
import * as fs from "node:fs";
import { messageCalls, placesOf } from "../../support/messageCalls.js";
import { readMessages } from "../../support/nls.js";
import { schemaTexts } from "../../support/schemaTexts.js";

describe("the messages of the code", () => {
  const calls = ["src", "media"].flatMap((folder) => messageCalls(folder));
  const messages = new Set([...calls.flatMap(({ message }) => message ?? []), ...schemaTexts()]);
  const bundles = fs.readdirSync("l10n").map((name) => `l10n/${name}`);

  it("are literals, so that they can be translated", () => {
    assert.ok(calls.length > 0);
    const others = calls.filter(({ message }) => message === undefined);
    assert.deepEqual(
      others.map(({ place }) => place),
      [],
    );
  });

  it("have a place for each part and a part for each place", () => {
    const unequal = calls.filter(({ message = "", parts }) => {
      const places = placesOf(message);
      return places.length !== parts || places.some((place, index) => place !== index);
    });
    assert.deepEqual(unequal, []);
  });

  for (const bundle of bundles) {
    const translated = readMessages(bundle);

    it(`are all in ${bundle}, and nothing else is`, () => {
      const missing = [...messages].filter((message) => !Object.hasOwn(translated, message));
      const unused = Object.keys(translated).filter((message) => !messages.has(message));
      assert.deepEqual({ missing, unused }, { missing: [], unused: [] });
    });

    it(`keep their parts in ${bundle}`, () => {
      const unequal = Object.entries(translated).filter(
        ([message, text]) => placesOf(message).join() !== placesOf(text).join() || text === "",
      );
      assert.deepEqual(unequal, []);
    });
  }
});
