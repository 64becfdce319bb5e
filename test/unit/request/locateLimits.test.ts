import assert from "node:assert/strict";
import { locateMessage } from "../../../src/request/locate.js";
import { explainViolation } from "../../../src/request/violation.js";

const complaint = "messages.0.role: Field required";
const wordy = "x".repeat(4_000);

describe("locateMessage, of messages without an end", () => {
  // Each of these took longer than anybody waits: the time doubled with every piece.
  for (const piece of ["a[0].", "a[0]", ".a[0]", "a.b[0]]", "a.[0]."]) {
    it(`reads ${piece} many times over`, () => {
      const message = `${piece.repeat(40)} ${piece.repeat(40)}: no`;
      assert.ok(Array.isArray(locateMessage(message, { [piece.repeat(40)]: 1 })));
      assert.deepEqual(locateMessage(`a.${"b[0].".repeat(40)}`), []);
    });
  }

  it("still finds a path with forty indices", () => {
    const [pointer] = locateMessage(`messages${"[0].a".repeat(40)}: Field required`);
    assert.equal(pointer, `/messages${"/0/a".repeat(40)}`);
  });

  it("reads the first 4,000 characters, wherever the message is wrapped", () => {
    const inJson = (text: string) => JSON.stringify({ error: { message: text } });
    const wrappings: readonly ((text: string) => string)[] = [
      (text) => text,
      inJson,
      (text) => inJson(inJson(text)),
      (text) => JSON.stringify({ detail: [{ message: text }] }),
    ];
    for (const wrap of wrappings) {
      assert.deepEqual(locateMessage(wrap(complaint)), ["/messages/0/role"]);
      assert.deepEqual(locateMessage(wrap(`${complaint}\n${wordy}`)), ["/messages/0/role"]);
      assert.deepEqual(locateMessage(wrap(`${wordy}\n${complaint}`)), []);
    }
  });

  it("reads no place that is longer, and the first complaints of a list that is", () => {
    const param = `messages${".a".repeat(2_000)}`;
    assert.deepEqual(locateMessage(JSON.stringify({ message: "is required", param })), []);
    const loc = ["body", ...Array.from({ length: 4_000 }, () => "a")];
    assert.deepEqual(
      locateMessage(JSON.stringify({ detail: [{ loc, msg: "Field required" }] })),
      [],
    );
    const detail = Array.from({ length: 10_000 }, (_, index) => ({
      loc: ["body", "messages", index, "role"],
      msg: "Field required",
    }));
    const found = locateMessage(JSON.stringify({ detail }));
    assert.equal(found[0], "/messages/0/role");
    assert.ok(found.length <= 100, `${found.length} places`);
  });

  it("looks for the model's throughput in the same piece", () => {
    const said = "Invocation of model ID a.b with on-demand throughput isn't supported.";
    assert.equal(explainViolation(said)[0]?.type, "onDemandUnsupported");
    assert.deepEqual(explainViolation(`${wordy} ${said}`), []);
  });
});
