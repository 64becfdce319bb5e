import assert from "node:assert/strict";
import { asFailure, Failure } from "../../../src/failure.js";
import { withoutLinks, withoutLinksIn } from "../../../src/withoutLinks.js";

/** How VS Code finds links in notifications and questions: `linkedText.ts` of its sources. */
const linkOfVsCode =
  /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

const hostile = [
  "[Trust](command:workbench.trust.manage)",
  'see [here](https://example.com "title")[and](file:///etc/passwd)',
  "[]([[a](command:x)",
];

describe("words of others in notifications", () => {
  for (const text of hostile) {
    it(`hold no link: ${text}`, () => {
      assert.match(text, linkOfVsCode);
      assert.doesNotMatch(withoutLinks(text), linkOfVsCode);
    });
  }

  it("hold none in what a command throws, whose evidence stays", () => {
    const failure = new Failure("configuration", hostile[0] ?? "", { code: "UNTRUSTED" });
    const shown = asFailure(withoutLinksIn(failure));
    assert.doesNotMatch(shown.message, linkOfVsCode);
    assert.deepEqual([shown.kind, shown.evidence], [failure.kind, failure.evidence]);
  });

  it("leaves every other error the one that it is", () => {
    const errors = [new Error("a (b)"), "text"];
    assert.equal(withoutLinksIn(errors[0]), errors[0]);
    assert.equal(withoutLinksIn(errors[1]), errors[1]);
  });
});
