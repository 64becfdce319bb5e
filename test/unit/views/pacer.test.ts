import assert from "node:assert/strict";
import { Pacer } from "../../../src/views/pacer.js";

/** A pacer on a clock of its own; `send` sends as long as there is something. */
function paced() {
  let now = 1_000;
  let timers: { at: number; run: () => void }[] = [];
  let sequence = 1;
  const state = { pending: 0, sentAt: [] as number[] };
  const pacer = new Pacer({
    send: () => {
      if (state.pending === 0) return undefined;
      state.pending = 0;
      state.sentAt.push(now);
      sequence += 1;
      return sequence;
    },
    now: () => now,
    later: (run, delayMs) => {
      const timer = { at: now + delayMs, run };
      timers.push(timer);
      return () => (timers = timers.filter((one) => one !== timer));
    },
  });
  const change = () => {
    state.pending += 1;
    pacer.poke();
  };
  const advance = (ms: number) => {
    for (let step = 0; step < ms; step += 1) {
      now += 1;
      const due = timers.filter(({ at }) => at <= now);
      timers = timers.filter(({ at }) => at > now);
      for (const { run } of due) run();
    }
  };
  return { pacer, state, change, advance, last: () => sequence, timers: () => timers.length };
}

describe("Pacer", () => {
  it("sends nothing before a panel is open", () => {
    const { state, change, advance } = paced();
    change();
    advance(100);
    assert.deepEqual(state.sentAt, []);
  });

  it("sends the first change after a rest at once", () => {
    const { pacer, state, change, advance } = paced();
    pacer.open(1);
    pacer.painted(1);
    advance(50);
    change();
    assert.deepEqual(state.sentAt, [1_050]);
  });

  it("sends at most one message in a frame, with all that has come meanwhile", () => {
    const { pacer, state, change, advance, last } = paced();
    pacer.open(1);
    for (let ms = 0; ms < 100; ms += 1) {
      change();
      advance(1);
      pacer.painted(last());
    }
    assert.ok(state.sentAt.length >= 5);
    const gaps = state.sentAt.slice(1).map((at, index) => at - (state.sentAt[index] ?? 0));
    assert.ok(
      gaps.every((gap) => gap >= 16),
      gaps.join(),
    );
  });

  it("waits for a panel that does not keep up", () => {
    const { pacer, state, change, advance, last } = paced();
    pacer.open(1);
    for (let frame = 0; frame < 10; frame += 1) {
      change();
      advance(20);
    }
    assert.equal(state.sentAt.length, 1, "snapshot and one delta are on their way");
    pacer.painted(last());
    assert.equal(state.sentAt.length, 2);
  });

  it("lets what nobody should wait for pass, whatever is on its way", () => {
    const { pacer, state, change, advance, timers } = paced();
    pacer.open(1);
    change();
    advance(20);
    change();
    state.pending += 1;
    pacer.hurry();
    assert.deepEqual(state.sentAt, [1_016, 1_020]);
    assert.equal(timers(), 0);
    pacer.close();
    state.pending += 1;
    pacer.hurry();
    assert.equal(state.sentAt.length, 2, "nothing to a panel that is gone");
  });

  it("leaves no timer behind when the panel goes", () => {
    const { pacer, change, timers } = paced();
    pacer.open(1);
    pacer.painted(1);
    change();
    pacer.close();
    assert.equal(timers(), 0);
  });
});
