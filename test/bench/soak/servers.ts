import { setTimeout as sleep } from "node:timers/promises";
import { startSandbox } from "../../../src/sandbox/server.js";
import { startBrokenServer, type BrokenConnection } from "../../support/brokenServer.js";
import { chunkFrame } from "../../support/invokeKit.js";
import { until } from "../../support/until.js";
import { choose } from "./choose.js";

/** Whom a window may ask, and with which keys. */
export interface Places {
  readonly endpoints: readonly string[];
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface SoakServers {
  readonly places: Places;
  /** Bytes sent in the answer of a request id; undefined for one that is not known. */
  sentBytes(requestId: string): number | undefined;
  /** Ends them; returns what was wrong with them. */
  close(): Promise<readonly string[]>;
}

/** The sandbox with its faults, and a server that breaks in ways that no HTTP library can. */
export async function startServers(random: () => number): Promise<SoakServers> {
  const sandbox = await startSandbox({ paceMs: 1, keepRequests: 4_000 });
  const broken = await startBreakingServer(random);
  const { accessKeyId, secretAccessKey } = sandbox;
  const endpoints = [sandbox.endpoint, sandbox.endpoint, broken.server.endpoint];
  return {
    places: { endpoints, accessKeyId, secretAccessKey },
    sentBytes: (requestId) =>
      broken.sent.get(requestId) ??
      sandbox.requests.find((request) => request.requestId === requestId)?.bytesSent,
    close: async () => {
      const problems: string[] = [];
      await until("the sandbox has no stream left", () => sandbox.openStreams() === 0).catch(() =>
        problems.push(`${sandbox.openStreams()} streams are open in the sandbox`),
      );
      problems.push(...broken.server.errors.slice(0, 1).map(String));
      await Promise.all([sandbox.close(), broken.server.close()]);
      return problems;
    },
  };
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
      const frame = chunkFrame(JSON.stringify({ type: "content_block_delta", index: 0, delta }));
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
