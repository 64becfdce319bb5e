import * as fs from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import { invoke, type InvokeOptions } from "../../src/client/invoke.js";
import { asFailure } from "../../src/failure.js";
import { jsonOf, options, request } from "./invokeKit.js";

// Streams from the endpoint of its first argument and says how it ended, as one line of JSON. The
// second says where it pauses once: in the "silence" of the answer or while it is to "connect". The
// third says for how long: "stopped" until somebody lets it go on, or so many milliseconds. The fourth
// is the limit. It says so just before it pauses.
const [endpoint = "", place = "silence", how = "stopped", limitMs = "600"] = process.argv.slice(2);

let pauses = 0;
function pause(): void {
  if (pauses++ > 0) return;
  fs.writeSync(1, "pausing\n");
  if (how === "stopped") process.kill(process.pid, "SIGSTOP");
  else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(how));
}

/** Pauses once a connection has been asked for, before anybody has looked whether it is there. */
function pausingAgent(): http.Agent {
  const agent = endpoint.startsWith("https:") ? new https.Agent() : new http.Agent();
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (...connection) => {
    const socket = connect(...connection);
    process.nextTick(() => process.nextTick(pause));
    return socket;
  };
  return agent;
}

/** Immediates run after the sockets were read, and just before the timers that are due. */
function timeouts(): Partial<InvokeOptions> {
  const ms = Number(limitMs);
  if (place === "connect") return { connectTimeoutMs: ms, agent: pausingAgent() };
  return { stallTimeoutMs: ms, onStallHalf: () => void setImmediate(pause) };
}

async function main(): Promise<void> {
  const delivered: string[] = [];
  let failure: string | undefined;
  try {
    const signal = new AbortController().signal;
    const { batches } = await invoke(request, options(endpoint, timeouts()), signal);
    for await (const { events } of batches) delivered.push(...events.map(jsonOf));
  } catch (error) {
    failure = asFailure(error).evidence.code ?? String(error);
  }
  process.stdout.write(`${JSON.stringify({ delivered, failure })}\n`);
}

void main();
