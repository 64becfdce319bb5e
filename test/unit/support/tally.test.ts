import assert from "node:assert/strict";
import { closingLine, indent, SuiteTally, type Tally } from "../../support/tally.js";

function tallied(): { total: Tally; suite: SuiteTally; printed: string[] } {
  const total: Tally = { passed: 0, skipped: 0, failures: [] };
  const printed: string[] = [];
  const print = (line: string) => void printed.push(line);
  return { total, printed, suite: new SuiteTally({ suite: "s", total, lines: "group", print }) };
}

describe("the closing line", () => {
  it("counts what passed and failed, and what was skipped only if something was", () => {
    const { total, suite } = tallied();
    suite.add({ type: "passed", path: ["a", "b"], ms: 1 });
    suite.add({ type: "failed", path: ["a", "c"], error: "Error: no" });
    assert.equal(closingLine(total), "tests: 1 passed, 1 failed");
    suite.add({ type: "skipped", path: ["a", "d"] });
    assert.equal(closingLine(total), "tests: 1 passed, 1 failed, 1 skipped");
  });
});

describe("a suite's tally", () => {
  it("knows a suite that ended from one that crashed", () => {
    const { suite } = tallied();
    suite.add({ type: "passed", path: ["a", "b"], ms: 1 });
    assert.equal(suite.ended, false);
    suite.add({ type: "end" });
    assert.equal(suite.ended, true);
  });

  it("sums up a group in a line and shows each failure", () => {
    const { suite, printed } = tallied();
    suite.add({ type: "passed", path: ["a", "b"], ms: 1 });
    suite.add({ type: "passed", path: ["a", "c"], ms: 2 });
    suite.add({ type: "failed", path: ["z", "d"], error: "Error: no\n    at x" });
    suite.add({ type: "end" });
    assert.deepEqual(printed, ["     2 passed  a (3 ms)", "  FAILED   z > d", "      Error: no"]);
  });

  it("shows why a test is tried again, and counts only how the last try ended", () => {
    const { total, suite, printed } = tallied();
    suite.add({ type: "retried", path: ["a", "b"], error: "Error: 1 is not 2\n+ 1\n- 2" });
    assert.deepEqual([total.passed, total.failures.length, suite.seen], [0, 0, 0]);
    assert.deepEqual(printed, ["  again    a > b", indent("Error: 1 is not 2\n+ 1\n- 2")]);
  });
});
