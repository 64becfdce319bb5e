import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { readPastRun } from "../../../src/run/pastRun.js";
import { playRecord } from "../../../src/run/playRecord.js";
import { Runs } from "../../../src/run/runs.js";
import { startSandbox, type Sandbox } from "../../../src/sandbox/server.js";
import { until } from "../../support/until.js";
import { optionsAgainst } from "./sandboxRun.js";

describe("the runs of a window", () => {
  let sandbox: Sandbox;
  let folder: string;
  let runs: Runs;
  before(async () => {
    sandbox = await startSandbox({ paceMs: 5 });
  });
  after(() => sandbox.close());
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "bedrock-runs-"));
    runs = new Runs();
  });
  afterEach(async () => {
    await runs.interruptAll();
    fs.rmSync(folder, { recursive: true });
  });

  const start = (id: string, prompt: string) =>
    runs.start(optionsAgainst(sandbox, prompt, { id, journalFolder: folder }));
  const record = () => path.join(folder, fs.readdirSync(folder)[0] ?? "none");
  const ids = () => runs.all.map(({ id }) => id);

  it("keep at most 20 that were read back, the last ones, and all that were sent", async () => {
    await start("sent", "sandbox: echo\nhello").ended;
    await until("it is recorded", () => !runs.isWriting("sent"));
    const added: string[] = [];
    for (let count = 0; count < 23; count += 1) {
      const replay = await playRecord(record(), Infinity);
      runs.add(replay);
      added.push(replay.id);
    }
    assert.ok(ids().includes("sent"));
    assert.deepEqual(
      ids().filter((id) => id !== "sent"),
      added.slice(3),
    );
    assert.deepEqual(
      runs.sent.map(({ id }) => id),
      ["sent"],
    );
  });

  it("forget those that have ended and keep the one under way", async () => {
    await start("ended", "sandbox: echo\nhello").ended;
    const live = start("live", "sandbox: stall after 2\nhello");
    await until("it streams", () => live.state.type === "streaming");
    runs.clearEnded();
    assert.deepEqual(ids(), ["live"]);
    assert.equal(runs.latest, live);
    runs.stopAll();
    assert.equal((await live.ended).verdict, "stopped");
    assert.deepEqual(runs.live, []);
  });

  it("are recorded to the end when the window closes in mid-stream", async () => {
    const live = start("live", "sandbox: stall after 5\nhello");
    await until("it streams", () => live.progress.chunks >= 5);
    assert.equal(runs.isWriting("live"), true);
    await runs.interruptAll();
    assert.equal(runs.isWriting("live"), false);
    const past = await readPastRun(record());
    assert.deepEqual(past?.sections, live.sections);
    assert.ok(past?.state.type === "ended");
    assert.equal(past.state.summary.failure?.kind, "interrupted");
  });

  it("tell of every change, and of nothing once nobody listens", async () => {
    const told: string[] = [];
    const forget = runs.onDidChange(({ id }) => told.push(id));
    await start("one", "sandbox: echo\nhello").ended;
    assert.ok(told.length > 2 && told.every((id) => id === "one"));
    forget();
    told.length = 0;
    await start("two", "sandbox: echo\nhello").ended;
    assert.deepEqual(told, []);
  });
});
