import assert from "node:assert/strict";
import { Failure } from "../../../src/failure.js";
import { chunkReaderFor } from "../../../src/models/families.js";
import type { Invocation } from "../../../src/client/invoke.js";
import { Run, type RunOptions } from "../../../src/run/run.js";
import { encodeFrame } from "../../../src/wire/encodeFrame.js";
import { toWireEvent } from "../../../src/wire/events.js";
import { chunkFrame } from "../../support/invokeKit.js";
import { startSandbox, type Sandbox } from "../../../src/sandbox/server.js";
import { until } from "../../support/until.js";
import { runAgainst } from "./sandboxRun.js";
import { promptlyMs } from "../../support/promptly.js";

describe("a run", () => {
  let sandbox: Sandbox;
  before(async () => (sandbox = await startSandbox({ paceMs: 0 })));
  after(() => sandbox.close());

  it("ends once, with everything the model said", async () => {
    const run = runAgainst(sandbox, "sandbox: echo\nHello, \u4e16\u754c \u{1F600}.");
    const ends: string[] = [];
    run.onDidChange(() => {
      if (run.state.type === "ended") ends.push(run.state.summary.verdict);
    });
    const summary = await run.ended;
    assert.deepEqual(ends, ["complete"]);
    assert.equal(summary.text, "Hello, \u4e16\u754c \u{1F600}.");
    assert.equal(summary.stopReason, "end_turn");
  });

  it("keeps every event with its time, in order", async () => {
    const run = runAgainst(sandbox, "sandbox: unknown event after 2\nhello");
    const summary = await run.ended;
    assert.equal(summary.verdict, "complete");
    const chunks = [...run.events].filter(({ event }) => event.type === "chunk");
    assert.equal(chunks.length, summary.chunks);
    assert.equal([...run.events].filter(({ event }) => event.type === "unknown").length, 1);
    const times = [...run.events].map(({ atMs }) => atMs);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
  });

  it("passes through connecting, streaming and ended", async () => {
    const run = runAgainst(sandbox, "hello");
    const states = new Set<string>([run.state.type]);
    run.onDidChange(() => states.add(run.state.type));
    await run.ended;
    assert.deepEqual([...states], ["connecting", "streaming", "ended"]);
  });

  it("is not disturbed by a listener that throws", async () => {
    const run = runAgainst(sandbox, "sandbox: echo\nfine");
    const thrown: unknown[] = [];
    const others = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    process.on("uncaughtException", (error) => thrown.push(error));
    run.onDidChange(() => {
      throw new Error("a view broke");
    });
    const summary = await run.ended;
    await until("the defect has surfaced", () => thrown.length > 0);
    process.removeAllListeners("uncaughtException");
    for (const listener of others) process.on("uncaughtException", listener);
    assert.equal(summary.text, "fine");
  });

  it("tries again before the first chunk and keeps the attempts apart", async () => {
    const run = runAgainst(sandbox, "sandbox: ServiceUnavailableException twice\nhello", {
      maxAttempts: 3,
    });
    run.onDidChange(() => run.tryNow());
    const summary = await run.ended;
    assert.equal(summary.verdict, "complete");
    assert.equal(summary.attempts, 3);
    assert.ok(run.sections.every(({ attempt }) => attempt === 3));
  });

  it("keeps when and why each attempt failed, and the head of every answer", async () => {
    const prompt = "sandbox: ServiceUnavailableException twice\nhello";
    const run = runAgainst(sandbox, prompt, { maxAttempts: 3 });
    run.onDidChange(() => run.tryNow());
    await run.ended;
    assert.deepEqual(
      run.retried.map(({ attempt, failure }) => [attempt, failure.exception, failure.httpStatus]),
      [
        [1, "ServiceUnavailableException", 503],
        [2, "ServiceUnavailableException", 503],
      ],
    );
    const [first, second] = run.retried;
    assert.ok(first && second && first.atMs > 0 && first.atMs <= second.atMs);
    assert.ok(first.waitMs >= 0 && first.waitMs <= 500, `${first.waitMs} ms`);
    assert.deepEqual(
      run.heads.map(({ attempt, status }) => [attempt, status]),
      [
        [1, 503],
        [2, 503],
        [3, 200],
      ],
    );
    assert.ok(run.heads.every(({ headers }) => headers["x-amzn-requestid"]));
    assert.equal(first.failure.requestId, run.heads[0]?.headers["x-amzn-requestid"]);
  });

  it("gives up after maxAttempts with the last failure", async () => {
    const run = runAgainst(sandbox, "sandbox: ThrottlingException 9 times\nhello", {
      maxAttempts: 2,
    });
    run.onDidChange(() => run.tryNow());
    const summary = await run.ended;
    assert.equal(summary.verdict, "failed");
    assert.equal(summary.attempts, 2);
    assert.equal(summary.failure?.exception, "ThrottlingException");
  });

  it("never tries again once text has been shown", async () => {
    const run = runAgainst(sandbox, "sandbox: throttlingException after 8\nhello", {
      maxAttempts: 3,
    });
    const summary = await run.ended;
    assert.equal(summary.attempts, 1);
    assert.equal(summary.verdict, "failed");
    assert.ok(summary.text.length > 0);
  });

  it("does not try again what cannot get better", async () => {
    const run = runAgainst(sandbox, "sandbox: AccessDeniedException\nhello", { maxAttempts: 3 });
    const summary = await run.ended;
    assert.equal(summary.attempts, 1);
    assert.equal(summary.failure?.kind, "accessDenied");
  });

  it("says when the service asked to wait, and waits that long", async () => {
    const prompt = "sandbox: ThrottlingException once retry after 7\nhello";
    const run = runAgainst(sandbox, prompt, { maxAttempts: 2 });
    await until("the run waits", () => run.state.type === "waiting");
    assert.ok(run.state.type === "waiting");
    const leftMs = run.state.untilMs - Date.now();
    assert.ok(leftMs > 1_000 && leftMs <= 7_000, `${leftMs} ms are left`);
    assert.equal(run.state.failure.exception, "ThrottlingException");
    run.tryNow();
    assert.equal((await run.ended).verdict, "complete");
  });

  for (const [moment, prompt] of [
    ["before the first byte", "sandbox: silence\nx"],
    ["in mid-stream", "sandbox: stall after 5\nx"],
  ] as const) {
    it(`stops ${moment} and closes the socket at once`, async () => {
      const run = runAgainst(sandbox, prompt);
      await until("the stream is open", () => sandbox.openStreams() === 1);
      const started = performance.now();
      run.stop();
      assert.equal((await run.ended).verdict, "stopped");
      await until("the socket is closed", () => sandbox.openStreams() === 0);
      assert.ok(performance.now() - started < promptlyMs);
    });
  }

  /** A run of its own, whose answers are made here. */
  function runWith(more: Pick<RunOptions, "invoke"> & Partial<RunOptions>): Run {
    const modelId = "amazon.titan-text-lite-v1";
    return new Run({
      id: "own",
      request: { modelId, body: "{}" },
      target: { region: "us-east-1", identity: { type: "chain" } },
      newReader: () => chunkReaderFor(modelId),
      maxAttempts: 2,
      ...more,
    });
  }

  /** A stream of these frames; it stays open for ever behind them when it is `endless`. */
  function streamOf(frames: readonly Uint8Array[], endless = false): Promise<Invocation> {
    async function* batches() {
      yield { events: frames.map(toWireEvent), bytes: 1, raw: [] };
      if (endless) await new Promise(() => undefined);
    }
    const head = { contentType: "application/json", headers: {} };
    return Promise.resolve({ head, batches: batches() });
  }

  it("ends with an exception, even where the connection stays open behind it", async () => {
    const headers = { ":message-type": "exception", ":exception-type": "validationException" };
    const frame = encodeFrame(headers, Buffer.from('{"message":"no"}'));
    const run = runWith({ invoke: () => streamOf([frame], true) });
    assert.equal((await run.ended).failure?.exception, "ValidationException");
  });

  it("keeps a chunk that is nested too deeply for its family's reader, and what comes after", async () => {
    const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    const text = '{"outputText":"after","completionReason":"FINISH"}';
    const run = runWith({ invoke: () => streamOf([chunkFrame(deep), chunkFrame(text)]) });
    const summary = await run.ended;
    assert.deepEqual([summary.verdict, summary.text], ["complete", "after"]);
    assert.ok(run.sections.some(({ kind, length }) => kind === "json" && length > deep.length));
  });

  it("ends even when its reader has a defect", async () => {
    const newReader = () => ({
      read: () => [],
      finish: () => {
        throw new Error("a defect");
      },
    });
    const run = runWith({ newReader, invoke: () => streamOf([]) });
    assert.equal((await run.ended).failure?.message, "a defect");
  });

  it("forgets the silence of an attempt that is made again", async () => {
    const run = runWith({
      invoke: ({ attempt, onSilence }) => {
        if (attempt === 1) onSilence(60_000);
        return Promise.reject(new Failure("connection", "reset", { retryable: true }));
      },
    });
    const silences: (number | undefined)[] = [];
    run.onDidChange(() => {
      if (run.state.type === "connecting") silences.push(run.silentMs);
    });
    await run.ended;
    assert.deepEqual(silences, [undefined, 60_000, undefined]);
  });

  it("warns of silence at half of stallTimeout and ends as stalled after it", async () => {
    const run = runAgainst(sandbox, "sandbox: stall after 5\nx", { stallTimeoutMs: 200 });
    const silences: number[] = [];
    run.onDidChange(() => {
      if (run.silentMs !== undefined) silences.push(run.silentMs);
    });
    const summary = await run.ended;
    assert.equal(summary.verdict, "stalled");
    assert.ok(silences.length > 0);
    assert.ok(summary.text.length > 0);
  });

  for (const [scenario, verdict] of [
    ["max tokens", "maxTokens"],
    ["stop sequence", "stopSequence"],
    ["refusal", "refused"],
    ["guardrail", "guardrailIntervened"],
    ["tool call", "toolUse"],
    ["close after 5", "connectionLost"],
    ["reset after 5", "connectionLost"],
    ["cut after 5", "connectionLost"],
    ["corrupt after 5", "failed"],
    ["error message after 5", "failed"],
    ["error chunk after 5", "failed"],
  ] as const) {
    it(`ends as ${verdict} after "${scenario}"`, async () => {
      const summary = await runAgainst(sandbox, `sandbox: ${scenario}\nhello`).ended;
      assert.equal(summary.verdict, verdict);
      assert.equal(summary.failure !== undefined, ["failed", "connectionLost"].includes(verdict));
    });
  }
});
