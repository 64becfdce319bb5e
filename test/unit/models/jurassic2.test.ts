import assert from "node:assert/strict";
import { jurassic2 } from "../../../src/models/jurassic2.js";
import { schemaViolations } from "../../../src/sandbox/schemaViolations.js";
import { itMakesSoundBodies } from "../../support/familyBody.js";
import { reading } from "../../support/reading.js";

const id = "ai21.j2-ultra-v1";

describe("jurassic2", () => {
  itMakesSoundBodies(jurassic2, id);

  it("says that it does not stream", () => {
    assert.equal(jurassic2.streams, false);
  });

  it("takes one stop sequence only", () => {
    const body = { prompt: "Hi", stopSequences: ["a", "b"] };
    assert.equal(schemaViolations(body, jurassic2.schema(id)).length, 1);
  });

  it("reads a whole reply", () => {
    const completions = [
      { data: { text: "\nHi." }, finishReason: { reason: "length", length: 2 } },
    ];
    const found = reading(jurassic2.reader(), [{ id: 1, completions }]);
    assert.equal(found.text, "\nHi.");
    assert.deepEqual(found.stop, { stop: "maxTokens", stopReason: "length" });
    assert.deepEqual(found.ends, [0]);
  });
});
