import assert from "node:assert/strict";
import { offsetOfRequest } from "../../../src/request/offsetOfRequest.js";

describe("offsetOfRequest", () => {
  for (const [text, expected] of [
    ['{"|modelId": "x", "body": {}}', "the first of the two"],
    ['// {"modelId"}\n{ "region": "modelIds", "|body": {"modelId": 1} }', "outside comments"],
    ['{"a": {"body": 1}, "b": ["modelId"], "|modelId": "x"}', "at the first level only"],
    ['{"|modelId": "x', "in a half-written file"],
  ] as const) {
    it(`finds the key ${expected}`, () => {
      const at = text.indexOf("|");
      assert.equal(offsetOfRequest(text.replace("|", "")), at - 1);
    });
  }

  it("finds nothing where there is no request", () => {
    for (const text of [
      "",
      "/*",
      '{ /* "body"',
      "[]",
      '{"a": "body"',
      '{"a": {"b": ["x", "body"]}}',
    ]) {
      assert.equal(offsetOfRequest(text), undefined, text);
    }
  });
});
