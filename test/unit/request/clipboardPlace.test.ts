import assert from "node:assert/strict";
import { clipboardOutsideBody } from "../../../src/request/clipboardPlace.js";

const clipboard = "{{clipboard}}";

describe("the clipboard in a request file", () => {
  it("may stand in the body, given as an object or as text", () => {
    for (const body of [{ a: [clipboard] }, JSON.stringify({ a: clipboard })]) {
      assert.deepEqual(clipboardOutsideBody(JSON.stringify({ modelId: "a.b", body })), []);
    }
  });

  it("stands nowhere else", () => {
    for (const key of ["modelId", "region", "profile", "requestMetadata", "guardrailIdentifier"]) {
      const text = JSON.stringify({ [key]: clipboard, body: { a: clipboard } });
      const [problem, ...others] = clipboardOutsideBody(text);
      assert.equal(problem?.offset, text.indexOf(clipboard), key);
      assert.match(problem.message, /stands in "body" alone/);
      assert.equal(others.length, 0);
    }
    assert.equal(clipboardOutsideBody(`{"body": "${clipboard}", "body": {}}`).length, 1);
  });
});
