// `npm run soak -- --minutes N`: twenty runs at once against servers that break, stopped at random.
// Afterwards nothing may be left open, and what was sent before each fault has to be in the journal.
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { invoke } from "../../src/client/invoke.js";
import type { Identity } from "../../src/client/target.js";
import { chunkReaderFor } from "../../src/models/families.js";
import { journalName, openJournal } from "../../src/run/journal.js";
import { parseJournalLine } from "../../src/run/journalLine.js";
import { Run } from "../../src/run/run.js";
import { startSandbox } from "../../src/sandbox/server.js";
import { startBrokenServer, type BrokenConnection } from "../support/brokenServer.js";
import { chunkFrame, options } from "../support/invokeKit.js";
import { endWithParent, temporaryFolder } from "../support/janitor.js";
import { say } from "../support/progress.js";
import { seededRandom } from "../support/seededRandom.js";
import { until } from "../support/until.js";

const atOnce = 20;
const modelId = "anthropic.claude-3-haiku-20240307-v1:0";

const scenarios = [
  "echo",
  "long 200",
  "burst 5000",
  "slow 20",
  "reset",
  "reset after 5",
  "close after 4",
  "cut after 6",
  "corrupt after 3",
  "corrupt prelude after 3",
  "stall after 3",
  "unknown event after 2",
  "throttlingException after 3",
  "modelStreamErrorException after 2",
  "throttling once",
  "service unavailable",
  "validation",
  "unicode",
  "reasoning",
  "tool call",
];

interface Counts {
  runs: number;
  stopped: number;
  bytes: number;
  /** Attempts whose journal was compared with what the server sent. */
  compared: number;
  readonly verdicts: Map<string, number>;
  readonly problems: string[];
}

/** What a server sent in the answer of this request id; undefined when it does not know. */
type SentBytes = (requestId: string) => number | undefined;

interface Surroundings {
  readonly random: () => number;
  readonly folder: string;
  readonly counts: Counts;
  readonly endpoints: readonly { readonly endpoint: string; readonly identity: Identity }[];
  readonly sentBytes: SentBytes;
}

async function main(): Promise<number> {
  endWithParent();
  const { values } = parseArgs({
    options: {
      minutes: { type: "string", default: "10" },
      seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    },
  });
  const before = resources();
  const temporary = temporaryFolder();
  const counts: Counts = {
    runs: 0,
    stopped: 0,
    bytes: 0,
    compared: 0,
    verdicts: new Map(),
    problems: [],
  };
  const random = seededRandom(Number(values.seed));
  const sandbox = await startSandbox({ paceMs: 1, keepRequests: 2_000 });
  const broken = await startBreakingServer(random);
  const keys = { type: "keys", source: "soak", ...pick(sandbox) } as const;
  const surroundings: Surroundings = {
    random,
    counts,
    folder: temporary.path,
    endpoints: [sandbox, sandbox, broken.server].map(({ endpoint }) => ({
      endpoint,
      identity: keys,
    })),
    sentBytes: (requestId) =>
      broken.sent.get(requestId) ??
      sandbox.requests.find((request) => request.requestId === requestId)?.bytesSent,
  };
  say(`soaking for ${values.minutes} minutes, --seed ${values.seed}`);
  const end = Date.now() + Number(values.minutes) * 60_000;
  const progress = setInterval(() => say(lineOf(counts)), 10_000);
  await Promise.all(Array.from({ length: atOnce }, () => work(surroundings, end)));
  clearInterval(progress);
  await until("the sandbox has no stream left", () => sandbox.openStreams() === 0).catch(() =>
    counts.problems.push(`${sandbox.openStreams()} streams are open in the sandbox`),
  );
  if (broken.server.errors.length > 0) counts.problems.push(String(broken.server.errors[0]));
  await Promise.all([sandbox.close(), broken.server.close()]);
  const files = fs.readdirSync(temporary.path);
  if (files.length > 0) counts.problems.push(`files are left: ${files.slice(0, 5).join(" ")}`);
  await temporary.remove();
  await checkResources(before, counts);
  process.stdout.write(`${lineOf(counts)}\n`);
  for (const [problem, times] of tally(counts.problems)) {
    process.stdout.write(`PROBLEM ${times} x ${problem}\n`);
  }
  return counts.problems.length === 0 ? 0 : 1;
}

function pick(sandbox: { readonly accessKeyId: string; readonly secretAccessKey: string }) {
  const { accessKeyId, secretAccessKey } = sandbox;
  return { accessKeyId, secretAccessKey };
}

async function work(surroundings: Surroundings, end: number): Promise<void> {
  while (Date.now() < end) await oneRun(surroundings);
}

async function oneRun({ random, folder, counts, endpoints, sentBytes }: Surroundings) {
  const scenario = choose(scenarios, random);
  const body = JSON.stringify({
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: 4096,
    messages: [{ role: "user", content: `sandbox: ${scenario}\nSay something.` }],
  });
  const request = { modelId, body };
  const target = { region: "us-east-1", ...choose(endpoints, random) };
  const id = `run${counts.runs}`;
  const header = { id, startedAt: Date.now(), request, target: { ...target, identity: "soak" } };
  const trouble = (error: unknown) => counts.problems.push(`journal: ${String(error)}`);
  const run = new Run({
    id,
    request,
    target,
    newReader: () => chunkReaderFor(modelId),
    invoke: (_, signal) =>
      invoke(
        request,
        {
          ...options(target.endpoint, { connectTimeoutMs: 10_000, stallTimeoutMs: 3_000 }),
          target,
          credentials: { resolve: () => Promise.resolve(credentialsOf(target.identity)) },
        },
        signal,
      ),
    maxAttempts: 2,
    journal: openJournal(folder, header, trouble),
  });
  counts.runs += 1;
  const isStopped = random() < 0.3;
  const stop = isStopped ? setTimeout(() => run.stop(), random() * 400) : undefined;
  const { verdict } = await run.ended;
  clearTimeout(stop);
  await run.recorded;
  if (verdict === "stopped") counts.stopped += 1;
  counts.verdicts.set(verdict, (counts.verdicts.get(verdict) ?? 0) + 1);
  const file = path.join(folder, journalName(header.startedAt, id));
  compare(file, { counts, sentBytes, isStopped: verdict === "stopped", scenario });
  fs.rmSync(file);
}

function credentialsOf(identity: Identity) {
  if (identity.type !== "keys") throw new Error("The soak signs with keys.");
  const { accessKeyId, secretAccessKey } = identity;
  return { type: "keys", credentials: { accessKeyId, secretAccessKey }, source: "soak" } as const;
}

/** Every byte that the server sent is in the journal, unless we closed first: then at most those. */
function compare(
  file: string,
  how: { counts: Counts; sentBytes: SentBytes; isStopped: boolean; scenario: string },
): void {
  const { counts, sentBytes, isStopped, scenario } = how;
  const requestIds = new Map<number, string>();
  const received = new Map<number, number>();
  for (const text of fs.readFileSync(file, "utf8").split("\n").slice(0, -1)) {
    const line = parseJournalLine(text);
    if (!line) counts.problems.push("a line of a journal cannot be read");
    if (line?.type === "head") requestIds.set(line.attempt, line.requestId ?? "");
    if (line?.type !== "bytes") continue;
    const length = Buffer.from(line.base64, "base64").length;
    received.set(line.attempt, (received.get(line.attempt) ?? 0) + length);
    counts.bytes += length;
  }
  for (const [attempt, requestId] of requestIds) {
    const sent = sentBytes(requestId);
    if (sent === undefined) continue;
    const got = received.get(attempt) ?? 0;
    counts.compared += 1;
    // After a damaged frame the sandbox goes on; nobody reads what follows it.
    const leftEarly = isStopped || scenario.startsWith("corrupt");
    const isWhole = leftEarly ? got <= sent : got === sent;
    if (!isWhole) counts.problems.push(`${scenario}: ${got < sent ? "fewer" : "more"} bytes`);
  }
}

/** Sends some chunks and then breaks in one of many ways. */
async function startBreakingServer(random: () => number) {
  const sent = new Map<string, number>();
  let requests = 0;
  const server = await startBrokenServer(async (connection: BrokenConnection) => {
    const requestId = `broken-${requests++}`;
    if (random() < 0.1) return connection.reset();
    await connection.head({ "x-amzn-RequestId": requestId });
    sent.set(requestId, 0);
    if (sent.size > 5_000) sent.delete(sent.keys().next().value ?? "");
    const count = Math.floor(random() * 30);
    for (let i = 0; i < count; i++) {
      const delta = { type: "text_delta", text: "word ".repeat(1 + Math.floor(random() * 200)) };
      const json = JSON.stringify({ type: "content_block_delta", index: 0, delta });
      const frame = chunkFrame(json);
      const isLast = i === count - 1;
      const bytes = isLast ? frame.subarray(0, Math.floor(random() * frame.length)) : frame;
      if (connection.socket.destroyed) return;
      await connection.chunk(bytes);
      sent.set(requestId, (sent.get(requestId) ?? 0) + bytes.length);
      if (random() < 0.3) await sleep(random() * 20);
    }
    // What is on its way is no longer the sender's to lose.
    await sleep(50);
    const endings = [
      () => connection.reset(),
      () => connection.halfClose(),
      () => void connection.socket.destroy(),
      () => connection.end(),
      () => connection.write("this is no chunk of HTTP\r\n"),
    ];
    await choose(endings, random)();
  });
  return { server, sent };
}

/** Handles that keep a process alive, by kind. */
function resources(): Map<string, number> {
  return tally(process.getActiveResourcesInfo());
}

async function checkResources(before: Map<string, number>, counts: Counts): Promise<void> {
  const more = () =>
    [...resources()].filter(
      ([kind, count]) => count > (before.get(kind) ?? 0) && kind !== "Immediate",
    );
  // `until` itself waits by one timer at a time, which has run out when it looks.
  await until("nothing is left open", () => more().length === 0, 10_000).catch(() => {
    for (const [kind, count] of more()) counts.problems.push(`left open: ${count} ${kind}`);
  });
}

function tally(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function lineOf({ runs, compared, bytes, verdicts, problems }: Counts): string {
  const endings = [...verdicts].map(([verdict, count]) => `${verdict} ${count}`).join(", ");
  const mib = (value: number) => (value / 1024 ** 2).toFixed(0);
  return `${runs} runs (${endings}), ${compared} answers compared, ${mib(bytes)} MiB, resident ${mib(process.memoryUsage.rss())} MiB, ${problems.length} problems`;
}

function choose<T>(list: readonly T[], random: () => number): T {
  const one = list[Math.floor(random() * list.length)];
  if (one === undefined) throw new Error("nothing to choose from");
  return one;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
