import http from "node:http";
import { FrameSplitter, decodeFrame } from "../../../src/wire/frames.js";
import type { Sandbox } from "../../../src/sandbox/server.js";

export interface RawAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
  /** Code of the error that broke the answer off. */
  readonly broken?: string;
}

export interface RawRequest {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** One request by Node's own client, with the sandbox's bearer token unless headers say otherwise. */
export function rawRequest(sandbox: Sandbox, request: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = http.request(sandbox.endpoint + request.path, {
      method: request.method ?? (request.body === undefined ? "GET" : "POST"),
      agent: false,
      headers: { authorization: `Bearer ${sandbox.bearerToken}`, ...request.headers },
    });
    let begun = false;
    // Once the answer has begun, its own error says the same with the bytes before it.
    outgoing.on("error", (error) => begun || reject(error));
    outgoing.on("response", (response) => {
      begun = true;
      const parts: Buffer[] = [];
      const answer = (broken?: string): RawAnswer => ({
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: Buffer.concat(parts),
        ...(broken === undefined ? {} : { broken }),
      });
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => resolve(answer()));
      response.on("error", (error: NodeJS.ErrnoException) =>
        resolve(answer(error.code ?? error.message)),
      );
    });
    outgoing.end(request.body);
  });
}

/** A request for a stream of this model. */
export function streamRequest(modelId: string, body: unknown): RawRequest {
  return {
    path: `/model/${encodeURIComponent(modelId)}/invoke-with-response-stream`,
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  };
}

export const titan = "amazon.titan-text-lite-v1";

export function titanRequest(prompt: string): RawRequest {
  return streamRequest(titan, { inputText: prompt });
}

/** The whole frames of an answer: headers and payload as JSON. */
export function framesOf(body: Buffer): { headers: Record<string, unknown>; json: unknown }[] {
  return new FrameSplitter().feed(body).map((frame) => {
    const { headers, body: payload } = decodeFrame(frame);
    const text = Buffer.from(payload).toString();
    return { headers, json: text === "" ? undefined : (JSON.parse(text) as unknown) };
  });
}

/** The error of an answer: type without its namespace, and message. */
export function errorOf(answer: RawAnswer): { status: number; type: string; message: string } {
  const parsed = JSON.parse(answer.body.toString()) as { message: string };
  const [type = ""] = String(answer.headers["x-amzn-errortype"]).split(":");
  return { status: answer.status, type, message: parsed.message };
}
