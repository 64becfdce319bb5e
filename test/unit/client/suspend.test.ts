import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import * as readline from "node:readline";
import { startBrokenServer, type BrokenConnection } from "../../support/brokenServer.js";
import { chunkFrame } from "../../support/invokeKit.js";
import { until } from "../../support/until.js";

const limitMs = 600;
/** Longer than the limit by more than what a busy machine explains. */
const suspendMs = 3_000;

interface Suspend {
  readonly place: "silence" | "connect";
  /** "stopped" by a signal, or blocked for so many milliseconds. */
  readonly how: "stopped" | number;
  readonly serve?: (connection: BrokenConnection, pausing: Promise<void>) => void | Promise<void>;
  /** For a TLS connection that nobody answers. */
  readonly isSecure?: boolean;
}

const one = chunkFrame("1");
const two = chunkFrame("2");

/** Sends the rest while the client lives through nothing. */
const sendMeanwhile = async (connection: BrokenConnection, pausing: Promise<void>) => {
  await connection.head();
  await connection.chunk(one);
  await pausing;
  await connection.chunk(two);
  await connection.end();
};
const answerMeanwhile = async (connection: BrokenConnection, pausing: Promise<void>) => {
  await pausing;
  await connection.head();
  await connection.chunk(one);
  await connection.end();
};
const staySilent = async (connection: BrokenConnection) => {
  await connection.head();
  await connection.chunk(one);
  await connection.closed;
};
const answerAtOnce = async (connection: BrokenConnection) => {
  await connection.head();
  await connection.chunk(one);
  await connection.end();
};

/** How a client in a process of its own ended, and how long after it went on. */
async function endingOf(suspend: Suspend): Promise<{ ending: unknown; aliveMs: number }> {
  const { place, how, serve, isSecure = false } = suspend;
  let tellPausing = (): void => {};
  const pausing = new Promise<void>((resolve) => (tellPausing = resolve));
  const server = await startBrokenServer((connection) => serve?.(connection, pausing));
  const endpoint = isSecure ? server.endpoint.replace("http:", "https:") : server.endpoint;
  const program = path.resolve("out/test/support/suspendedInvoke.js");
  const child = spawn(process.execPath, [program, endpoint, place, `${how}`, `${limitMs}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const lines = readline.createInterface(child.stdout)[Symbol.asyncIterator]();
    assert.equal((await lines.next()).value, "pausing");
    tellPausing();
    if (how === "stopped") {
      await until("the client is stopped", () => isStopped(child.pid));
      await new Promise((resolve) => setTimeout(resolve, suspendMs));
      child.kill("SIGCONT");
    }
    const resumedAt = performance.now();
    const last = await lines.next();
    return { ending: JSON.parse(String(last.value)), aliveMs: performance.now() - resumedAt };
  } finally {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    await server.close();
  }
}

function isStopped(pid: number | undefined): boolean {
  return execFileSync("ps", ["-o", "state=", "-p", `${pid}`], { encoding: "utf8" }).startsWith("T");
}

describe("a suspend", function () {
  this.timeout(60_000);
  before(function () {
    // Windows has no signal that stops a process.
    if (process.platform === "win32") this.skip();
  });

  it("in mid-stream throws away nothing that arrived meanwhile", async () => {
    const { ending } = await endingOf({ place: "silence", how: "stopped", serve: sendMeanwhile });
    assert.deepEqual(ending, { delivered: ["1", "2"] });
  });

  it("before the head throws away no answer that arrived meanwhile", async () => {
    const { ending } = await endingOf({ place: "silence", how: "stopped", serve: answerMeanwhile });
    assert.deepEqual(ending, { delivered: ["1"] });
  });

  it("begins the silence anew, and it may last no longer than any", async () => {
    const { ending, aliveMs } = await endingOf({
      place: "silence",
      how: "stopped",
      serve: staySilent,
    });
    assert.deepEqual(ending, { delivered: ["1"], failure: "STALL" });
    assert.ok(aliveMs >= limitMs * 0.9, `it ended ${aliveMs} ms after it went on`);
  });

  it("throws away no connection that came about meanwhile", async () => {
    const { ending } = await endingOf({ place: "connect", how: "stopped", serve: answerAtOnce });
    assert.deepEqual(ending, { delivered: ["1"] });
  });

  it("begins the wait for a connection anew, and it may last no longer than any", async () => {
    const { ending, aliveMs } = await endingOf({
      place: "connect",
      how: "stopped",
      isSecure: true,
    });
    assert.deepEqual(ending, { delivered: [], failure: "CONNECT" });
    assert.ok(aliveMs >= limitMs * 0.9, `it ended ${aliveMs} ms after it went on`);
  });

  // Too short for a suspend: the limit has passed, but what has arrived has arrived.
  for (const place of ["silence", "connect"] as const) {
    it(`that is short lets the socket be read before the limit ends it (${place})`, async () => {
      const serve = place === "silence" ? sendMeanwhile : answerAtOnce;
      const { ending } = await endingOf({ place, how: limitMs + 200, serve });
      assert.deepEqual(ending, { delivered: place === "silence" ? ["1", "2"] : ["1"] });
    });
  }
});
