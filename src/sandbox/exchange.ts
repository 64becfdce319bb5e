import type { IncomingMessage, ServerResponse } from "node:http";
import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import type { Readable, Writable } from "node:stream";

/** Name (lower case) and value of one header line, repeated names repeated. */
export type HeaderLine = readonly [name: string, value: string];

export type HeaderMap = Readonly<Record<string, string>>;

/** One request and the way to answer it, the same over HTTP/1.1 and HTTP/2. */
export interface Exchange {
  readonly method: string;
  /** Path and query exactly as they came: signatures are over these bytes. */
  readonly target: string;
  /** In HTTP/2 `:authority` is here under that name and as `host`: signers use the one or the other. */
  readonly headers: readonly HeaderLine[];
  /** Aborted when the connection goes, from either side; not by a normal end. */
  readonly signal: AbortSignal;
  /**
   * Gives the body to `take`, piece by piece, until that returns false; what comes later is dropped.
   * @returns whether the end was reached.
   */
  readBody(take: (part: Buffer) => boolean): Promise<boolean>;
  /**
   * Reads up to so many bytes of the body and keeps none of them: clients that still write do not
   * hear an answer when the connection goes.
   */
  dropBody(maxBytes: number): Promise<void>;
  /** A complete answer. */
  respond(status: number, headers: HeaderMap, body: string): void;
  /** Sends status and headers at once; `write` follows. */
  open(status: number, headers: HeaderMap): void;
  /** Resolves when there is room for more: back-pressure reaches the answer's author. */
  write(bytes: Uint8Array): Promise<void>;
  end(): void;
  /** Breaks off without an end: RST on HTTP/1.1's connection, RST_STREAM on HTTP/2. */
  reset(): void;
}

/** The first value of a header, by its lower-case name. */
export function header(exchange: Pick<Exchange, "headers">, name: string): string | undefined {
  return exchange.headers.find(([lineName]) => lineName === name)?.[1];
}

/**
 * Path and query of a request target, and the authority where the target has one: clients that take
 * this for a proxy write it, and it counts for the `Host` then (RFC 9112, section 3.2.2).
 */
function originForm(target: string): [pathAndQuery: string, authority?: string] {
  const [beginning = "", authority] = /^http:\/\/([^/?#]+)/i.exec(target) ?? [];
  return authority === undefined ? [target] : [target.slice(beginning.length) || "/", authority];
}

/** @param waits whether the client sends its body only when it is told to continue. */
export function http1Exchange(
  request: IncomingMessage,
  response: ServerResponse,
  waits?: "waitsForContinue",
): Exchange {
  const [target, authority] = originForm(request.url ?? "");
  const headers: HeaderLine[] = [];
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    const name = (request.rawHeaders[i] ?? "").toLowerCase();
    const value = request.rawHeaders[i + 1] ?? "";
    headers.push([name, name === "host" ? (authority ?? value) : value]);
  }
  const open = (status: number, lines: HeaderMap): void => {
    response.writeHead(status, lines);
    response.flushHeaders();
  };
  return {
    method: request.method ?? "",
    target,
    headers,
    signal: goneSignal(response),
    readBody: (take) => {
      if (waits) response.writeContinue();
      return readParts(request, take);
    },
    dropBody: async (maxBytes) => {
      if (!waits) await dropParts(request, maxBytes);
    },
    respond: (status, lines, body) => {
      // A body that was too long is still on its way: the connection is of no more use.
      const ending = request.complete ? {} : { connection: "close" };
      response.writeHead(status, {
        ...lines,
        ...ending,
        "content-length": Buffer.byteLength(body),
      });
      response.end(body);
    },
    open,
    write: (bytes) => writeTo(response, bytes),
    end: () => response.end(),
    reset: () => request.socket.resetAndDestroy(),
  };
}

export function http2Exchange(stream: ServerHttp2Stream, incoming: IncomingHttpHeaders): Exchange {
  // An RST_STREAM from the client is an "error" too; "close" tells all we need.
  stream.on("error", () => undefined);
  return {
    method: String(incoming[":method"] ?? ""),
    target: String(incoming[":path"] ?? ""),
    headers: http2Lines(incoming),
    signal: goneSignal(stream, () => !stream.aborted),
    readBody: (take) => readParts(stream, take),
    dropBody: (maxBytes) => dropParts(stream, maxBytes),
    respond: (status, lines, body) => {
      stream.respond({ ":status": status, ...lines });
      stream.end(body);
    },
    open: (status, lines) => stream.respond({ ":status": status, ...lines }),
    write: (bytes) => writeTo(stream, bytes),
    end: () => stream.end(),
    reset: () => stream.close(INTERNAL_ERROR),
  };
}

/** RFC 9113 section 7. */
const INTERNAL_ERROR = 2;

function http2Lines(incoming: IncomingHttpHeaders): HeaderLine[] {
  const lines: HeaderLine[] = [];
  const { ":authority": authority } = incoming;
  for (const [name, value] of Object.entries(incoming)) {
    // Of two names the pseudo-header counts: RFC 9113, section 8.3.1.
    if (name === "host" && authority !== undefined) continue;
    for (const one of [value].flat()) if (one !== undefined) lines.push([name, one]);
    if (name === ":authority") lines.push(["host", String(value)]);
  }
  return lines;
}

/** @param isWhole tells, when all is closed, whether the client had the chance to read to the end. */
function goneSignal(output: Writable, isWhole: () => boolean = () => true): AbortSignal {
  const gone = new AbortController();
  output.once("close", () => {
    // Node ends the writable side of an HTTP/2 stream that was broken off: finished says too little.
    if (!output.writableFinished || !isWhole()) gone.abort(new Error("the connection has gone"));
  });
  return gone.signal;
}

function readParts(input: Readable, take: (part: Buffer) => boolean): Promise<boolean> {
  // Not `for await`: leaving that loop early would destroy the socket before the answer is sent.
  return new Promise((resolve, reject) => {
    const onData = (part: Buffer): void => {
      if (take(part)) return;
      input.off("data", onData);
      input.resume();
      resolve(false);
    };
    input.on("data", onData);
    input.once("end", () => resolve(true));
    input.once("error", reject);
    input.once("close", () => reject(new Error("the client left before its body was complete")));
  });
}

async function dropParts(input: Readable, maxBytes: number): Promise<void> {
  let left = maxBytes;
  await readParts(input, (part) => (left -= part.length) >= 0);
}

function writeTo(output: Writable, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    if (output.destroyed || output.write(bytes)) {
      resolve();
      return;
    }
    const settle = (): void => {
      output.off("drain", settle);
      output.off("close", settle);
      resolve();
    };
    output.on("drain", settle);
    output.on("close", settle);
  });
}
