import { fork } from "node:child_process";
import * as path from "node:path";

export interface BenchServer {
  /** `http://127.0.0.1:PORT` */
  readonly http1: string;
  readonly http2: string;
  /** When the first text of the latest answer was written; milliseconds since the epoch. */
  firstTextAt(): number;
  close(): void;
}

export async function startBenchServer(): Promise<BenchServer> {
  const child = fork(path.resolve("out/test/bench/streamServer.js"), { stdio: "inherit" });
  let firstTextAt = 0;
  const ports = await new Promise<{ http1: number; http2: number }>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => reject(new Error("The server of the benchmark ended.")));
    child.on("message", (message: { http1: number; http2: number } | { firstTextAt: number }) => {
      if ("firstTextAt" in message) firstTextAt = message.firstTextAt;
      else resolve(message);
    });
  });
  return {
    http1: `http://127.0.0.1:${ports.http1}`,
    http2: `http://127.0.0.1:${ports.http2}`,
    firstTextAt: () => firstTextAt,
    close: () => void child.kill(),
  };
}
