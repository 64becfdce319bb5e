import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { readPastRun } from "../../../src/run/pastRun.js";
import type { Run } from "../../../src/run/run.js";
import { startSandbox, type Sandbox } from "../../../src/sandbox/server.js";
import { isFailure } from "../../../src/failure.js";
import { runAgainst } from "./sandboxRun.js";

describe("a run's journal", () => {
  let sandbox: Sandbox;
  let folder: string;
  before(async () => {
    sandbox = await startSandbox({ paceMs: 0 });
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "bedrock-journal-"));
  });
  after(async () => {
    await sandbox.close();
    fs.rmSync(folder, { recursive: true });
  });
  afterEach(() => {
    for (const name of fs.readdirSync(folder)) fs.rmSync(path.join(folder, name));
  });

  const onlyFile = () => path.join(folder, fs.readdirSync(folder)[0] ?? "none");

  async function recorded(prompt: string): Promise<Run> {
    const run = runAgainst(sandbox, prompt, { journalFolder: folder, maxAttempts: 2 });
    run.onDidChange(() => run.tryNow());
    await run.ended;
    await run.recorded;
    return run;
  }

  for (const scenario of [
    "unicode",
    "tool call",
    "reasoning",
    "ThrottlingException once",
    "modelStreamErrorException after 4",
    "reset after 4",
    "cut after 4",
    "corrupt after 4",
    "unknown event after 2",
    "AccessDeniedException",
  ]) {
    it(`gives back the same run after "${scenario}"`, async () => {
      const run = await recorded(`sandbox: ${scenario}\nhello`);
      const past = await readPastRun(onlyFile());
      assert.deepEqual(past.state.summary, await run.ended);
      assert.deepEqual(past.request, run.request);
      const shown = ({ kind, attempt, title, text }: Run["sections"][number]) => ({
        kind,
        attempt,
        title,
        text,
      });
      assert.deepEqual(past.sections.map(shown), run.sections.map(shown));
      assert.equal(past.events.length, run.events.length);
      assert.deepEqual(past.heads, run.heads);
      const tenths = (ms: number) => Math.round(ms * 10) / 10;
      assert.deepEqual(
        past.retried,
        run.retried.map((one) => ({ ...one, atMs: tenths(one.atMs) })),
      );
    });
  }

  it("keeps separators of lines and paragraphs, at which readers of text may end a line", async () => {
    const run = await recorded("sandbox: echo\none\u2028two\u2029three");
    const past = await readPastRun(onlyFile());
    assert.deepEqual(past.request, run.request);
    assert.match(past.state.summary.text, /one\u2028two\u2029three/);
  });

  it("holds no key, neither of the request nor of the identity", async () => {
    await recorded("hello");
    const text = fs.readFileSync(onlyFile(), "utf8");
    assert.ok(!text.includes(sandbox.bearerToken));
    assert.ok(!text.toLowerCase().includes("authorization"));
  });

  it("calls a run without an end interrupted and keeps its text", async () => {
    const run = await recorded("sandbox: echo\nkept on disk");
    const lines = fs.readFileSync(onlyFile(), "utf8").trimEnd().split("\n");
    fs.writeFileSync(onlyFile(), `${lines.slice(0, -1).join("\n")}\n{"type":"bytes","att`);
    const { summary } = (await readPastRun(onlyFile())).state;
    assert.equal(summary.verdict, "connectionLost");
    assert.equal(summary.failure?.kind, "interrupted");
    assert.equal(summary.text, "kept on disk");
    assert.equal(summary.id, run.id);
  });

  it("reads the heads of versions before, which tell less", async () => {
    await recorded("sandbox: echo\nold");
    const text = fs.readFileSync(onlyFile(), "utf8");
    const old = text.replace(/"atMs":[\d.]+,"status":200,(.*),"headers":\{[^}]*\}/, "$1");
    assert.notEqual(old, text);
    fs.writeFileSync(onlyFile(), old);
    const past = await readPastRun(onlyFile());
    assert.equal(past.state.summary.text, "old");
    assert.deepEqual(past.heads, []);
  });

  it("skips a damaged line and reads the rest", async () => {
    await recorded("sandbox: echo\nfine");
    const lines = fs.readFileSync(onlyFile(), "utf8").split("\n");
    lines.splice(1, 0, '{"type":"head","attempt":"not a number"}', "\u0000\u0001", "[]");
    fs.writeFileSync(onlyFile(), lines.join("\n"));
    assert.equal((await readPastRun(onlyFile())).state.summary.text, "fine");
  });

  it("says so when nothing in the file can be read", async () => {
    fs.writeFileSync(path.join(folder, "x.jsonl"), "garbage\nmore garbage\n");
    await assert.rejects(readPastRun(path.join(folder, "x.jsonl")), (error: unknown) => {
      return isFailure(error) && error.evidence.code === "DAMAGED_JOURNAL";
    });
  });

  it("lets the stream go on and complains once when it cannot be written", async () => {
    const complaints: unknown[] = [];
    const notAFolder = path.join(folder, "file");
    fs.writeFileSync(notAFolder, "");
    const run = runAgainst(sandbox, "sandbox: burst 200\nhello", {
      journalFolder: path.join(notAFolder, "below"),
      onJournalTrouble: (error) => complaints.push(error),
    });
    const summary = await run.ended;
    await run.recorded;
    assert.equal(summary.verdict, "complete");
    assert.equal(complaints.length, 1);
  });

  it("survives kill -9: all that had arrived 250 ms before is on disk", async function () {
    this.timeout(20_000);
    const child = fork(path.resolve("out/test/support/journalWriter.js"), [folder]);
    const [{ pieces }] = (await once(child, "message")) as [{ pieces: number }];
    child.kill("SIGKILL");
    await once(child, "exit");
    const text = fs.readFileSync(onlyFile(), "utf8");
    const atMs = [...text.matchAll(/"atMs":(\d+)/g)].map(([, ms]) => Number(ms));
    assert.ok(atMs.length >= pieces - 25, `${atMs.length} of ${pieces} pieces are on disk`);
  });
});
