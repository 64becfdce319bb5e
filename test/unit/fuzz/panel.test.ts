import assert from "node:assert/strict";
import fc from "fast-check";
import { parseToPanel } from "../../../media/output/parseToPanel.js";
import { parseJson } from "../../../src/request/json.js";
import { parseFromPanel, requestIdOf } from "../../../src/views/parseFromPanel.js";
import type { FromPanel, PanelRequest, ToPanel } from "../../../src/views/outputProtocol.js";
import { PanelSession } from "../../../src/views/panelSession.js";
import type { SessionActions } from "../../../src/views/sessionActions.js";
import { HandDrivenRun, texts } from "../views/shownRunKit.js";
import { messagesToPanel } from "../../support/messagesToPanel.js";
import { fuzz } from "./fuzzing.js";
import { deepJson, jsonOf, mutated, rarely } from "./inputs.js";

const requests: readonly PanelRequest[] = [
  { type: "stop", runId: "a" },
  { type: "select", runId: "b" },
  { type: "rawAnswer", runId: "b" },
  { type: "act", runId: "a", actionId: "runAgain" },
  { type: "command", command: "newRequest" },
  { type: "setFormat", format: "markdown" },
  { type: "copyText", text: "text" },
  { type: "openLink", url: "https://example.com" },
  { type: "events", runId: "a", from: 0, count: 50, filter: {} },
  { type: "events", runId: "a", from: 2, count: 9, filter: { eventType: "chunk", text: "ping" } },
  { type: "event", runId: "a", index: 1 },
  { type: "copyEvent", runId: "a", index: 2 },
  { type: "timeline", runId: "a" },
  { type: "answerHeads", runId: "a" },
  { type: "sentRequest", runId: "a", isPretty: true },
];
const fromPanel: readonly FromPanel[] = [
  { type: "ready" },
  { type: "painted", sequence: 1 },
  ...requests.map((request) => ({ type: "request", requestId: 1, request }) as const),
];

// JSON has no infinity, but 1e999 is read as one.
const strange = [
  ...[-1, 0.5, 1e300, Number.MAX_SAFE_INTEGER, 2 ** 53 + 2, "", "\u0000", null, true, [], {}],
  ...["constructor", "__proto__", "javascript:alert(1)", "command:x", "html", [null], { type: 1 }],
  ...["a", "b", "ready", "x".repeat(50_000)],
];
const keys = ["type", "requestId", "request", "runId", "sequence", "filter", "text", "__proto__"];
const anything = rarely(
  deepJson(["request", "filter", "shown"]),
  jsonOf(keys, ["ready", "painted", "request", "stop", "events", 0, 1e300]),
);
const nearlyFromPanel = fc.oneof(
  { weight: 6, arbitrary: mutated(fromPanel, strange) },
  { weight: 1, arbitrary: anything },
);
const nearlyToPanel = fc.oneof(
  { weight: 6, arbitrary: mutated(messagesToPanel, strange) },
  { weight: 1, arbitrary: anything },
);

describe("fuzzed messages of the panel", () => {
  const run = new HandDrivenRun("a");
  for (const json of ['{"type":"ping"}', "[".repeat(9_000) + "]".repeat(9_000), "no JSON"]) {
    const event = { type: "chunk", headers: {}, frameBytes: 9, json } as const;
    run.events.push({ atMs: run.events.length, attempt: 1, event });
  }
  run.say("hello");
  const past = new HandDrivenRun("b");
  past.end();

  fuzz("message from the panel", nearlyFromPanel, async (input) => {
    const value: unknown = parseJson(input.replaceAll("1e+300", "1e999"));
    const { session, answers } = openSession([run, past]);
    try {
      session.receive({ type: "ready" });
      session.receive(value);
      const parsed = parseFromPanel(value);
      if (parsed) assert.equal(typeof parsed.type, "string");
      const requestId = requestIdOf(value);
      if (requestId === undefined) return;
      while (answers.length === 0) await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(answers, [requestId], "each request has exactly one answer");
    } finally {
      session.dispose();
    }
  });

  fuzz("message to the panel", nearlyToPanel, (input) => {
    const parsed = parseToPanel(parseJson(input));
    if (parsed) assert.equal(typeof parsed.type, "string");
  });
});

/** A session of its own for each input: what one says must not matter to the next. */
function openSession(all: readonly HandDrivenRun[]) {
  const nothing = () => undefined;
  const actions: SessionActions = {
    ...{ stop: nothing, copy: nothing, runAgain: nothing, tryNow: nothing, act: nothing },
    ...{ command: nothing, copyText: nothing, insertText: nothing, openLink: nothing },
    ...{ saveEvents: nothing, saveRawBytes: nothing },
  };
  const answers: number[] = [];
  const session = new PanelSession({
    runs: { all, onDidChange: () => nothing },
    format: () => "plain",
    texts,
    log: nothing,
    actions,
  });
  session.attach((message: ToPanel) => {
    assert.ok(parseToPanel(structuredClone(message)), `the panel takes ${message.type}`);
    if (message.type === "answer") answers.push(message.requestId);
  });
  return { session, answers };
}
