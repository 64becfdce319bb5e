import assert from "node:assert/strict";
import { isFailure } from "../../../src/failure.js";
import type { PageRequest } from "../../../src/views/pagesProtocol.js";
import { parseFromPanel } from "../../../src/views/parseFromPanel.js";
import { RunPages } from "../../../src/views/runPages.js";
import { parseToPanel } from "../../../media/output/parseToPanel.js";
import { HandDrivenRun, texts } from "./shownRunKit.js";

function opened() {
  const run = new HandDrivenRun("a");
  for (let i = 0; i < 3; i++) {
    const json = `{"type":"ping","n":${i}}`;
    run.events.push({
      atMs: i,
      attempt: 1,
      event: { type: "chunk", headers: {}, frameBytes: 9, json },
    });
  }
  run.heads.push({ attempt: 1, status: 503, headers: { "retry-after": "1" } });
  const copied: string[] = [];
  const pages = new RunPages({
    find: () => run,
    texts,
    copyText: (text) => copied.push(text),
  });
  return { pages, copied };
}

const requests: readonly PageRequest[] = [
  { type: "events", runId: "a", from: 0, count: 10, filter: { text: "ping" } },
  { type: "event", runId: "a", index: 1 },
  { type: "timeline", runId: "a" },
  { type: "answerHeads", runId: "a" },
  { type: "sentRequest", runId: "a", isPretty: true },
];

describe("RunPages", () => {
  for (const request of requests) {
    it(`answers ${request.type} with what the panel's border lets in`, async () => {
      assert.ok(parseFromPanel({ type: "request", requestId: 1, request }), "the host takes it");
      const reply = await opened().pages.answer(request);
      assert.equal(reply?.type, request.type);
      const message = { type: "answer", requestId: 1, outcome: { type: "ok", reply } };
      assert.ok(parseToPanel(structuredClone(message)), "the panel takes it");
    });
  }

  it("copies an event whole, through the host", async () => {
    const { pages, copied } = opened();
    await pages.answer({ type: "copyEvent", runId: "a", index: 2 });
    assert.match(copied[0] ?? "", /"number": 3/);
    assert.match(copied[0] ?? "", /\\"n\\":2/);
  });

  it("refuses an event that is not there", async () => {
    for (const index of [3, -1, 0.5, Number.NaN]) {
      await assert.rejects(
        opened().pages.answer({ type: "event", runId: "a", index }),
        (error) => isFailure(error) && error.kind === "callerMistake",
      );
    }
  });
});
