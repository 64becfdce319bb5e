import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { History } from "../../../src/run/history.js";
import { journalLines, readPastRun } from "../../../src/run/pastRun.js";
import type { KilledWindowReport } from "./killedWindow.js";
import type { SoakedRun } from "./window.js";

/** What the soak has seen. */
export interface Counts {
  runs: number;
  /** Bytes in the records that were compared. */
  bytes: number;
  /** Attempts whose record was compared with what the server sent. */
  compared: number;
  reloads: number;
  /** Runs under way when their window was reloaded. */
  cutShort: number;
  kills: number;
  /** Runs under way when their window was killed. */
  recovered: number;
  readonly verdicts: Map<string, number>;
  readonly problems: string[];
}

/** Milliseconds that a record may be behind; the promise is 250, a loaded machine's clock is not. */
const longestLagMs = 1_500;

/** The record of a run tells the same as the run did, and holds every byte that the server sent. */
export async function checkRun(
  { run, scenario, file }: SoakedRun,
  how: { counts: Counts; sentBytes: (requestId: string) => number | undefined },
): Promise<void> {
  const { counts, sentBytes } = how;
  const summary = await run.ended;
  const { verdict, failure } = summary;
  counts.runs += 1;
  const ending = failure?.kind === "interrupted" ? "interrupted" : verdict;
  counts.verdicts.set(ending, (counts.verdicts.get(ending) ?? 0) + 1);
  assert.deepEqual((await readPastRun(file)).state.summary, summary, "the record tells the same");
  const { requestIds, received } = await bytesByAttempt(file);
  for (const [attempt, requestId] of requestIds) {
    const sent = sentBytes(requestId);
    if (sent === undefined) continue;
    const got = received.get(attempt) ?? 0;
    counts.bytes += got;
    counts.compared += 1;
    // After a damaged frame the sandbox goes on; nobody reads what follows it.
    const leftEarly =
      verdict === "stopped" || ending === "interrupted" || scenario.startsWith("corrupt");
    const isWhole = leftEarly ? got <= sent : got === sent;
    assert.ok(isWhole, `${got < sent ? "fewer" : "more"} bytes than were sent`);
  }
}

async function bytesByAttempt(file: string) {
  const requestIds = new Map<number, string>();
  const received = new Map<number, number>();
  for await (const line of journalLines(file)) {
    if (line.type === "head") requestIds.set(line.attempt, line.requestId ?? "");
    if (line.type !== "bytes") continue;
    const length = Buffer.from(line.base64, "base64").length;
    received.set(line.attempt, (received.get(line.attempt) ?? 0) + length);
  }
  return { requestIds, received };
}

/** After a reload the list has every run that was cut short, and each opens; then they are deleted. */
export async function checkReloaded(
  folder: string,
  cutShort: readonly SoakedRun[],
  counts: Counts,
): Promise<void> {
  const history = await historyOf(folder);
  for (const { run } of cutShort) {
    const entry = history.find(run.id);
    if (entry?.state.type !== "ended") counts.problems.push(`after a reload ${entry?.state.type}`);
  }
  counts.cutShort += cutShort.length;
  await history.delete(cutShort.map(({ run }) => run.id));
  history.dispose();
}

/** After a kill the list has every run of that window with all that had arrived a moment before. */
export async function checkKilled(
  folder: string,
  killed: {
    readonly name: string;
    readonly reports: readonly KilledWindowReport[];
    readonly killedAtMs: number;
  },
  counts: Counts,
): Promise<void> {
  const { name, reports, killedAtMs } = killed;
  const last = reports.findLast(({ atMs }) => atMs < killedAtMs - longestLagMs);
  const history = await historyOf(folder);
  for (const [id, bytes] of Object.entries(last?.bytes ?? {})) {
    const entry = history.find(id);
    const state = entry?.state.type;
    if (!entry || (state !== "interrupted" && state !== "ended")) {
      // Nothing had arrived, so not even its first line had to be there.
      if (bytes > 0) counts.problems.push(`after a kill ${state ?? "no entry"}`);
      continue;
    }
    if (state === "interrupted") counts.recovered += 1;
    const { received } = await bytesByAttempt(entry.file);
    const got = [...received.values()].reduce((sum, length) => sum + length, 0);
    if (got < bytes) counts.problems.push("after a kill bytes are missing");
    await readPastRun(entry.file);
  }
  history.dispose();
  // A killed writer may leave an empty file, which is no entry: files go, not entries.
  for (const file of fs.readdirSync(folder)) {
    if (file.includes(`_${name}-`)) fs.rmSync(path.join(folder, file));
  }
}

async function historyOf(folder: string): Promise<History> {
  const history = new History({
    folder,
    isWriting: () => false,
  });
  await history.load();
  return history;
}
