import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { History } from "../../../src/run/history.js";
import { journalName } from "../../../src/run/journal.js";
import { journalText } from "../../../src/run/journalLine.js";
import { LimitInForce } from "../../../src/run/limitInForce.js";

const minutes = 60_000;

describe("the limit of the history", () => {
  let folder: string;
  let history: History;
  let limit: { runs: number; megabytes: number };
  let now: number;
  let count: number;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "bedrock-limit-"));
    fs.mkdirSync(path.join(folder, "runs"));
    history = new History({ folder: path.join(folder, "runs"), isWriting: () => false });
    limit = { runs: 5, megabytes: 500 };
    now = 1_700_000_000_000;
    count = 0;
  });
  afterEach(() => {
    history.dispose();
    fs.rmSync(folder, { recursive: true });
  });

  const limitFile = () => path.join(folder, "historyLimit.json");
  /** One window; another one is another object on the same file. */
  const windowOf = () =>
    new LimitInForce({ history, file: limitFile(), limit: () => limit, now: () => now });

  function addRuns(howMany: number): void {
    for (let i = 0; i < howMany; i += 1) {
      count += 1;
      const id = `run${count}`;
      const request = { modelId: "any", body: "{}" };
      const target = { region: "us-east-1", identity: "test" };
      const head = { ...{ id, pid: 0, request, target }, startedAt: count * 1_000 };
      const file = path.join(folder, "runs", journalName(head.startedAt, id));
      fs.writeFileSync(file, journalText({ type: "run", version: 1, ...head }));
      fs.utimesSync(file, 1, 1);
    }
  }

  const runs = () => fs.readdirSync(path.join(folder, "runs")).length;

  /** A history that is full, under a limit that has been in force for long. */
  async function fullHistory(): Promise<LimitInForce> {
    const window = windowOf();
    addRuns(5);
    assert.equal(await window.enforce(), undefined);
    now += 60 * minutes;
    return window;
  }

  it("lets new runs push out the oldest without a word", async () => {
    const window = await fullHistory();
    addRuns(3);
    assert.equal(await window.enforce(), undefined);
    assert.equal(runs(), 5);
  });

  it("deletes nothing by a lower limit, however long nobody answers, but goes on as before", async () => {
    const window = await fullHistory();
    limit = { runs: 2, megabytes: 500 };
    for (const wait of [0, 1, 10, 10_000]) {
      now += wait * minutes;
      assert.deepEqual(await window.enforce(), { limit, surplus: 3 });
      assert.equal(runs(), 5);
    }
    addRuns(1);
    assert.deepEqual(await windowOf().enforce(), { limit, surplus: 3 });
    assert.equal(runs(), 5, "the limit before still holds");
  });

  it("asks the same for megabytes, and for an end that the person set both ways at once", async () => {
    const window = await fullHistory();
    limit = { runs: 100, megabytes: 0.0001 };
    const change = await window.enforce();
    assert.ok(change && change.surplus > 0);
    assert.equal(runs(), 5);
    addRuns(20);
    assert.ok(await window.enforce());
    assert.equal(runs(), 25, "the higher number of runs holds at once");
  });

  it("deletes when a person says so, and from then on without a word", async () => {
    const window = await fullHistory();
    limit = { runs: 2, megabytes: 500 };
    await window.enforce();
    await window.accept(limit);
    assert.equal(runs(), 2);
    addRuns(1);
    assert.equal(await windowOf().enforce(), undefined);
    assert.equal(runs(), 2);
  });

  it("deletes nothing for an answer to a question of before the setting changed again", async () => {
    const window = await fullHistory();
    const asked = { runs: 2, megabytes: 500 };
    limit = asked;
    await window.enforce();
    limit = { runs: 4, megabytes: 500 };
    await window.accept(asked);
    assert.equal(runs(), 5);
    assert.deepEqual(await window.enforce(), { limit, surplus: 1 });
  });

  it("keeps the runs and asks no more when a person says so, until the setting changes", async () => {
    const window = await fullHistory();
    limit = { runs: 2, megabytes: 500 };
    await window.enforce();
    await window.decline(limit);
    now += 60 * minutes;
    assert.equal(await windowOf().enforce(), undefined);
    assert.equal(runs(), 5);
    limit = { runs: 3, megabytes: 500 };
    assert.deepEqual(await window.enforce(), { limit, surplus: 2 });
  });

  it("forgets a lower limit that was set by mistake", async () => {
    const window = await fullHistory();
    limit = { runs: 2, megabytes: 500 };
    await window.enforce();
    limit = { runs: 5, megabytes: 500 };
    assert.equal(await window.enforce(), undefined);
    assert.equal(runs(), 5);
  });

  it("deletes nothing in the first minutes of any limit", async () => {
    limit = { runs: 2, megabytes: 500 };
    addRuns(2);
    await windowOf().enforce();
    addRuns(2);
    assert.equal(await windowOf().enforce(), undefined);
    limit = { runs: 3, megabytes: 500 };
    assert.equal(await windowOf().enforce(), undefined);
    now += 4 * minutes;
    assert.equal(await windowOf().enforce(), undefined);
    assert.equal(runs(), 4);
    now += 2 * minutes;
    assert.equal(await windowOf().enforce(), undefined);
    assert.equal(runs(), 3);
  });

  it("lets a lower limit that deletes nothing come into force only after some minutes", async () => {
    const window = windowOf();
    addRuns(2);
    await window.enforce();
    limit = { runs: 2, megabytes: 500 };
    assert.equal(await window.enforce(), undefined);
    now += 1 * minutes;
    addRuns(1);
    assert.deepEqual(await window.enforce(), { limit, surplus: 1 });
    assert.equal(runs(), 3);
    await window.accept(limit);
    now += 6 * minutes;
    addRuns(1);
    assert.equal(await window.enforce(), undefined);
    assert.equal(runs(), 2);
  });

  it("asks where nobody knows the limit before and runs would go", async () => {
    addRuns(7);
    assert.deepEqual(await windowOf().enforce(), { limit, surplus: 2 });
    fs.writeFileSync(limitFile(), '{"inForce":{"runs":"many"');
    assert.deepEqual(await windowOf().enforce(), { limit, surplus: 2 });
    assert.equal(runs(), 7);
  });

  it("deletes nothing while what is known of the limit cannot be read", async () => {
    const window = await fullHistory();
    fs.rmSync(limitFile());
    fs.mkdirSync(limitFile());
    addRuns(2);
    await assert.rejects(window.enforce(), /EISDIR/);
    assert.equal(runs(), 7);
  });
});
