import assert from "node:assert/strict";
import { affordable, maxMessageCost } from "../../../src/views/messageCost.js";
import { costlyPayloads, hostilePayloads } from "../../support/hostilePayloads.js";

/** Elements are begun by marks, so that their number in one message is bounded whatever it says. */
const maxMarks = 450;
const maxChars = 16_384;

describe("what a message may cost", () => {
  for (const { name, text } of [...costlyPayloads, ...hostilePayloads]) {
    if (text.length < 2_000) continue;
    it(`is kept, and every character comes once: ${name}`, () => {
      let at = 0;
      while (at < text.length) {
        const rest = text.slice(at, at + maxMessageCost);
        const { length, cost } = affordable(rest, maxMessageCost, true);
        assert.ok(length >= 1 && length <= maxChars && cost > 0);
        const marks = rest.slice(0, length).match(/[|[\]>\n]/g)?.length ?? 0;
        assert.ok(marks <= maxMarks, `${marks} marks`);
        at += length;
      }
      assert.equal(at, text.length);
    });
  }

  it("counts plain text by its characters, and a section that says nothing, too", () => {
    assert.equal(affordable("x".repeat(100_000), maxMessageCost, false).length, maxMessageCost);
    const { length, cost } = affordable("", maxMessageCost, false);
    assert.equal(length, 0);
    assert.ok(cost > 0);
  });
});
