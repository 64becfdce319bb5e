import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { Heartbeats } from "../../../src/run/heartbeats.js";

describe("the heartbeats of records", () => {
  const file = "any";
  /** As after a suspend: the process lives, and has not yet touched its record again. */
  const silentSince = () => Date.now() - 90_000;

  function looking() {
    let now = 0;
    const heartbeats = new Heartbeats(() => now);
    const look = (mtimeMs: number, pid = process.ppid) => heartbeats.isAlive(file, pid, mtimeMs);
    return { look, wait: (ms: number) => (now += ms) };
  }

  it("call a touched record alive, as long as its process is there", () => {
    const { look } = looking();
    const { pid: dead } = spawnSync(process.execPath, ["-e", ""]);
    assert.equal(look(Date.now()), true);
    assert.equal(look(Date.now(), dead), false);
    for (const group of [0, -1, 0.5, Number.NaN]) assert.equal(look(Date.now(), group), false);
  });

  it("do not take a silent one for dead before it has been seen to stay silent", () => {
    const { look, wait } = looking();
    const mtimeMs = silentSince();
    for (let second = 0; second < 20; second += 1) {
      assert.equal(look(mtimeMs), true, `after ${second} s`);
      wait(1_000);
    }
    assert.equal(look(mtimeMs), false);
    assert.equal(look(Date.now()), true, "one that is touched again lives");
    assert.equal(look(mtimeMs), true, "and the next silence is another one");
  });

  it("count no looks in a hurry, nor the time in which nobody looked", () => {
    const { look, wait } = looking();
    const mtimeMs = silentSince();
    for (let i = 0; i < 1_000; i += 1) assert.equal(look(mtimeMs), true);
    wait(3_600_000);
    assert.equal(look(mtimeMs), true);
  });

  it("know that no process of before the machine started is left", () => {
    const { look } = looking();
    assert.equal(look(1_000), false);
  });
});
