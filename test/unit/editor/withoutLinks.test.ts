import assert from "node:assert/strict";
import { asFailure, Failure } from "../../../src/failure.js";
import {
  escapeItems,
  escapeMarkdown,
  escapeMarkup,
  escapeMarkupIn,
} from "../../../src/withoutLinks.js";

/** How VS Code finds links in notifications and questions: `linkedText.ts` of its sources. */
const linkOfVsCode =
  /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

/** How it finds icons in items, prompts, lenses and the status bar: `iconLabels.ts`. */
const iconOfVsCode = /(\\)?\$\([A-Za-z0-9-]+(?:~[A-Za-z0-9-]+)?\)/;

const hostile = [
  "[Trust](command:workbench.trust.manage)",
  'see [here](https://example.com "title")[and](file:///etc/passwd)',
  "[]([[a](command:x)",
];

describe("words of others in notifications", () => {
  for (const text of hostile) {
    it(`hold no link: ${text}`, () => {
      assert.match(text, linkOfVsCode);
      assert.doesNotMatch(escapeMarkup(text), linkOfVsCode);
    });
  }

  for (const text of ["$(check) prod", "a$(sync~spin)b", "\\$(key)", "$$(key)"]) {
    it(`hold no icon: ${text}`, () => {
      assert.match(text, iconOfVsCode);
      assert.doesNotMatch(escapeMarkup(text), iconOfVsCode);
    });
  }

  it("stay as they are where they make neither", () => {
    for (const text of ["$(cat file)", "f(x) [1] (2)", "${name} $HOME", ""]) {
      assert.equal(escapeMarkup(text), text);
    }
  });

  it("are no longer than VS Code finds links in at once", () => {
    assert.equal(escapeMarkup("[".repeat(1_000_000)).length, 1_001);
  });

  it("make nothing of an item of a list either, which keeps all else", () => {
    const [mark = "", link = ""] = ["$(check) prod", hostile[0]];
    const item = { label: mark, description: link, detail: mark, picked: true, modelId: mark };
    const [shown] = escapeItems([item]);
    const words = [shown?.label, shown?.description, shown?.detail].join();
    assert.doesNotMatch(words, iconOfVsCode);
    assert.doesNotMatch(words, linkOfVsCode);
    assert.deepEqual([shown?.picked, shown?.modelId], [true, mark]);
  });

  it("hold none in what a command throws, whose evidence stays", () => {
    const failure = new Failure("configuration", hostile[0] ?? "", { code: "UNTRUSTED" });
    const shown = asFailure(escapeMarkupIn(failure));
    assert.doesNotMatch(shown.message, linkOfVsCode);
    assert.deepEqual([shown.kind, shown.evidence], [failure.kind, failure.evidence]);
  });

  it("have no mark of Markdown in a hover, and are no address there", () => {
    const text = escapeMarkdown("**a**\n\n# www.example.com https://example.com a@example.com <b>");
    assert.doesNotMatch(text, /(?<!\\)[!-/:-@[-`{-~](?<!\\)/);
    assert.doesNotMatch(text, /\n/);
    assert.equal(
      text.replaceAll("\\", ""),
      "**a** # www.example.com https://example.com a@example.com <b>",
    );
  });

  it("leaves every other error the one that it is", () => {
    const errors = [new Error("a (b)"), "text"];
    assert.equal(escapeMarkupIn(errors[0]), errors[0]);
    assert.equal(escapeMarkupIn(errors[1]), errors[1]);
  });
});
