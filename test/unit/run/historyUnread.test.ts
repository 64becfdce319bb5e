import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { isFailure } from "../../../src/failure.js";
import { History } from "../../../src/run/history.js";
import { journalName } from "../../../src/run/journal.js";
import { journalText } from "../../../src/run/journalLine.js";
import { until } from "../../support/until.js";

describe("a history that cannot be read wholly", () => {
  let folder: string;
  const histories: History[] = [];
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "bedrock-unread-"))));
  afterEach(() => {
    for (const history of histories.splice(0)) history.dispose();
    fs.rmSync(folder, { recursive: true });
  });

  const fileOf = (number: number) => path.join(folder, journalName(number * 1_000, `run${number}`));
  const marksOf = (number: number) => fileOf(number).replace(/jsonl$/, "marks.json");
  const oneRun = { runs: 1, megabytes: 500 };

  function record(number: number, isPinned = false): void {
    const id = `run${number}`;
    const target = { region: "us-east-1", identity: "test" };
    const request = { modelId: "any", body: JSON.stringify({ prompt: `prompt of ${id}` }) };
    const run = {
      ...({ type: "run", version: 1, id, pid: 0, request, target } as const),
      startedAt: number * 1_000,
    };
    fs.writeFileSync(fileOf(number), journalText(run));
    fs.utimesSync(fileOf(number), 1, 1);
    if (isPinned) fs.writeFileSync(marksOf(number), '{"pinned":true,"name":"kept"}\n');
  }

  function historyOf(): History {
    const history = new History({ folder, isWriting: () => false });
    histories.push(history);
    return history;
  }

  const isThere = (number: number) => fs.existsSync(fileOf(number));

  /** Puts a thing that everybody, root among them, is refused in the place of a file. */
  const obstacles: Readonly<Record<string, (file: string) => void>> = {
    EISDIR: (file) => fs.mkdirSync(file),
    ELOOP: (file) => fs.symlinkSync(path.basename(file), file),
  };

  for (const free of [0, 1, 2, 3, 6]) {
    it(`deletes nothing, pinned or not, with ${free} files left to open`, async function () {
      if (process.platform === "win32") this.skip();
      for (let number = 1; number <= 30; number += 1) record(number, number % 2 === 0);
      const names = fs.readdirSync(folder).sort();
      const script = path.resolve("out/test/support/historyUnderPressure.js");
      const command = `ulimit -n 64; exec "$0" "$@"`;
      const child = spawn("sh", ["-c", command, process.execPath, script, folder, String(free)], {
        stdio: ["ignore", "inherit", "inherit", "ipc"],
      });
      const [told] = (await once(child, "message")) as [{ refusal: string; runs: number }];
      await once(child, "exit");
      if (told.refusal === "") {
        assert.equal(told.runs, 16, "where all could be read, the limit is applied as always");
        return;
      }
      assert.match(told.refusal, /EMFILE/);
      assert.deepEqual(fs.readdirSync(folder).sort(), names);
    });
  }

  for (const [code, obstruct] of Object.entries(obstacles)) {
    it(`stops the limit for a record that ends in ${code}, and for its marks`, async () => {
      for (const number of [1, 2, 3]) record(number);
      for (const file of [fileOf(1), marksOf(1)]) {
        fs.rmSync(file, { force: true });
        obstruct(file);
        const history = historyOf();
        await assert.rejects(history.enforceLimit(oneRun), new RegExp(code));
        assert.equal(history.entries.length, 3);
        assert.ok(isThere(2) && isThere(3));
        fs.rmSync(file, { recursive: true });
        record(1);
      }
      const history = historyOf();
      await history.enforceLimit(oneRun);
      assert.deepEqual([1, 2, 3].map(isThere), [false, false, true]);
    });
  }

  it("keeps what it knew of a run whose files cannot be read any more, its pin and its name", async () => {
    record(1, true);
    record(2);
    const history = historyOf();
    await history.load();
    fs.rmSync(marksOf(1));
    fs.mkdirSync(marksOf(1));
    await history.refresh();
    assert.deepEqual(
      history.entries.map(({ pinned, name }) => [pinned, name]),
      [
        [false, undefined],
        [true, "kept"],
      ],
    );
    fs.rmSync(fileOf(1));
    fs.mkdirSync(fileOf(1));
    await history.refresh();
    assert.equal(history.find("run1")?.prompt, "prompt of run1");
  });

  it("counts a run as pinned when its marks cannot be read or make no sense", async () => {
    for (const number of [1, 2, 3, 4]) record(number);
    fs.mkdirSync(marksOf(1));
    fs.writeFileSync(marksOf(2), '{"pinned":tru');
    fs.writeFileSync(marksOf(3), '{"pinned":{"since":1}}');
    const history = historyOf();
    await history.load();
    assert.deepEqual(
      history.entries.map(({ pinned }) => pinned),
      [false, true, true, true],
    );
    assert.deepEqual(await history.clear({ keepPinned: true }), ["run4"]);
    await assert.rejects(history.mark("run1", { name: "x" }), /EISDIR/, "its old marks stay");
  });

  it("deletes nothing by hand either while nobody can say what it is", async () => {
    record(2);
    fs.mkdirSync(fileOf(1));
    const history = historyOf();
    await history.load();
    assert.equal(history.find("run1")?.state.type, "unreadable");
    await assert.rejects(history.delete(["run1"]), (error: unknown) => {
      return (
        isFailure(error) &&
        error.kind === "callerMistake" &&
        /cannot be read now/.test(error.message)
      );
    });
    assert.deepEqual(await history.clear({ keepPinned: false }), ["run2"]);
    assert.ok(isThere(1));
  });

  it("looks again by itself until it can be read", async () => {
    record(1);
    fs.mkdirSync(fileOf(2));
    const history = historyOf();
    await history.load();
    assert.equal(history.find("run2")?.state.type, "unreadable");
    fs.rmdirSync(fileOf(2));
    record(2);
    await until("it is read", () => history.find("run2")?.state.type === "interrupted");
    await history.enforceLimit(oneRun);
    assert.deepEqual([1, 2].map(isThere), [false, true]);
  });

  it("keeps the whole list while the folder itself cannot be read", async () => {
    record(1);
    const history = historyOf();
    await history.load();
    const aside = `${folder}-aside`;
    fs.renameSync(folder, aside);
    fs.writeFileSync(folder, "");
    try {
      await history.refresh();
      assert.deepEqual(
        history.entries.map(({ id }) => id),
        ["run1"],
      );
      await assert.rejects(history.enforceLimit({ runs: 0, megabytes: 0 }), /ENOTDIR/);
    } finally {
      fs.rmSync(folder);
      fs.renameSync(aside, folder);
    }
    assert.ok(isThere(1));
  });

  it("spares a run that another window has pinned since the list was read", async () => {
    for (const number of [1, 2, 3]) record(number);
    const history = historyOf();
    const surplus = await history.surplus(oneRun);
    assert.deepEqual(
      surplus.map(({ id }) => id),
      ["run1", "run2"],
    );
    const enforcing = history.enforceLimit(oneRun);
    fs.writeFileSync(marksOf(2), '{"pinned":true}');
    await enforcing;
    assert.deepEqual([1, 2, 3].map(isThere), [false, true, true]);
  });
});
