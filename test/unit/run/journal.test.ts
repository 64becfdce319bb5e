import assert from "node:assert/strict";
import { execFileSync, fork, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import { readFile } from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { rawBytesOf } from "../../../src/run/exportRecord.js";
import { journalName, openJournal, type RunJournal } from "../../../src/run/journal.js";
import { journalText, type JournalLine } from "../../../src/run/journalLine.js";
import { readPastRun } from "../../../src/run/pastRun.js";
import type { Run } from "../../../src/run/run.js";
import type { RunSummary } from "../../../src/run/runSummary.js";
import { startSandbox, type Sandbox } from "../../../src/sandbox/server.js";
import { isFailure } from "../../../src/failure.js";
import { until } from "../../support/until.js";
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

  const target = { region: "us-east-1", identity: "test" };
  const header = { id: "any", startedAt: 1_000, request: { modelId: "any", body: "{}" }, target };
  const complete: RunSummary = {
    ...{ id: "any", modelId: "any", region: "us-east-1", verdict: "complete", text: "" },
    ...{ reasoning: "", toolCalls: [], contentType: "application/json", attempts: 1, chunks: 0 },
    ...{ bytes: 0, timing: { totalMs: 1 } },
  };

  it("goes on after a write error and lacks nothing that it could keep", async () => {
    const complaints: unknown[] = [];
    const below = path.join(folder, "below");
    fs.writeFileSync(below, "");
    const run = runAgainst(sandbox, "sandbox: slow 8\nall of these words are kept until they fit", {
      journalFolder: below,
      onJournalTrouble: (error) => complaints.push(error),
    });
    await until("a write has failed", () => complaints.length > 0);
    fs.rmSync(below);
    const summary = await run.ended;
    await run.recorded;
    const file = path.join(below, fs.readdirSync(below)[0] ?? "none");
    const past = await readPastRun(file);
    fs.rmSync(below, { recursive: true });
    assert.deepEqual(past.state.summary, summary);
    assert.equal(complaints.length, 1);
  });

  it("marks what it could not keep, and tells the verdict of the run", async () => {
    const below = path.join(folder, "below");
    fs.writeFileSync(below, "");
    const failed = new Promise((resolve) => {
      const journal = openJournal(below, header, () => resolve(journal));
      // More than is kept for a disk that takes nothing.
      for (let i = 0; i < 20; i += 1) journal.bytes(1, i, [Buffer.alloc(1_000_000)]);
    });
    const journal = (await failed) as RunJournal;
    fs.rmSync(below);
    journal.bytes(1, 30, [Buffer.alloc(10)]);
    await journal.end(complete);
    const file = path.join(below, fs.readdirSync(below)[0] ?? "none");
    const raw = await rawBytesOf(file);
    const { summary } = (await readPastRun(file)).state;
    fs.rmSync(below, { recursive: true });
    assert.equal(summary.verdict, "complete");
    assert.equal(raw.length + (summary.unrecordedBytes ?? 0), 20_000_010);
    assert.equal(summary.unrecordedBytes, 12_000_000, "what came after the limit is kept");
  });

  it("begins anew when it was deleted under way, and marks what was in it", async () => {
    const complaints: unknown[] = [];
    const journal = openJournal(folder, header, (error) => complaints.push(error));
    journal.head(1, 1, 200, { contentType: "application/json", headers: {} });
    journal.bytes(1, 2, [Buffer.alloc(700)]);
    journal.bytes(1, 3, [Buffer.alloc(300)]);
    await until("the bytes are there", () => {
      const [name] = fs.readdirSync(folder);
      return name !== undefined && fs.statSync(path.join(folder, name)).size > 1_300;
    });
    fs.rmSync(onlyFile());
    journal.bytes(1, 4, [Buffer.alloc(10)]);
    await journal.end(complete);
    const lines = fs.readFileSync(onlyFile(), "utf8").trimEnd().split("\n");
    const types = lines.map((line) => (JSON.parse(line) as { type: string }).type);
    assert.deepEqual(types, ["run", "head", "gap", "bytes", "end"]);
    const { summary } = (await readPastRun(onlyFile())).state;
    assert.equal(summary.verdict, "complete");
    assert.equal(summary.unrecordedBytes, 1_000);
    assert.deepEqual(complaints, []);
  });

  it("does not hold up the end, nor fill the memory, where the disk never answers", async function () {
    if (process.platform === "win32") this.skip();
    const below = path.join(folder, "pipe");
    fs.mkdirSync(below);
    // Opening it for writing waits until somebody reads.
    const pipe = path.join(below, journalName(header.startedAt, header.id));
    execFileSync("mkfifo", [pipe]);
    const complaints: unknown[] = [];
    const journal = openJournal(below, header, (error) => complaints.push(error), 200);
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 60; i += 1) journal.bytes(1, i, [Buffer.alloc(1_000_000)]);
    const grown = process.memoryUsage().heapUsed - before;
    await journal.end(complete);
    assert.match(String(complaints), /disk does not answer/);
    const text = await readFile(pipe, "utf8");
    fs.rmSync(below, { recursive: true });
    const types = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as JournalLine);
    assert.deepEqual([types[0]?.type, types.at(-1)?.type], ["run", "end"]);
    assert.ok(grown < 60_000_000, `${grown} bytes`);
    const bytes = types.map((line) => (line.type === "gap" ? line.bytes : 0));
    assert.ok(
      bytes.some((count) => count > 10_000_000),
      "a gap stands for what was given up",
    );
  });

  it("goes on after bytes were given up under a write", async function () {
    if (process.platform === "win32") this.skip();
    const below = path.join(folder, "slow");
    fs.mkdirSync(below);
    const pipe = path.join(below, journalName(header.startedAt, header.id));
    execFileSync("mkfifo", [pipe]);
    // Open for both, so that the pipe does not end with its writer; it blocks until we read.
    const reader = spawn("sh", ["-c", 'exec 3<>"$0"; exec cat <&3', pipe], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const complaints: unknown[] = [];
    const journal = openJournal(below, header, (error) => complaints.push(error), 1_000);
    const megabytes = (count: number) => {
      for (let i = 0; i < count; i += 1) journal.bytes(1, i, [Buffer.alloc(1_000_000)]);
    };
    megabytes(10);
    await once(reader.stdout, "readable");
    // With these, more waits than may, most of which the write has counted on.
    megabytes(3);
    reader.stdout.resume();
    await journal.end(complete);
    reader.kill();
    await once(reader, "close");
    fs.rmSync(below, { recursive: true });
    assert.deepEqual(complaints, []);
  });

  it("leaves no half line behind when half of one was written", async () => {
    const complaints: unknown[] = [];
    const journal = openJournal(folder, header, (error) => complaints.push(error));
    await until("the record has begun", () => fs.readdirSync(folder).length === 1);
    const file = onlyFile();
    await until("its first line is there", () => fs.statSync(file).size > 0);
    fs.appendFileSync(file, '{"type":"bytes","att');
    await journal.end(complete);
    const lines = fs.readFileSync(file, "utf8").trimEnd().split("\n");
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { type: string }).type),
      ["run", "end"],
    );
    assert.deepEqual(complaints, []);
  });

  it("finds the next event behind a gap that ends inside one", async () => {
    const run = await recorded("sandbox: echo\none two three four five six seven eight nine ten");
    const lines = fs.readFileSync(onlyFile(), "utf8").trimEnd().split("\n");
    const raw = await rawBytesOf(onlyFile());
    const bytesLine = (from: number, to: number) =>
      journalText({
        ...({ type: "bytes", attempt: 1, atMs: 1 } as const),
        base64: Buffer.from(raw.subarray(from, to)).toString("base64"),
      });
    const whole = (await run.ended).text;
    for (let cut = 0; cut + 900 < raw.length; cut += 97) {
      const text = [
        ...lines.filter((line) => line.startsWith('{"type":"run"')).map((line) => `${line}\n`),
        bytesLine(0, cut),
        journalText({ type: "gap", attempt: 1, atMs: 1, bytes: 300 }),
        // In pieces, so that the next event may begin anywhere.
        bytesLine(cut + 300, cut + 307),
        bytesLine(cut + 307, raw.length),
        `${lines.at(-1) ?? ""}\n`,
      ];
      fs.writeFileSync(onlyFile(), text.join(""));
      const { summary } = (await readPastRun(onlyFile())).state;
      assert.equal(summary.verdict, "complete");
      assert.equal(summary.unrecordedBytes, 300);
      const missing = whole.length - summary.text.length;
      assert.ok(missing > 0 ? missing < 60 : summary.text === whole, `${missing} are missing`);
      const same = [...summary.text].findIndex((letter, at) => letter !== whole[at]);
      const rest = same < 0 ? "" : summary.text.slice(same);
      assert.ok(whole.endsWith(rest), "it goes on where the gap ends");
    }
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
