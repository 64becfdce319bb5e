import assert from "node:assert/strict";
import {
  checkExtent,
  maxCheckedDepth,
  maxCheckedTokens,
  maxSchemaTokens,
} from "../../../src/request/checkExtent.js";
import { offsetOfRequest } from "../../../src/request/offsetOfRequest.js";

const list = (count: number) => `[${Array.from({ length: count }, () => "1").join(",")}]`;
const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

describe("how much of a request file is checked", () => {
  it("is all of an ordinary one, whatever the length of its texts", () => {
    assert.equal(checkExtent(`{"body": "${"long ".repeat(1_000_000)}"}`), "whole");
    assert.equal(checkExtent(""), "whole");
    assert.equal(checkExtent('{"modelId": "a'), "whole");
  });

  it("is the first entries of a large one", () => {
    assert.equal(checkExtent(list(maxSchemaTokens / 2 - 1)), "whole");
    assert.equal(checkExtent(list(maxSchemaTokens / 2)), "firstEntries");
  });

  it("is nothing of what takes long to parse, or is too deep for recursion", () => {
    assert.equal(checkExtent(list(maxCheckedTokens / 2)), "nothing");
    assert.equal(checkExtent(nested(maxCheckedDepth)), "whole");
    assert.equal(checkExtent(nested(maxCheckedDepth + 1)), "nothing");
    assert.equal(checkExtent("[".repeat(1_000_000)), "nothing");
  });

  it("bounds the search for the request, too", () => {
    const late = `{"a": ${list(maxCheckedTokens / 2)}, "body": {}}`;
    assert.equal(offsetOfRequest(late), undefined);
  });
});
