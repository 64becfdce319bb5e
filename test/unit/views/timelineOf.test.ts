import assert from "node:assert/strict";
import { GapHistogram } from "../../../src/views/gapHistogram.js";
import { TimelineOf } from "../../../src/views/timelineOf.js";
import { HandDrivenRun } from "./shownRunKit.js";

/** Chunks of four letters each at these times. */
function runWith(times: readonly number[]): HandDrivenRun {
  const run = new HandDrivenRun("a");
  for (const atMs of times) {
    const delta = { type: "text_delta", text: "word" };
    const json = JSON.stringify({ type: "content_block_delta", index: 0, delta });
    run.events.push({
      atMs,
      attempt: 1,
      event: { type: "chunk", headers: {}, frameBytes: 100, json },
    });
  }
  return run;
}

describe("TimelineOf", () => {
  it("adds up bytes and characters, whatever the length of the run", async () => {
    for (const lengthMs of [100, 10_000, 3_600_000]) {
      const times = Array.from({ length: 500 }, (_, at) => (at * lengthMs) / 500);
      const timeline = await new TimelineOf(runWith(times)).read();
      assert.equal(timeline.bytes.at(-1), 50_000);
      assert.equal(timeline.output.at(-1), 2_000);
      assert.equal(timeline.unit, "characters");
      assert.ok(timeline.bytes.length <= 1_024, `${timeline.bytes.length} steps`);
      assert.ok(timeline.bytes.length * timeline.stepMs >= lengthMs * 0.99);
      const half = timeline.bytes[Math.floor(lengthMs / 2 / timeline.stepMs) - 1] ?? 0;
      assert.ok(Math.abs(half - 25_000) <= 1_000, `half at half time: ${half}`);
    }
  });

  it("goes on with what has come since it was read", async () => {
    const run = runWith([0, 10]);
    const timeline = new TimelineOf(run);
    assert.equal((await timeline.read()).bytes.at(-1), 200);
    run.events.push({
      atMs: 20,
      attempt: 1,
      event: { type: "chunk", headers: {}, frameBytes: 7, json: "" },
    });
    assert.equal((await timeline.read()).bytes.at(-1), 207);
  });

  it("counts tokens once the service has counted the whole answer", async () => {
    const run = runWith([0, 100]);
    run.end({ usage: { outputTokens: 3 } });
    const counted = await new TimelineOf(run).read();
    assert.deepEqual([counted.unit, counted.output.at(-1)], ["tokens", 3]);
    run.end({ usage: { outputTokens: 3 }, verdict: "stopped" });
    const stopped = await new TimelineOf(run).read();
    assert.deepEqual([stopped.unit, stopped.output.at(-1)], ["characters", 8]);
  });

  it("shades and counts a silence that goes on, and takes no pause between attempts for one", async () => {
    const run = new HandDrivenRun("a", Date.now() - 5_000);
    const event = { type: "chunk", headers: {}, frameBytes: 9, json: "" } as const;
    run.events.push({ atMs: 1_000, attempt: 1, event });
    run.events.push({ atMs: 1_010, attempt: 1, event });
    run.state = { type: "streaming", attempt: 1 };
    const { stalls, silentMs = 0, totalMs } = await new TimelineOf(run).read();
    assert.deepEqual(stalls, [{ fromMs: 1_010, toMs: totalMs }]);
    assert.ok(silentMs >= 3_990, `${silentMs} ms`);
    run.state = { type: "connecting", attempt: 2 };
    const between = await new TimelineOf(run).read();
    assert.deepEqual([between.stalls, between.silentMs], [[], undefined]);
    run.state = { type: "streaming", attempt: 1 };
    run.events.push({ atMs: 5_100, attempt: 1, event });
    run.end({ verdict: "stalled", timing: { totalMs: 9_000 } });
    const ended = await new TimelineOf(run).read();
    assert.deepEqual(ended.stalls, [
      { fromMs: 1_010, toMs: 5_100 },
      { fromMs: 5_100, toMs: 9_000 },
    ]);
    assert.equal(ended.silentMs, undefined, "it goes on no longer");
  });
});

describe("GapHistogram", () => {
  function result(gaps: readonly number[]) {
    const histogram = new GapHistogram();
    let atMs = 0;
    for (const gap of gaps) histogram.add(atMs, (atMs += gap));
    return histogram.result();
  }

  it("shades a silence of more than a second, or of ten times the usual gap", () => {
    const even = Array.from({ length: 100 }, () => 30);
    assert.deepEqual(result([...even, 290]).stalls, []);
    assert.deepEqual(result([...even, 320]).stalls, [{ fromMs: 3_000, toMs: 3_320 }]);
    const slow = Array.from({ length: 100 }, () => 900);
    assert.deepEqual(result([...slow, 1_100]).stalls, [{ fromMs: 90_000, toMs: 91_100 }]);
    assert.deepEqual(result([1, 1, 1, 150]).stalls, [], "nobody notices it");
  });

  it("sorts gaps into classes and knows the median within a tenth", () => {
    const { gaps, medianGapMs = 0 } = result([1, 3, 4, 30, 31, 33, 800, 7_000]);
    assert.deepEqual(
      gaps.filter(({ count }) => count > 0),
      [
        { count: 1, upToMs: 1 },
        { count: 2, upToMs: 5 },
        { count: 3, upToMs: 50 },
        { count: 1, upToMs: 1_000 },
        { count: 1 },
      ],
    );
    assert.ok(Math.abs(medianGapMs - 30) <= 3, `${medianGapMs}`);
  });

  it("keeps the longest of very many silences", () => {
    const many = Array.from({ length: 2_000 }, (_, at) => 300 + (at % 7));
    const { stalls } = result([...Array.from({ length: 5_000 }, () => 5), 60_000, ...many]);
    assert.ok(stalls.length <= 400);
    assert.ok(stalls.some(({ fromMs, toMs }) => toMs - fromMs === 60_000));
  });

  it("takes what arrives in one read for one arrival", () => {
    const { gaps, medianGapMs, stalls } = result([0, 0, 0]);
    assert.ok(gaps.every(({ count }) => count === 0));
    assert.deepEqual([medianGapMs, stalls], [undefined, []]);
  });
});
