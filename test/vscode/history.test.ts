import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import type { HistoryEntry } from "../../src/run/historyEntry.js";
import type { RunSummary } from "../../src/run/runSummary.js";
import { api, claude, setSetting, stream, until, useOwnSandbox } from "./sandboxInUse.js";

const command = <T = void>(id: string, ...args: unknown[]) =>
  vscode.commands.executeCommand<T>(`bedrockStream.${id}`, ...args);

describe("the history", () => {
  const sandbox = useOwnSandbox();
  let temporary: string;
  let other: number;

  before(async () => {
    temporary = fs.mkdtempSync(path.join(os.tmpdir(), "bedrock-history-"));
    await command("clearHistory", { keepPinned: false });
    other = 0;
  });
  after(() => fs.rmSync(temporary, { recursive: true }));

  const echo = (text: string) =>
    stream("streamPrompt", { modelId: claude, prompt: `sandbox: echo\n${text}` });

  async function entries(): Promise<readonly HistoryEntry[]> {
    return (await api()).history();
  }

  async function entryOf(id: string): Promise<HistoryEntry> {
    const found = await untilSome(async () => (await entries()).find((entry) => entry.id === id));
    return found;
  }

  async function untilSome<T>(look: () => Promise<T | undefined>): Promise<T> {
    for (;;) {
      const seen = await look();
      if (seen !== undefined) return seen;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  const documentOf = (id: string) =>
    vscode.workspace.textDocuments.find(
      ({ uri }) => uri.scheme === "bedrock-stream-output" && uri.query === id,
    );

  async function shownText(id: string): Promise<string> {
    await command("openOutputInEditor", id);
    return documentOf(id)?.getText() ?? "no document";
  }

  /** A run of another session: its record is all there is. */
  async function foreignRun(text: string): Promise<string> {
    const original = await echo(text);
    const { file } = await entryOf(original.id);
    other += 1;
    const id = `foreign-${other}`;
    const name = path.basename(file).replace(original.id, id);
    const record = fs.readFileSync(file, "utf8").replaceAll(original.id, id);
    fs.writeFileSync(path.join(path.dirname(file), name), record);
    await entryOf(id);
    return id;
  }

  it("records every run with its prompt and its ending", async () => {
    const { id } = await echo("keep this");
    const entry = await entryOf(id);
    assert.match(entry.prompt, /keep this/);
    const ended = await untilSome(async () => {
      const { state } = await entryOf(id);
      return state.type === "ended" ? state : undefined;
    });
    assert.equal(ended.ending.verdict, "complete");
  });

  it("records no run while history.enabled is off", async () => {
    await setSetting("history.enabled", false);
    const { id } = await echo("do not keep this");
    await setSetting("history.enabled", undefined);
    const kept = await echo("but this");
    await entryOf(kept.id);
    assert.ok(!(await entries()).some((entry) => entry.id === id));
  });

  it("opens a run of another session with the same text, and runs it again", async () => {
    const id = await foreignRun("from another session");
    await command("openRun", id);
    assert.equal(await shownText(id), "from another session");
    assert.ok(!(await api()).runIds().includes(id), "it was not sent here");
    const again = await command<RunSummary>("runAgain", id);
    assert.equal(again.text, "from another session");
    assert.notEqual(again.id, id);
  });

  it("pins, renames, deletes and clears", async () => {
    const [a, b] = [await echo("first"), await echo("second")];
    await entryOf(b.id);
    await command("pinRun", a.id);
    await command("renameRun", { id: a.id, name: "the first" });
    assert.equal((await entryOf(a.id)).name, "the first");
    await command("deleteRun", b.id);
    assert.ok(!(await entries()).some(({ id }) => id === b.id));
    await command("clearHistory", {});
    assert.deepEqual(
      (await entries()).map(({ id }) => id),
      [a.id],
    );
    await command("unpinRun", a.id);
    await command("clearHistory", {});
    assert.deepEqual(await entries(), []);
    await assert.rejects(async () => command("openRun", a.id));
  });

  it("deletes nothing in the first minutes of another history.limit", async () => {
    await command("clearHistory", { keepPinned: false });
    await setSetting("history.limit", { runs: 2 });
    const ids = [];
    for (const text of ["one", "two", "three", "four"]) ids.push((await echo(text)).id);
    await entryOf(ids.at(-1) ?? "");
    await setSetting("history.limit", undefined);
    assert.deepEqual(
      (await entries()).map(({ id }) => id),
      ids.reverse(),
    );
  });

  it("compares the texts of two runs in the diff editor", async () => {
    const [a, b] = [await echo("the same\nold"), await echo("the same\nnew")];
    await entryOf(b.id);
    await command("compareRuns", [b.id, a.id]);
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof vscode.TabInputTextDiff);
    assert.deepEqual([input.original.query, input.modified.query], [a.id, b.id]);
    await until(() => documentOf(a.id)?.getText() === "the same\nold");
    await until(() => documentOf(b.id)?.getText() === "the same\nnew");
  });

  it("replays a run without sending anything, and says so in the status bar", async () => {
    const { id, text } = await echo("play it again");
    await entryOf(id);
    const before = (await api()).runIds().length;
    const replay = await command<string>("replayRun", { id, speed: "instant" });
    await untilSome(async () => ((await shownText(replay)) === text ? true : undefined));
    assert.equal((await api()).runIds().length, before);
    assert.match((await api()).statusBar()?.text ?? "", /Replay/);
    assert.equal(sandbox().openStreams(), 0);
  });

  it("saves the raw bytes, the events and the text", async () => {
    const { id, bytes, text } = await echo("save me");
    await entryOf(id);
    const file = (name: string) => vscode.Uri.file(path.join(temporary, name));
    await command("saveRawBytes", { id, uri: file("raw.eventstream") });
    await command("saveEvents", { id, uri: file("events.jsonl") });
    await command("saveOutput", { id, uri: file("text.md") });
    assert.equal(fs.statSync(file("raw.eventstream").fsPath).size, bytes);
    const lines = fs.readFileSync(file("events.jsonl").fsPath, "utf8").trimEnd().split("\n");
    const events = lines.map((line) => JSON.parse(line) as { number: number; type: string });
    assert.equal(events.at(-1)?.number, lines.length);
    assert.ok(events.every(({ type }) => type === "chunk"));
    assert.equal(fs.readFileSync(file("text.md").fsPath, "utf8"), text);
  });

  it("shows and follows what another window records, and marks it when that is killed", async () => {
    const { id } = await echo("here");
    const folder = path.dirname((await entryOf(id)).file);
    const extension = vscode.extensions.getExtension("bedrock-stream.bedrock-stream");
    const writer = path.join(extension?.extensionPath ?? "", "out/test/support/journalWriter.js");
    const child = fork(writer, [folder], { execArgv: [] });
    await once(child, "message");
    const stateIs = (type: string) =>
      untilSome(async () => ((await entryOf("killed")).state.type === type ? true : undefined));
    await stateIs("live");
    await command("openRun", "killed");
    await assert.rejects(async () => command("stop", "killed"), /another window/);
    await assert.rejects(async () => command("deleteRun", "killed"), /under way/);
    child.kill("SIGKILL");
    await stateIs("interrupted");
    await command("deleteRun", "killed");
    assert.ok(!(await entries()).some((entry) => entry.id === "killed"));
  });
});

describe("a run's text in the editor", () => {
  useOwnSandbox(5);

  it("is a read-only document that grows while the stream runs", async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    const extension = await api();
    const status = () => extension.statusBar()?.text;
    const prompt = "sandbox: long 300\nx";
    const running = stream("streamPrompt", { modelId: claude, prompt });
    await until(() => /chunks/.test(status() ?? ""));
    const id = extension.runIds().at(-1) ?? "";
    const growing = () =>
      vscode.workspace.textDocuments.find(
        ({ uri }) => uri.scheme === "bedrock-stream-output" && uri.query === id,
      );
    await command("openOutputInEditor");
    const early = growing()?.getText() ?? "";
    await until(() => (growing()?.getText().length ?? 0) > early.length);
    const { text, id: runId } = await running;
    assert.equal(id, runId);
    assert.ok(early.length < text.length, "it was open while the stream was");
    await until(() => growing()?.getText() === text);
  });

  it("replaces the selection in one undo step", async () => {
    const prompt = "sandbox: echo\nnew\nlines";
    const { id } = await stream("streamPrompt", { modelId: claude, prompt });
    const document = await vscode.workspace.openTextDocument({ content: "old text here" });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 4, 0, 8);
    await command("replaceSelection", id);
    assert.equal(document.getText(), "old new\nlines here");
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), "old text here");
  });

  it("replaces the selection that was sent when nothing else is selected", async () => {
    const content = "before\nsandbox: echo\nanswer\nafter";
    const document = await vscode.workspace.openTextDocument({ content });
    const editor = await vscode.window.showTextDocument(document);
    const range = new vscode.Range(1, 0, 2, 6);
    const { id } = await stream("streamSelection", { modelId: claude, uri: document.uri, range });
    editor.selection = new vscode.Selection(3, 0, 3, 0);
    await command("replaceSelection", id);
    assert.equal(document.getText(), "before\nanswer\nafter");
  });

  it("continues a conversation with all turns before", async () => {
    const first = await stream("streamPrompt", { modelId: claude, prompt: "Hello" });
    const argument = { id: first.id, prompt: "sandbox: echo\nand then?" };
    const second = await command<RunSummary>("continueConversation", argument);
    assert.equal(second.text, "and then?");
  });
});
