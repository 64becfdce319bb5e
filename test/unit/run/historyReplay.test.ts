import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { openJournal } from "../../../src/run/journal.js";
import { journalText } from "../../../src/run/journalLine.js";
import { readPastRun } from "../../../src/run/pastRun.js";
import { followRecord, playRecord } from "../../../src/run/playRecord.js";
import type { ShowableRun } from "../../../src/run/showableRun.js";
import { startSandbox, type Sandbox } from "../../../src/sandbox/server.js";
import { until } from "../../support/until.js";
import { runAgainst } from "./sandboxRun.js";

describe("a record that plays again", () => {
  let sandbox: Sandbox;
  let folder: string;
  before(async () => {
    sandbox = await startSandbox({ paceMs: 5 });
  });
  after(() => sandbox.close());
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "bedrock-replay-"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const onlyFile = () => path.join(folder, fs.readdirSync(folder)[0] ?? "none");

  const hasRecord = () => fs.existsSync(onlyFile()) && fs.statSync(onlyFile()).size > 0;

  async function recorded(prompt: string) {
    const run = runAgainst(sandbox, prompt, { journalFolder: folder });
    const summary = await run.ended;
    await run.recorded;
    return summary;
  }

  async function ended(run: ShowableRun) {
    return until("it has ended", () => run.state.type === "ended" && run.state.summary);
  }

  for (const scenario of [
    "echo",
    "modelStreamErrorException after 4",
    "reset after 4",
    "AccessDeniedException",
  ]) {
    it(`says and ends the same after "${scenario}", under an id of its own, without network`, async () => {
      const original = await recorded(`sandbox: ${scenario}\nplay me again`);
      const before = sandbox.openStreams();
      const replay = await playRecord(onlyFile(), Infinity);
      const summary = await ended(replay);
      assert.notEqual(replay.id, original.id);
      assert.equal(replay.kind, "replay");
      assert.deepEqual({ ...summary, id: original.id }, original);
      assert.equal(sandbox.openStreams(), before);
    });
  }

  it("keeps the gaps of the stream, or shortens them", async () => {
    const { timing } = await recorded("sandbox: slow 8\none two three four five six");
    const took = async (speed: number) => {
      const begin = performance.now();
      await ended(await playRecord(onlyFile(), speed));
      return performance.now() - begin;
    };
    const atOne = await took(1);
    const atFour = await took(4);
    assert.ok(atOne >= timing.totalMs - 5, `${atOne} ms`);
    assert.ok(atFour >= timing.totalMs / 4 - 5 && atFour < atOne, `${atFour} ms`);
  });

  it("waits before another attempt as the run did, and says why", async () => {
    const prompt = "sandbox: ThrottlingException once retry after 3\nhello";
    const run = runAgainst(sandbox, prompt, { journalFolder: folder, maxAttempts: 2 });
    const { timing } = await run.ended;
    await run.recorded;
    const replay = await playRecord(onlyFile(), 4);
    await until("it waits", () => replay.state.type === "waiting");
    assert.ok(replay.state.type === "waiting");
    assert.equal(replay.state.failure.exception, "ThrottlingException");
    const leftMs = replay.state.untilMs - Date.now();
    assert.ok(leftMs > 0 && leftMs <= timing.totalMs / 4, `${leftMs} ms are left`);
    await ended(replay);
    assert.equal(replay.retried.length, 1);
  });

  it("can be stopped and keeps what it has played", async () => {
    const { text } = await recorded("sandbox: slow 8\nwords enough to be stopped in the middle");
    const replay = await playRecord(onlyFile(), 1);
    await until("some text", () => replay.sections.some(({ length }) => length > 0));
    replay.stop();
    const summary = await ended(replay);
    assert.equal(summary.verdict, "stopped");
    assert.ok(text.startsWith(summary.text) && summary.text.length < text.length);
  });

  it("follows a record while another window writes it", async () => {
    const run = runAgainst(sandbox, "sandbox: slow 8\nfollow these words as they come", {
      journalFolder: folder,
    });
    await until("the record exists", hasRecord);
    const followed = await followRecord(onlyFile(), () => Promise.resolve(true));
    assert.throws(() => followed.stop(), /another window/);
    await until("some text", () => followed.sections.some(({ length }) => length > 0));
    assert.notEqual(followed.state.type, "ended");
    assert.deepEqual(await ended(followed), await run.ended);
  });

  it("follows a record that is longer than any text may be", async () => {
    const head = { id: "long", startedAt: 1, request: { modelId: "any", body: "{}" } };
    const target = { region: "us-east-1", identity: "test" };
    const file = path.join(folder, "long.jsonl");
    fs.writeFileSync(file, journalText({ type: "run", version: 1, pid: 0, target, ...head }));
    // A hole: it takes no room on the disk.
    fs.truncateSync(file, 2 ** 29 + 1_000);
    const bytes = { type: "bytes", attempt: 1, atMs: 77, base64: "" } as const;
    fs.appendFileSync(file, `\n${journalText(bytes)}`);
    const followed = await followRecord(file, () => Promise.resolve(false));
    const { timing } = await ended(followed);
    assert.equal(timing.totalMs, 77, "what comes behind is read");
  });

  it("follows on when the record cannot be read for a while", async () => {
    const run = runAgainst(sandbox, "sandbox: slow 8\nfollow these words as they come", {
      journalFolder: folder,
    });
    await until("the record exists", hasRecord);
    let looks = 0;
    const followed = await followRecord(onlyFile(), () => {
      looks += 1;
      const error = Object.assign(new Error("too many open files"), { code: "EMFILE" });
      return looks < 3 ? Promise.reject(error) : Promise.resolve(true);
    });
    assert.deepEqual(await ended(followed), await run.ended);
  });

  it("ends as interrupted when nobody writes on", async () => {
    const request = { modelId: "any", body: "{}" };
    const target = { region: "us-east-1", identity: "test" };
    openJournal(folder, { id: "cut", startedAt: 1, request, target }, () => undefined);
    await until("the record exists", hasRecord);
    const followed = await followRecord(onlyFile(), () => Promise.resolve(false));
    const summary = await ended(followed);
    assert.equal(summary.failure?.kind, "interrupted");
    assert.deepEqual(summary, (await readPastRun(onlyFile())).state.summary);
  });

  it("records the end of a run that VS Code's closing cuts short", async () => {
    const run = runAgainst(sandbox, "sandbox: long 5000\nx", { journalFolder: folder });
    await until("some text", () => run.sections.some(({ length }) => length > 0));
    run.interrupt();
    const summary = await run.ended;
    await run.recorded;
    assert.equal(summary.verdict, "connectionLost");
    assert.equal(summary.failure?.kind, "interrupted");
    assert.deepEqual((await readPastRun(onlyFile())).state.summary, summary);
  });
});
