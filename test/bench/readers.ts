import * as http from "node:http";
import {
  BedrockRuntimeClient,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { credentialSource } from "../../src/client/credentials.js";
import { invoke } from "../../src/client/invoke.js";
import { chunkReaderFor } from "../../src/models/families.js";
import { Run } from "../../src/run/run.js";
import { identity, options } from "../support/invokeKit.js";

/** A model of the family whose chunks the server sends. */
export const modelId = "anthropic.claude-3-5-sonnet-20240620-v1:0";

/** What the server sends. */
export interface Stream {
  readonly events: number;
  readonly letters: number;
}

/** Milliseconds since the request began. */
export interface Timing {
  readonly firstTextMs: number;
  readonly totalMs: number;
  /** Processor time of this whole process: other programs on a busy machine do not change it. */
  readonly cpuMs: number;
}

export type Reader = (stream: Stream) => Promise<Timing>;

/** Signs, sends and reads to text with the parts that a run uses. */
export function ourReader(
  endpoint: string,
  agent?: http.Agent,
  settings: Parameters<typeof credentialSource>[0] = identity,
): Reader {
  return timed(async (stream, onText) => {
    const request = { modelId, body: JSON.stringify(stream) };
    const credentials = credentialSource(settings);
    const more = { stallTimeoutMs: 0, credentials, ...(agent && { agent }) };
    const { signal } = new AbortController();
    const { batches } = await invoke(request, options(endpoint, more), signal);
    const reader = chunkReaderFor(modelId);
    let text = "";
    for await (const { events } of batches) {
      for (const event of events) {
        if (event.type !== "chunk") continue;
        for (const part of reader.read(JSON.parse(event.json))) {
          if (part.type === "text") text += part.text;
        }
      }
      if (text !== "") onText();
    }
    return text.length;
  });
}

/** A whole run: events kept, verdict, progress. */
export function runReader(endpoint: string): Reader {
  return timed(async (stream, onText) => {
    const run = startRun(endpoint, stream);
    const stop = run.onDidChange(() => {
      if (run.progress.firstTextMs !== undefined) onText();
    });
    const summary = await run.ended;
    stop();
    return summary.text.length;
  });
}

export function startRun(endpoint: string, stream: Stream): Run {
  const request = { modelId, body: JSON.stringify(stream) };
  return new Run({
    id: "bench",
    request,
    target: { region: "us-east-1", endpoint, identity },
    newReader: () => chunkReaderFor(modelId),
    invoke: (_, signal) => invoke(request, options(endpoint, { stallTimeoutMs: 0 }), signal),
    maxAttempts: 1,
  });
}

/** The official client. */
export function sdkReader(endpoint: string, handler: "HTTP/2" | "HTTP/1.1", agent?: http.Agent) {
  const client = new BedrockRuntimeClient({
    endpoint,
    region: "us-east-1",
    credentials: identity,
    maxAttempts: 1,
    ...(handler === "HTTP/1.1" && {
      requestHandler: new NodeHttpHandler(agent ? { httpAgent: agent } : {}),
    }),
  });
  const decoder = new TextDecoder();
  const read = timed(async (stream, onText) => {
    const command = new InvokeModelWithResponseStreamCommand({
      modelId,
      body: JSON.stringify(stream),
      contentType: "application/json",
    });
    const { body } = await client.send(command);
    let text = "";
    for await (const event of body ?? []) {
      if (!event.chunk?.bytes) continue;
      const json = JSON.parse(decoder.decode(event.chunk.bytes)) as { delta?: { text?: string } };
      text += json.delta?.text ?? "";
      if (text !== "") onText();
    }
    return text.length;
  });
  return { read, destroy: () => client.destroy() };
}

/** The floor: bytes of the same answer, nothing decoded. */
export function floorReader(endpoint: string, agent: http.Agent): Reader {
  return timed(async (stream, onText) => {
    let bytes = 0;
    await new Promise<void>((resolve, reject) => {
      const request = http.request(`${endpoint}/`, { method: "POST", agent }, (response) => {
        response.on("data", (piece: Buffer) => {
          bytes += piece.length;
          onText();
        });
        response.on("end", resolve);
        response.on("error", reject);
      });
      request.on("error", reject);
      request.end(JSON.stringify(stream));
    });
    return Math.min(bytes, stream.events * stream.letters);
  });
}

function timed(
  read: (stream: Stream, onText: () => void) => Promise<number>,
): (stream: Stream) => Promise<Timing> {
  return async (stream) => {
    const used = process.cpuUsage();
    const started = performance.now();
    let firstTextMs: number | undefined;
    const length = await read(stream, () => (firstTextMs ??= performance.now() - started));
    const totalMs = performance.now() - started;
    if (length !== stream.events * stream.letters) {
      throw new Error(`Read ${length} letters of ${stream.events * stream.letters}.`);
    }
    const { user, system } = process.cpuUsage(used);
    return { firstTextMs: firstTextMs ?? totalMs, totalMs, cpuMs: (user + system) / 1000 };
  };
}
