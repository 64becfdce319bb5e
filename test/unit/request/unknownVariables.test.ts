import assert from "node:assert/strict";
import { unknownVariables } from "../../../src/request/unknownVariables.js";

describe("unknownVariables", () => {
  const foundIn = (json: string) =>
    unknownVariables(json).map(({ offset, length }) => json.slice(offset, offset + length));

  it("finds what looks like a variable in a string and is none", () => {
    assert.deepEqual(foundIn('{"a": "{{slection}} {{date}} {{ fil:a.txt }}"}'), [
      "{{slection}}",
      "{{ fil:a.txt }}",
    ]);
  });

  it("leaves variables, templates of other tools, comments and keys alone", () => {
    for (const json of [
      '{"a": "{{selection}} {{file:x}}"}',
      '{"a": "{{user.name}} {{#each}} {{>part}} {x}"}',
      '// {{nope}}\n{"{{nope}}": "fine"}',
      "",
    ]) {
      assert.deepEqual(foundIn(json), [], json);
    }
  });
});
