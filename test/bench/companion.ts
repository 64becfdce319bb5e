// An extension beside ours, in the benchmark only: it starts runs and watches the event loop of the
// extension host that both share. It takes orders over loopback.
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { monitorEventLoopDelay, type IntervalHistogram } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as vscode from "vscode";
import { ChatParticipant, type ChatOrder, type ChatReport } from "./chatParticipant.js";
import { watchStart, type StartOrder, type StartReport } from "./startReport.js";

/** Written when the companion is there. */
export interface CompanionReady {
  readonly port: number;
  readonly pid: number;
}

export interface HostReport {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly heapBytes: number;
}

/** `request` is streamed so many times at once, with the event loop watched. */
export interface StreamOrder {
  readonly request: object;
  readonly atOnce: number;
}

/** What the extension host holds is asked for. */
export interface MemoryOrder {
  readonly memory: true;
}

export interface MemoryReport {
  /** Heap and buffers after garbage was collected. */
  readonly heldBytes: number;
}

export type Order = StreamOrder | ChatOrder | MemoryOrder | StartOrder;
type Report = HostReport | ChatReport | MemoryReport | StartReport;

const resolutionMs = 1;

export function activate(context: vscode.ExtensionContext): void {
  const chat = new ChatParticipant(context);
  const start = watchStart();
  const obey = async (order: Order): Promise<Report> => {
    if ("chatEvents" in order) return chat.ask(order);
    if ("startOf" in order) return start();
    return "memory" in order ? { heldBytes: held() } : stream(order);
  };
  const server = http.createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const order = JSON.parse(Buffer.concat(pieces).toString("utf8")) as Order;
      obey(order).then(
        (report) => response.end(JSON.stringify(report)),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
  });
  context.subscriptions.push({ dispose: () => server.close() });
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as AddressInfo;
    const ready: CompanionReady = { port, pid: process.pid };
    const file = path.join(context.extensionPath, "ready.json");
    fs.writeFileSync(`${file}.part`, JSON.stringify(ready));
    fs.renameSync(`${file}.part`, file);
  });
}

async function stream({ request, atOnce }: StreamOrder): Promise<HostReport> {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  delays.enable();
  const one = () =>
    vscode.commands.executeCommand<{ verdict: string }>("bedrockStream.streamRequest", { request });
  const summaries = await Promise.all(Array.from({ length: atOnce }, one));
  delays.disable();
  const other = summaries.find(({ verdict }) => verdict !== "complete");
  if (other) throw new Error(JSON.stringify(other));
  return reportOf(delays);
}

function held(): number {
  // The host was started without it.
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") for (let i = 0; i < 3; i++) collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** A sample is the time between two ticks, the millisecond that was asked for included. */
function reportOf(delays: IntervalHistogram): HostReport {
  const ms = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs);
  return {
    p50Ms: ms(delays.percentile(50)),
    p99Ms: ms(delays.percentile(99)),
    maxMs: ms(delays.max),
    heapBytes: process.memoryUsage().heapUsed,
  };
}
