import assert from "node:assert/strict";
import { Failure } from "../../../src/failure.js";
import type { PanelRequest, ToPanel } from "../../../src/views/outputProtocol.js";
import { PanelSession } from "../../../src/views/panelSession.js";
import type { SessionActions } from "../../../src/views/sessionActions.js";
import { parseToPanel } from "../../../media/output/parseToPanel.js";
import { HandDrivenRun, texts } from "./shownRunKit.js";

type Reaction = Partial<SessionActions>;

/** A session with a panel that draws at once, and the runs it shows. */
function opened(reaction: Reaction = {}) {
  const all: HandDrivenRun[] = [];
  const listeners = new Set<() => void>();
  const log: string[] = [];
  const idle = () => undefined;
  const session = new PanelSession({
    runs: {
      all,
      onDidChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    format: () => "plain",
    texts,
    log: (message) => log.push(message),
    actions: {
      ...{ stop: idle, copy: idle, runAgain: idle, tryNow: idle, act: idle },
      ...{ command: idle, copyText: idle, insertText: idle, openLink: idle },
      ...{ saveEvents: idle, saveRawBytes: idle },
      ...reaction,
    },
  });
  const posted: ToPanel[] = [];
  session.attach((message) => {
    // The panel's own border takes all that the host says.
    const parsed = parseToPanel(structuredClone(message));
    assert.ok(parsed, `the panel understands ${message.type}`);
    posted.push(parsed);
  });
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const add = (id: string) => {
    const run = new HandDrivenRun(id);
    all.push(run);
    tell();
    return run;
  };
  const ask = async (request: PanelRequest | { type: "nonsense" }) => {
    session.receive({ type: "request", requestId: 7, request });
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    return posted.flatMap((message) => (message.type === "answer" ? [message.outcome] : []));
  };
  const snapshots = () => posted.filter((message) => message.type === "snapshot");
  return { session, all, posted, log, tell, add, ask, snapshots };
}

describe("PanelSession", () => {
  it("says nothing before the panel is ready, then one snapshot", () => {
    const { session, add, posted } = opened();
    add("a").say("hello");
    assert.deepEqual(posted, []);
    session.receive({ type: "ready" });
    assert.deepEqual(
      posted.map(({ type }) => type),
      ["snapshot"],
    );
    session.dispose();
  });

  it("tells a hidden panel nothing and shows all of it again", () => {
    const { session, add, tell, posted, snapshots } = opened();
    session.receive({ type: "ready" });
    const run = add("a");
    session.detach();
    const before = posted.length;
    run.say("unseen");
    tell();
    assert.equal(posted.length, before);
    session.receive({ type: "ready" });
    const [piece] = snapshots().at(-1)?.shown?.pieces ?? [];
    assert.equal(piece?.text, "unseen");
    session.dispose();
  });

  it("sends the first words at once, even when the panel has drawn nothing yet", () => {
    const { session, add, tell, posted } = opened();
    session.receive({ type: "ready" });
    const run = add("a");
    const before = posted.length;
    run.say("first");
    tell();
    const [delta] = posted.slice(before);
    assert.equal(delta?.type === "delta" && delta.shown?.pieces[0]?.text, "first");
    run.say(" second");
    tell();
    assert.equal(posted.length, before + 1, "what follows keeps the pace");
    session.dispose();
  });

  it("stays at its run when a newer one is deleted, and goes to the next that begins", () => {
    const { session, all, add, ask, tell } = opened();
    session.receive({ type: "ready" });
    for (const id of ["a", "b", "c"]) add(id);
    void ask({ type: "select", runId: "a" });
    all.pop();
    tell();
    assert.equal(session.shownRunId, "a");
    add("d");
    assert.equal(session.shownRunId, "d");
    all.pop();
    tell();
    assert.equal(session.shownRunId, "b", "the shown one is gone");
    session.dispose();
  });

  it("says where the reader was to the next panel, wherever it comes up", () => {
    const { session, add, snapshots } = opened();
    session.receive({ type: "ready" });
    add("a");
    const reading = { runId: "a", page: "events", block: 2, offset: 7, isFollowing: false };
    session.receive({ type: "reading", reading });
    const elsewhere: ToPanel[] = [];
    session.attach((message) => elsewhere.push(message));
    session.receive({ type: "ready" });
    const [snapshot] = elsewhere;
    assert.ok(snapshot?.type === "snapshot");
    assert.deepEqual(snapshot.reading, reading);
    assert.ok(snapshots().every((one) => one.reading === undefined));
    session.dispose();
  });

  it("answers the webview that asked, though another one is attached by then", async () => {
    let copied = () => {};
    const copy = () => new Promise<void>((resolve) => (copied = resolve));
    const { session, ask } = opened({ copy });
    await ask({ type: "copy", runId: "a" });
    const elsewhere: ToPanel[] = [];
    session.attach((message) => elsewhere.push(message));
    copied();
    assert.deepEqual(await ask({ type: "nonsense" }), [{ type: "ok" }]);
    assert.equal(elsewhere.length, 1, "its own answer only");
    session.dispose();
  });

  it("switches to a run that begins, and back on demand", async () => {
    const { session, add, ask, snapshots } = opened();
    session.receive({ type: "ready" });
    add("a");
    add("b");
    assert.equal(session.shownRunId, "b");
    assert.deepEqual(await ask({ type: "select", runId: "a" }), [{ type: "ok" }]);
    assert.equal(snapshots().at(-1)?.shown?.runId, "a");
    session.dispose();
  });

  it("shows what is left when the shown run is cleared", () => {
    const { session, all, add, tell, snapshots } = opened();
    session.receive({ type: "ready" });
    add("a");
    add("b");
    all.pop();
    tell();
    assert.equal(snapshots().at(-1)?.shown?.runId, "a");
    all.pop();
    tell();
    assert.equal(snapshots().at(-1)?.shown, undefined);
    session.dispose();
  });

  it("answers a request whose handler throws with the reason", async () => {
    const reaction = {
      runAgain: () => {
        throw new Failure("configuration", "No region is set.");
      },
      copy: () => Promise.reject(new Error("The clipboard is busy.")),
    };
    const { session, ask } = opened(reaction);
    const thrown = await ask({ type: "runAgain", runId: "a" });
    assert.deepEqual(thrown, [{ type: "error", message: "No region is set." }]);
    const rejected = await ask({ type: "copy", runId: "a" });
    assert.deepEqual(rejected[1], { type: "error", message: "The clipboard is busy." });
    session.dispose();
  });

  it("answers a request that makes no sense, and logs its tag only", async () => {
    const { session, ask, log } = opened();
    const [outcome] = await ask({ type: "nonsense" });
    assert.equal(outcome?.type, "error");
    assert.deepEqual(log, ["The output panel sent something unknown: request"]);
    session.dispose();
  });

  it("gives the raw answer only when it is asked for", async () => {
    const { session, add, ask, posted } = opened();
    session.receive({ type: "ready" });
    const rawText = '{"message":"no"}';
    const failure = { kind: "invalidRequest", message: "No.", retryable: false, rawText } as const;
    add("a").end({ verdict: "failed", failure });
    session.receive({ type: "ready" });
    assert.ok(!JSON.stringify(posted).includes('{\\"message'));
    assert.deepEqual(await ask({ type: "rawAnswer", runId: "a" }), [{ type: "ok", text: rawText }]);
    session.dispose();
  });

  it("gives the raw answer to an attempt that was made again", async () => {
    const { session, add, ask } = opened();
    const run = add("a");
    const failure = { kind: "service", message: "No.", retryable: true } as const;
    run.retried.push({ attempt: 1, failure: { ...failure, rawText: "one" }, atMs: 1, waitMs: 2 });
    run.retried.push({ attempt: 2, failure: { ...failure, rawText: "two" }, atMs: 3, waitMs: 4 });
    run.end({ verdict: "failed", failure: { ...failure, rawText: "three" } });
    const texts = [];
    for (const attempt of [1, 2, 9]) {
      const outcomes = await ask({ type: "rawAnswer", runId: "a", attempt });
      texts.push(outcomes.at(-1));
    }
    assert.deepEqual(texts, [
      { type: "ok", text: "one" },
      { type: "ok", text: "two" },
      { type: "ok", text: "" },
    ]);
    session.dispose();
  });
});
