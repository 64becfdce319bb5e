import assert from "node:assert/strict";
import { execFileSync, fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { History } from "../../../src/run/history.js";
import type { HistoryLimit } from "../../../src/run/historyLimit.js";
import { HistoryRows } from "../../../src/run/historyRows.js";
import { openJournal } from "../../../src/run/journal.js";
import { readPastRun } from "../../../src/run/pastRun.js";
import type { RunSummary } from "../../../src/run/runSummary.js";
import { until } from "../../support/until.js";

describe("the history of runs", () => {
  let folder: string;
  let limit: HistoryLimit;
  const histories: History[] = [];
  const children: ChildProcess[] = [];

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "bedrock-history-"));
    limit = { runs: 200, megabytes: 500 };
  });
  afterEach(async () => {
    for (const history of histories.splice(0)) history.dispose();
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    fs.rmSync(folder, { recursive: true });
  });

  function historyOf(where = folder, writing: readonly string[] = []): History {
    const history = new History({
      folder: where,
      isWriting: (id) => writing.includes(id),
    });
    histories.push(history);
    return history;
  }

  const summary = (id: string): RunSummary => ({
    ...{ id, modelId: "any", region: "us-east-1", verdict: "complete", text: "", reasoning: "" },
    ...{ toolCalls: [], contentType: "application/json", attempts: 1, chunks: 0, bytes: 0 },
    timing: { totalMs: 1 },
  });

  /** A record as a run makes one; without an end when it is still under way. */
  async function record(
    id: string,
    startedAt: number,
    more: { size?: number; open?: true; prompt?: string } = {},
  ) {
    const { prompt = `prompt of ${id}` } = more;
    const request = { modelId: "any", body: JSON.stringify({ prompt }) };
    const target = { region: "us-east-1", identity: "test" };
    const fail = (error: unknown) => assert.fail(String(error));
    const journal = openJournal(folder, { id, startedAt, request, target }, fail);
    if (more.size) journal.bytes(1, 0, [Buffer.alloc(more.size)]);
    if (more.open) {
      const isWritten = (name: string) =>
        name.includes(id) && fs.statSync(path.join(folder, name)).size > 0;
      await until("the record is written", () => fs.readdirSync(folder).some(isWritten));
    } else await journal.end(summary(id));
    return journal;
  }

  async function ids(history: History): Promise<string[]> {
    await history.refresh();
    return history.entries.map(({ id }) => id);
  }

  /** A process that writes a run "killed" into the folder until it is killed. */
  async function writingProcess(): Promise<ChildProcess> {
    const child = fork(path.resolve("out/test/support/journalWriter.js"), [folder]);
    children.push(child);
    await once(child, "message");
    return child;
  }

  it("lists the newest first, each with its prompt and its ending", async () => {
    await record("a", 1_000);
    await record("b", 3_000);
    await record("c", 2_000);
    const history = historyOf();
    await history.load();
    assert.deepEqual(
      history.entries.map(({ id, prompt, state }) => [id, prompt, state.type]),
      [
        ["b", "prompt of b", "ended"],
        ["c", "prompt of c", "ended"],
        ["a", "prompt of a", "ended"],
      ],
    );
  });

  it("reads nothing of a long record but its ends", async () => {
    await record("a", 1_000);
    const file = path.join(folder, fs.readdirSync(folder)[0] ?? "");
    const [first = "", last = ""] = fs.readFileSync(file, "utf8").trimEnd().split("\n");
    // A hole in the file: longer than any string may be, so nobody can read it all as text.
    fs.writeFileSync(file, `${first}\n`);
    fs.truncateSync(file, 2 ** 30);
    fs.appendFileSync(file, `\n${last}\n`);
    const history = historyOf();
    await history.load();
    assert.equal(history.entries[0]?.state.type, "ended");
  });

  it("lists 200 records", async () => {
    for (let i = 0; i < 200; i += 1) await record(`run${i}`, 1_000 + i, { size: 20_000 });
    const history = historyOf();
    await history.load();
    assert.equal(history.entries.length, 200);
  });

  it("keeps no bodies in memory, only how their prompts begin", async () => {
    const prompt = "word ".repeat(200_000);
    for (let i = 0; i < 30; i += 1) await record(`run${i}`, 1_000 + i, { prompt });
    const script = path.resolve("out/test/support/historyMemory.js");
    const child = fork(script, [folder], { execArgv: ["--expose-gc"] });
    children.push(child);
    const [{ runs, bytes }] = (await once(child, "message")) as [{ runs: number; bytes: number }];
    assert.equal(runs, 30);
    assert.ok(bytes < 12_000_000, `${bytes} bytes for 30 bodies of a megabyte`);
  });

  it("reads those records alone that it is told of", async () => {
    await record("a", 1_000);
    await record("b", 2_000);
    const rows = new HistoryRows(folder, () => false);
    await rows.readAll();
    const names = fs.readdirSync(folder).sort();
    for (const name of names) fs.appendFileSync(path.join(folder, name), "no end any more\n");
    assert.equal(await rows.read(names.slice(0, 1)), true);
    assert.deepEqual(
      rows.entries.map(({ state }) => state.type),
      ["ended", "interrupted"],
    );
  });

  it("takes a live run of another window for no dead one after a suspend", async () => {
    const child = await writingProcess();
    child.kill("SIGSTOP");
    const [name = ""] = fs.readdirSync(folder);
    const before = new Date(Date.now() - 90_000);
    fs.utimesSync(path.join(folder, name), before, before);
    const history = historyOf();
    await history.load();
    assert.equal(history.find("killed")?.state.type, "live");
    await history.enforceLimit({ runs: 0, megabytes: 0 });
    assert.deepEqual(fs.readdirSync(folder), [name]);
  });

  it("finds the ends of lines that are longer than one read", async () => {
    const body = JSON.stringify({ inputText: `${"long ".repeat(50_000)}` });
    const journal = openJournal(
      folder,
      {
        ...{ id: "long", startedAt: 1_000, request: { modelId: "any", body } },
        target: { region: "us-east-1", identity: "test" },
      },
      () => undefined,
    );
    const failure = { kind: "service", message: "x", retryable: false } as const;
    const rawText = "y".repeat(300_000);
    await journal.end({ ...summary("long"), verdict: "failed", failure: { ...failure, rawText } });
    const history = historyOf();
    await history.load();
    const [entry] = history.entries;
    assert.match(entry?.prompt ?? "", /^long long/);
    assert.equal(entry?.state.type === "ended" && entry.state.ending.verdict, "failed");
  });

  it("loses one run to a damaged file, not the list", async () => {
    await record("good", 1_000);
    await record("bad", 2_000);
    const bad = fs.readdirSync(folder).find((name) => name.includes("bad")) ?? "";
    fs.writeFileSync(path.join(folder, bad), "\u0000 not json\n{}\n");
    fs.writeFileSync(path.join(folder, "foreign.txt"), "not ours");
    const history = historyOf();
    await history.load();
    assert.deepEqual(
      history.entries.map(({ id, state }) => [id, state.type]),
      [
        ["bad", "damaged"],
        ["good", "ended"],
      ],
    );
    await history.delete(["bad"]);
    assert.deepEqual(await ids(history), ["good"]);
    assert.ok(fs.existsSync(path.join(folder, "foreign.txt")));
  });

  it("keeps the newest runs when there are too many, and the pinned ones", async () => {
    for (const [index, id] of ["a", "b", "c", "d", "e"].entries()) await record(id, 1_000 + index);
    const history = historyOf();
    await history.mark("a", { pinned: true });
    limit = { runs: 2, megabytes: 500 };
    await history.enforceLimit(limit);
    assert.deepEqual(await ids(history), ["e", "d", "a"]);
  });

  it("keeps the newest runs when they are too large together", async () => {
    for (const [index, id] of ["a", "b", "c"].entries()) {
      await record(id, 1_000 + index, { size: 400_000 });
    }
    limit = { runs: 200, megabytes: 1.2 };
    const history = historyOf();
    await history.enforceLimit(limit);
    assert.deepEqual(await ids(history), ["c", "b"]);
  });

  it("remembers names and pins in every window, and forgets them with the run", async () => {
    await record("a", 1_000);
    const [one, other] = [historyOf(), historyOf()];
    await one.mark("a", { name: "the good one" });
    await other.mark("a", { pinned: true });
    await one.refresh();
    assert.equal(one.find("a")?.name, "the good one");
    assert.equal(one.find("a")?.pinned, true);
    await one.mark("a", { name: "" });
    assert.equal(one.find("a")?.name, undefined);
    await one.delete(["a"]);
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  it("clears all but live and pinned runs", async () => {
    await record("a", 1_000);
    await record("b", 2_000);
    await record("live", 3_000, { open: true });
    const history = historyOf(folder, ["live"]);
    await history.mark("a", { pinned: true });
    assert.deepEqual(await history.clear({ keepPinned: true }), ["b"]);
    assert.deepEqual(await ids(history), ["live", "a"]);
    await history.clear({ keepPinned: false });
    assert.deepEqual(await ids(history), ["live"]);
  });

  it("calls a run of a process that had this one's id interrupted", async () => {
    await record("before", 1_000, { open: true });
    const history = historyOf();
    await history.load();
    assert.equal(history.find("before")?.state.type, "interrupted");
  });

  it("follows other windows: a run appears, is live, and is interrupted when its process is killed", async () => {
    const history = historyOf();
    await history.load();
    const child = await writingProcess();
    await until("the run appears", () => history.find("killed")?.state.type === "live");
    limit = { runs: 0, megabytes: 0 };
    await history.enforceLimit(limit);
    await assert.rejects(history.delete(["killed"]), /still under way/);
    assert.equal(history.find("killed")?.state.type, "live", "nobody deletes it");
    child.kill("SIGKILL");
    await until("it is interrupted", () => history.find("killed")?.state.type === "interrupted");
    await history.delete(["killed"]);
    assert.deepEqual(await ids(history), []);
  });

  it("tells nothing of a run that only grows: whoever shows the list would show the same", async () => {
    const history = historyOf();
    await history.load();
    await writingProcess();
    await until("the run appears", () => history.find("killed")?.state.type === "live");
    let told = 0;
    history.onDidChange(() => (told += 1));
    const bytes = history.find("killed")?.bytes ?? 0;
    await until("the record has grown", async () => {
      await history.refresh();
      return (history.find("killed")?.bytes ?? 0) > bytes;
    });
    assert.equal(told, 0);
  });

  it("lets several windows clear at the same time", async () => {
    for (let i = 0; i < 50; i += 1) await record(`run${i}`, 1_000 + i);
    const all = [historyOf(), historyOf(), historyOf()];
    await Promise.all(all.map((history) => history.clear({ keepPinned: true })));
    for (const history of all) assert.deepEqual(await ids(history), []);
  });

  it("is empty where no folder can be made", async () => {
    const file = path.join(folder, "file");
    fs.writeFileSync(file, "");
    const history = historyOf(path.join(file, "below"));
    await history.load();
    await assert.rejects(history.enforceLimit(limit), /cannot be read/);
    assert.deepEqual(history.entries, []);
  });

  it("goes on with a full disk: what fitted is there, what is missing is marked, and the list is whole", async function () {
    const disk = path.join(folder, "disk");
    fs.mkdirSync(disk);
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], { stdio: "ignore" });
    } catch {
      this.test!.title += " (skipped: no tmpfs can be mounted)";
      this.skip();
    }
    try {
      const complaints: unknown[] = [];
      const request = { modelId: "any", body: "{}" };
      const target = { region: "us-east-1", identity: "test" };
      const write = async (id: string, startedAt: number, size: number) => {
        const header = { id, startedAt, request, target };
        const journal = openJournal(disk, header, (error) => complaints.push(error));
        journal.bytes(1, 1, [Buffer.alloc(size)]);
        await journal.end(summary(id));
      };
      await write("small", 1_000, 1_000);
      await write("large", 2_000, 200_000);
      assert.match(String(complaints), /ENOSPC/);
      assert.equal(complaints.length, 1);
      const history = historyOf(disk);
      await history.load();
      assert.equal(history.find("small")?.state.type, "ended");
      const large = history.find("large");
      assert.equal(large?.state.type, "ended", "there is room for how it ended");
      const { summary: end } = (await readPastRun(large.file)).state;
      assert.equal(end.verdict, "complete");
      assert.equal(end.unrecordedBytes, 200_000);
      await history.clear({ keepPinned: true });
      assert.deepEqual(history.entries, []);
    } finally {
      execFileSync("umount", [disk]);
    }
  });
});
