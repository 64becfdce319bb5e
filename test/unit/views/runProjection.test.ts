import assert from "node:assert/strict";
import type { Piece, ShownChange, ShownRun } from "../../../src/views/outputProtocol.js";
import { maxMessageCost } from "../../../src/views/messageCost.js";
import { RunProjection } from "../../../src/views/runProjection.js";
import { seededRandom } from "../../support/seededRandom.js";
import { HandDrivenRun, texts } from "./shownRunKit.js";

/** The texts that a panel would hold, by section. */
class Received {
  readonly sections: { kind: string; text: string }[] = [];

  take(message: ShownRun | ShownChange | undefined): void {
    for (const piece of message?.pieces ?? []) this.takePiece(piece);
  }

  private takePiece(piece: Piece): void {
    const known = this.sections[piece.index];
    if (piece.type === "open") {
      assert.equal(known, undefined, "a section opens once");
      this.sections[piece.index] = { kind: piece.kind, text: piece.text };
    } else {
      assert.ok(known, "a section is opened before it grows");
      known.text += piece.text;
    }
  }
}

describe("RunProjection", () => {
  it("gives every character once, in snapshots and changes at any moment", () => {
    const random = seededRandom(20);
    for (let round = 0; round < 20; round += 1) {
      const run = new HandDrivenRun("a");
      const say = () => {
        const text = `${Math.floor(random() * 1e6)}\u{1F600} `.repeat(1 + Math.floor(random() * 9));
        run.say(text, random() < 0.2 ? "reasoning" : "text");
      };
      for (let before = random() * 20; before > 0; before -= 1) say();
      const projection = new RunProjection(run, texts);
      const received = new Received();
      received.take(projection.snapshot(0));
      for (let now = 1; now < 50; now += 1) {
        say();
        if (random() < 0.5) received.take(projection.change(now));
      }
      received.take(projection.change(99));
      const sent = run.sections.map(({ kind, text }) => ({ kind, text }));
      assert.deepEqual(received.sections, sent);
    }
  });

  it("brings 40,000 tool calls in messages of a bounded number, each read once", () => {
    const count = 40_000;
    const run = new HandDrivenRun("a");
    for (let index = 0; index < count; index += 1) run.call(index, "{}");
    run.end();
    const projection = new RunProjection(run, texts);
    const numbers = [projection.snapshot(0).pieces.length];
    for (let now = 1; ; now += 1) {
      const change = projection.change(now);
      if (!change) break;
      numbers.push(change.pieces.length);
    }
    assert.ok(Math.max(...numbers) <= 128, `${Math.max(...numbers)} pieces`);
    assert.equal(
      numbers.reduce((sum, number) => sum + number),
      count,
    );
  });

  it("reads of a long text no more than a message takes", () => {
    const run = new HandDrivenRun("a");
    run.say("x".repeat(maxMessageCost * 5));
    const [section] = run.sections;
    assert.ok(section);
    const read: number[] = [];
    const watched = Object.create(section, {
      textFrom: {
        value: (offset: number, end?: number) => {
          const text = section.textFrom(offset, end);
          read.push(text.length);
          return text;
        },
      },
    });
    const projection = new RunProjection(
      Object.create(run, { sections: { value: [watched] } }),
      texts,
    );
    projection.snapshot(0);
    for (let now = 1; projection.change(now); now += 1);
    assert.ok(read.length > 4 && read.every((length) => length <= maxMessageCost));
  });

  it("cuts a long text into messages, and tells the ending only after the last of it", () => {
    const run = new HandDrivenRun("a");
    run.say("x".repeat(maxMessageCost * 2 + 5));
    run.end();
    const projection = new RunProjection(run, texts);
    const received = new Received();
    const snapshot = projection.snapshot(0);
    received.take(snapshot);
    assert.equal(snapshot.status.type, "loading");
    const statuses: (string | undefined)[] = [];
    for (let now = 1; ; now += 1) {
      const change = projection.change(now);
      if (!change) break;
      const length = change.pieces.reduce((sum, { text }) => sum + text.length, 0);
      assert.ok(length <= maxMessageCost);
      received.take(change);
      statuses.push(change.status?.type);
    }
    assert.deepEqual(statuses, [undefined, "ended"]);
    assert.equal(received.sections[0]?.text.length, maxMessageCost * 2 + 5);
  });

  it("sends an image whole, whatever its size", () => {
    const run = new HandDrivenRun("a");
    const base64 = "A".repeat(maxMessageCost * 3);
    run.show("image/png", base64);
    const { pieces } = new RunProjection(run, texts).snapshot(0);
    assert.deepEqual(
      pieces.map(({ text }) => text.length),
      [base64.length],
    );
  });

  it("has nothing to say when nothing has changed", () => {
    const run = new HandDrivenRun("a");
    run.say("hello");
    const projection = new RunProjection(run, texts);
    projection.snapshot(0);
    assert.equal(projection.change(1_000), undefined);
  });

  it("tells each attempt that failed once", () => {
    const run = new HandDrivenRun("a");
    const failure = { kind: "throttled", message: "Slow down.", retryable: true } as const;
    const fail = (attempt: number) =>
      run.retried.push({ attempt, failure, atMs: attempt * 100, waitMs: 50 });
    fail(1);
    const projection = new RunProjection(run, texts);
    const numbers = (message: ShownRun | ShownChange | undefined) =>
      message?.attempts?.map(({ attempt }) => attempt);
    assert.deepEqual(numbers(projection.snapshot(0)), [1]);
    fail(2);
    fail(3);
    assert.deepEqual(numbers(projection.change(1)), [2, 3]);
    assert.equal(projection.change(1_000), undefined);
    const again = new RunProjection(run, texts).snapshot(0).attempts;
    assert.deepEqual(
      again.map(({ atMs, waitMs, failure: { title } }) => [atMs, waitMs, title]),
      [
        [100, 50, "It broke"],
        [200, 50, "It broke"],
        [300, 50, "It broke"],
      ],
    );
  });

  it("tells a silence, and that it is over", () => {
    const run = new HandDrivenRun("a");
    run.say("hello");
    const projection = new RunProjection(run, texts);
    projection.snapshot(0);
    run.silentMs = 30_000;
    assert.deepEqual(projection.change(1)?.status, {
      type: "streaming",
      attempt: 1,
      silentMs: 30_000,
    });
    run.silentMs = undefined;
    assert.deepEqual(projection.change(2)?.status, { type: "streaming", attempt: 1 });
  });

  it("speaks the ending in sentences, the failure's next step among them", () => {
    const run = new HandDrivenRun("a");
    const failure = { kind: "modelError", message: "Why.", retryable: false } as const;
    run.end({ verdict: "failed", failure });
    const { status } = new RunProjection(run, texts).snapshot(0);
    assert.ok(status.type === "ended");
    assert.equal(status.spoken, "failed. It broke. Mend it.");
    assert.equal(status.failure?.hasRawAnswer, false);
  });
});
