import assert from "node:assert/strict";
import { ProgressCounter } from "../../../src/run/progress.js";

describe("progress", () => {
  it("marks the first byte and the first text apart", () => {
    const counter = new ProgressCounter();
    counter.addBatch({ atMs: 100, bytes: 300, chunks: 1, outputChars: 0 });
    counter.addBatch({ atMs: 180, bytes: 200, chunks: 1, outputChars: 5 });
    const progress = counter.at(200);
    assert.equal(progress.firstByteMs, 100);
    assert.equal(progress.firstTextMs, 180);
    assert.equal(progress.bytes, 500);
    assert.equal(progress.chunks, 2);
  });

  it("gives the rate of the last two seconds, not of the whole run", () => {
    const counter = new ProgressCounter();
    for (let atMs = 0; atMs <= 10_000; atMs += 100) {
      const chunks = atMs < 8_000 ? 100 : 1;
      counter.addBatch({ atMs, bytes: 10, chunks, outputChars: 1 });
    }
    assert.ok(counter.at(10_000).ratePerSecond < 20);
  });

  it("falls towards zero while nothing comes", () => {
    const counter = new ProgressCounter();
    counter.addBatch({ atMs: 0, bytes: 1, chunks: 1, outputChars: 1 });
    counter.addBatch({ atMs: 100, bytes: 1, chunks: 10, outputChars: 1 });
    assert.ok(counter.at(60_000).ratePerSecond < 1);
  });
});
