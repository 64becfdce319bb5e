import assert from "node:assert/strict";
import { byteSize, duration } from "../../../src/views/amounts.js";
import { failureFacts, runFacts } from "../../../src/views/runFacts.js";
import { modelLabel } from "../../../src/views/runTab.js";
import { HandDrivenRun } from "./shownRunKit.js";

describe("what the panel says about a run", () => {
  it("writes durations as people read them", () => {
    const pairs: [number, string][] = [
      [0, "0 ms"],
      [849.6, "850 ms"],
      [999.7, "1.0 s"],
      [4_290, "4.2 s"],
      [59_990, "59.9 s"],
      [65_000, "1:05"],
      [3_605_000, "1:00:05"],
    ];
    for (const [ms, text] of pairs) assert.equal(duration(ms), text);
  });

  it("writes sizes in decimal units", () => {
    assert.equal(byteSize(999), "999 B");
    assert.equal(byteSize(1_234), "1.2 kB");
    assert.equal(byteSize(10_000_000), "10.0 MB");
  });

  it("counts no text of a body that is nested too deeply to be looked through", () => {
    const run = new HandDrivenRun("a");
    run.end({ chunks: 1 });
    assert.ok(run.state.type === "ended");
    const body = `{"text": "four", "deep": ${"[".repeat(20_000)}"never"${"]".repeat(20_000)}}`;
    const facts = runFacts(run.state.summary, body, "profile dev");
    assert.equal(facts.find(({ name }) => name === "Tokens in")?.value, "1");
  });

  it("leaves out what nobody measured, and counts tokens per second from the first text", () => {
    const run = new HandDrivenRun("a");
    run.end({
      usage: { inputTokens: 1_024, outputTokens: 100, cacheReadInputTokens: 0 },
      timing: { firstTextMs: 500, totalMs: 2_500 },
    });
    assert.ok(run.state.type === "ended");
    const facts = new Map(
      runFacts(run.state.summary, "{}", "profile dev").map(({ name, value }) => [name, value]),
    );
    assert.equal(facts.get("Tokens in"), "1,024");
    assert.equal(facts.get("Tokens per second"), "50.0");
    for (const name of ["Cache read", "Service tier", "Stop reason", "Request ID"]) {
      assert.equal(facts.has(name), false, name);
    }
  });

  it("claims no token count that never came: a stopped run's is estimated, and says so", () => {
    const run = new HandDrivenRun("a");
    run.say("x".repeat(400));
    const body = JSON.stringify({ messages: [{ content: "y".repeat(2) + " ".repeat(38) }] });
    // Some families count in their first event what they have written until then.
    const usage = { outputTokens: 1 };
    run.end({ verdict: "stopped", usage, chunks: 4, timing: { firstTextMs: 0, totalMs: 1_000 } });
    assert.ok(run.state.type === "ended");
    const facts = runFacts(run.state.summary, body, "profile dev");
    const estimated = facts.filter(({ note }) => note === "estimate");
    assert.deepEqual(
      estimated.map(({ name, value }) => [name, value]),
      [
        ["Tokens out", "100"],
        ["Tokens in", "10"],
        ["Tokens per second", "100.0"],
      ],
    );
  });

  it("claims no tokens at all for a request that was refused", () => {
    const run = new HandDrivenRun("a");
    run.end({ verdict: "failed" });
    assert.ok(run.state.type === "ended");
    const names = runFacts(run.state.summary, '{"prompt":"hi"}', "").map(({ name }) => name);
    assert.deepEqual(
      names.filter((name) => name.startsWith("Tokens")),
      [],
    );
  });

  it("offers a request id for copying", () => {
    const facts = failureFacts({
      kind: "throttled",
      message: "",
      retryable: true,
      httpStatus: 429,
      requestId: "1-2",
    });
    assert.deepEqual(facts, [
      { name: "HTTP status", value: "429" },
      { name: "Request ID", value: "1-2", copyable: true },
    ]);
  });

  it("shortens model ids to what tells models apart", () => {
    const pairs: [string, string][] = [
      ["us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5"],
      ["anthropic.claude-3-haiku-20240307-v1:0:200k", "claude-3-haiku"],
      ["meta.llama3-1-8b-instruct-v1:0", "llama3-1-8b-instruct"],
      ["us-gov.amazon.nova-pro-v1:0", "nova-pro"],
      ["us.deepseek.r1-v1:0", "deepseek.r1"],
      ["arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdef123456", "abcdef123456"],
      ["", ""],
    ];
    for (const [id, label] of pairs) assert.equal(modelLabel(id), label);
  });
});
