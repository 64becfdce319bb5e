import assert from "node:assert/strict";
import { retryDelayMs, shouldRetry, Wait } from "../../../src/client/retry.js";
import { Failure, type FailureKind } from "../../../src/failure.js";
import { activeTimers } from "../../support/invokeKit.js";
import { seededRandom } from "../../support/seededRandom.js";
import { promptlyMs } from "../../support/promptly.js";

const failure = (kind: FailureKind, evidence: Failure["evidence"] = { retryable: true }) =>
  new Failure(kind, "m", evidence);

describe("shouldRetry", () => {
  it("asks for hope and an attempt that is left", () => {
    assert.equal(shouldRetry(failure("throttled"), 1, 3), true);
    assert.equal(shouldRetry(failure("throttled"), 2, 3), true);
    assert.equal(shouldRetry(failure("throttled"), 3, 3), false);
    assert.equal(shouldRetry(failure("throttled"), 1, 1), false);
    assert.equal(shouldRetry(failure("throttled", { retryable: false }), 1, 3), false);
    assert.equal(shouldRetry(failure("invalidRequest", {}), 1, 3), false);
  });
});

describe("retryDelayMs", () => {
  const longest = (kind: FailureKind, attempt: number) =>
    retryDelayMs(failure(kind), attempt, () => 1);

  it("doubles with each attempt, up to a ceiling", () => {
    assert.deepEqual(
      [1, 2, 3, 4].map((n) => longest("service", n)),
      [500, 1000, 2000, 4000],
    );
    assert.deepEqual(
      [1, 2, 3, 4].map((n) => longest("throttled", n)),
      [1000, 2000, 4000, 8000],
    );
    assert.equal(longest("service", 50), 20_000);
    assert.equal(longest("modelNotReady", 5_000), 20_000);
  });

  it("jitters over the whole range", () => {
    const random = seededRandom(1);
    const delays = Array.from({ length: 1_000 }, () => retryDelayMs(failure("service"), 3, random));
    assert.ok(delays.every((ms) => ms >= 0 && ms <= 2_000 && Number.isInteger(ms)));
    assert.ok(Math.min(...delays) < 100 && Math.max(...delays) > 1_900);
  });

  it("waits at least as long as the service asks, up to 30 s", () => {
    const asked = (retryAfterMs: number) =>
      retryDelayMs(failure("throttled", { retryable: true, retryAfterMs }), 1, () => 0.5);
    assert.equal(asked(0), 500);
    assert.equal(asked(7_000), 7_000);
    assert.equal(asked(3_600_000), 30_000);
  });
});

describe("Wait", () => {
  it("ends after its time, and leaves nothing behind", async () => {
    const before = await activeTimers();
    const { signal } = new AbortController();
    const started = performance.now();
    await new Wait().sleep(50, signal);
    assert.ok(performance.now() - started >= 49);
    assert.equal(await activeTimers(), before);
  });

  it("ends at once on abort", async () => {
    const before = await activeTimers();
    const controller = new AbortController();
    const sleeping = new Wait().sleep(60_000, controller.signal);
    const started = performance.now();
    controller.abort();
    await sleeping;
    assert.ok(performance.now() - started < promptlyMs);
    assert.equal(await activeTimers(), before);
    await new Wait().sleep(60_000, controller.signal);
  });

  it("ends at once on now(), and can be used again", async () => {
    const before = await activeTimers();
    const wait = new Wait();
    const { signal } = new AbortController();
    wait.now();
    for (let n = 0; n < 2; n++) {
      const sleeping = wait.sleep(60_000, signal);
      wait.now();
      await sleeping;
    }
    assert.equal(await activeTimers(), before);
  });
});
