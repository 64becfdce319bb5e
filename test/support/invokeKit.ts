import assert from "node:assert/strict";
import { credentialSource } from "../../src/client/credentials.js";
import type { InvokeOptions, Invocation } from "../../src/client/invoke.js";
import { isFailure, type Failure } from "../../src/failure.js";
import type { InvokeRequest } from "../../src/request/request.js";
import { encodeFrame } from "../../src/wire/encodeFrame.js";
import type { WireEvent } from "../../src/wire/wireEvent.js";

export const request: InvokeRequest = { modelId: "anthropic.claude-v2:1", body: '{"prompt":"hi"}' };
export const identity = {
  type: "keys",
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "marked-secret/key",
  sessionToken: "marked/session+token==",
  source: "test",
} as const;

export function options(endpoint: string, more: Partial<InvokeOptions> = {}): InvokeOptions {
  return {
    target: { region: "us-east-1", endpoint, identity },
    credentials: credentialSource(identity),
    connectTimeoutMs: 5_000,
    stallTimeoutMs: 5_000,
    ...more,
  };
}

export function chunkFrame(json: string | Uint8Array): Uint8Array {
  const headers = {
    ":event-type": "chunk",
    ":content-type": "application/json",
    ":message-type": "event",
  };
  const bytes = Buffer.from(json).toString("base64");
  return encodeFrame(headers, Buffer.from(JSON.stringify({ bytes, p: "abc" })));
}

export async function texts(invocation: Invocation): Promise<string[]> {
  const found: string[] = [];
  for await (const { events } of invocation.batches) found.push(...events.map(jsonOf));
  return found;
}

export const jsonOf = (event: WireEvent) => (event.type === "chunk" ? event.json : event.type);

export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise;
  } catch (error) {
    assert.ok(isFailure(error), `a Failure, not ${String(error)}`);
    return error;
  }
  throw new assert.AssertionError({ message: "did not fail" });
}

/** Timers that keep Node alive; mocha starts its own only after a test's first wait. */
export async function activeTimers(): Promise<number> {
  await new Promise((resolve) => setImmediate(resolve));
  return process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
}
