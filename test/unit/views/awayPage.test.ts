import assert from "node:assert/strict";
import { AwayPage } from "../../../src/views/awayPage.js";
import type { ToPanel } from "../../../src/views/outputProtocol.js";
import { parseToPanel } from "../../../media/output/parseToPanel.js";

function opened(command: (id: string) => unknown = () => undefined) {
  const posted: ToPanel[] = [];
  const page = new AwayPage(command, (message) => {
    const parsed = parseToPanel(structuredClone(message));
    assert.ok(parsed, "the panel understands it");
    posted.push(parsed);
  });
  const ask = async (request: object) => {
    page.receive({ type: "request", requestId: 3, request });
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    return posted.flatMap((message) => (message.type === "answer" ? [message.outcome] : []));
  };
  return { page, posted, ask };
}

describe("AwayPage", () => {
  it("tells a page that comes up that the runs are elsewhere, and of no run", () => {
    const { page, posted } = opened();
    page.receive({ type: "ready" });
    page.receive({ type: "painted", sequence: 1 });
    page.receive("nonsense");
    assert.deepEqual(posted, [{ type: "away" }]);
  });

  it("does what its buttons ask for, and answers why when that fails", async () => {
    const done: string[] = [];
    const { ask } = opened((id) => {
      if (id === "openOutputAsTab") throw new Error("There is no editor.");
      done.push(id);
    });
    assert.deepEqual(await ask({ type: "command", command: "moveOutputBack" }), [{ type: "ok" }]);
    assert.deepEqual(done, ["moveOutputBack"]);
    const outcomes = await ask({ type: "command", command: "openOutputAsTab" });
    assert.deepEqual(outcomes[1], { type: "error", message: "There is no editor." });
  });

  it("refuses, with an answer, what is about a run, and what makes no sense", async () => {
    const { ask } = opened();
    assert.equal((await ask({ type: "stop", runId: "a" }))[0]?.type, "error");
    assert.equal((await ask({ type: "nonsense" }))[1]?.type, "error");
  });
});
