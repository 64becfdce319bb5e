import * as net from "node:net";
import * as tls from "node:tls";
import { once } from "node:events";

/** A request as the server read it. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** One request on one connection, and every way to treat it badly. */
export interface BrokenConnection {
  readonly socket: net.Socket;
  readonly request: ReceivedRequest;
  /** Counts the requests of this connection, from 1. */
  readonly requestNumber: number;
  /** Writes raw bytes and resolves when they left. */
  write(bytes: Uint8Array | string): Promise<void>;
  /** Head of a 200 event stream with a chunked body. */
  head(extra?: Readonly<Record<string, string>>): Promise<void>;
  /** One chunk of a chunked body. */
  chunk(bytes: Uint8Array): Promise<void>;
  /** The end of a chunked body. */
  end(): Promise<void>;
  /** A whole answer with Content-Length. */
  answer(
    status: number,
    headers: Readonly<Record<string, string>>,
    body: Uint8Array | string,
  ): Promise<void>;
  /** RST: what the peer has not read yet may be lost to it. */
  reset(): void;
  /** FIN, while reading goes on. */
  halfClose(): void;
  /** Resolves with `performance.now()` when the client has closed its side. */
  readonly closed: Promise<number>;
}

export interface BrokenServer {
  readonly port: number;
  /** `http://127.0.0.1:port`, or https. */
  readonly endpoint: string;
  /** Sockets that are open now. */
  open(): number;
  /** Connections accepted so far. */
  accepted(): number;
  /** Errors that the scripts threw. */
  readonly errors: readonly unknown[];
  close(): Promise<void>;
}

/**
 * A server on 127.0.0.1 that answers each request by a script, byte by byte if need be: no HTTP
 * library stands between a test and the wire.
 */
export async function startBrokenServer(
  script: (connection: BrokenConnection) => void | Promise<void>,
  secure?: tls.TlsOptions,
): Promise<BrokenServer> {
  const sockets = new Set<net.Socket>();
  const errors: unknown[] = [];
  let accepted = 0;
  const accept = (socket: net.Socket): void => {
    accepted += 1;
    // The client resets on purpose in most tests.
    socket.on("error", () => {});
    serve(socket, script, (error) => errors.push(error));
  };
  const server = secure
    ? tls.createServer({ ...secure, allowHalfOpen: true }, accept)
    : net.createServer({ allowHalfOpen: true }, accept);
  // The sockets below TLS: those of a failed handshake are never handed to `accept`.
  server.on("connection", (socket: net.Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    endpoint: `${secure ? "https" : "http"}://127.0.0.1:${address.port}`,
    open: () => sockets.size,
    accepted: () => accepted,
    errors,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function serve(
  socket: net.Socket,
  script: (connection: BrokenConnection) => void | Promise<void>,
  onError: (error: unknown) => void,
): void {
  const closed = new Promise<number>((resolve) => {
    const close = (): void => {
      resolve(performance.now());
      // A half-open socket would stay for ever.
      if (!socket.destroyed) socket.end();
    };
    socket.once("end", close);
    socket.once("close", close);
  });
  let pieces: Buffer[] = [];
  let size = 0;
  let needed = 0;
  let requestNumber = 0;
  let scripts = Promise.resolve();
  // Always reading, so that a close of the client is seen while a script waits.
  socket.on("data", (bytes: Buffer) => {
    pieces.push(bytes);
    size += bytes.length;
    if (size < needed) return;
    let pending = Buffer.concat(pieces);
    for (;;) {
      const taken = takeRequest(pending);
      if (typeof taken === "number") {
        pieces = [pending];
        size = pending.length;
        needed = taken;
        return;
      }
      pending = pending.subarray(taken.length);
      requestNumber += 1;
      const { received: request } = taken;
      const connection = { ...actions(socket), socket, request, requestNumber, closed };
      scripts = scripts.then(() => script(connection)).catch(onError);
    }
  });
}

function actions(socket: net.Socket) {
  const write = (bytes: Uint8Array | string): Promise<void> =>
    new Promise((resolve) => {
      if (socket.destroyed || socket.writableEnded) resolve();
      else socket.write(bytes, () => resolve());
    });
  return {
    write,
    head: (extra: Readonly<Record<string, string>> = {}) => write(streamHead(extra)),
    chunk: (bytes: Uint8Array) => write(httpChunk(bytes)),
    end: () => write("0\r\n\r\n"),
    answer: (
      status: number,
      headers: Readonly<Record<string, string>>,
      body: Uint8Array | string,
    ) => {
      const bytes = Buffer.from(body);
      const all = { "Content-Length": String(bytes.length), ...headers };
      return write(Buffer.concat([Buffer.from(headText(`${status} Status`, all)), bytes]));
    },
    reset: () => void socket.resetAndDestroy(),
    halfClose: () => void socket.end(),
  };
}

/** The head of a good answer, as Bedrock sends it. */
export function streamHead(extra: Readonly<Record<string, string>> = {}): string {
  return headText("200 OK", {
    "Content-Type": "application/vnd.amazon.eventstream",
    "X-Amzn-Bedrock-Content-Type": "application/json",
    "x-amzn-RequestId": "11111111-2222-3333-4444-555555555555",
    "Transfer-Encoding": "chunked",
    ...extra,
  });
}

export function httpChunk(bytes: Uint8Array): Buffer {
  const size = Buffer.from(`${bytes.length.toString(16)}\r\n`);
  return Buffer.concat([size, bytes, Buffer.from("\r\n")]);
}

function headText(status: string, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status}\r\n${lines.join("")}\r\n`;
}

/** The first request in these bytes, or how many bytes it takes to go on. */
function takeRequest(bytes: Buffer): { received: ReceivedRequest; length: number } | number {
  const headEnd = bytes.indexOf("\r\n\r\n");
  if (headEnd < 0) return 0;
  const [first = "", ...lines] = bytes.subarray(0, headEnd).toString("latin1").split("\r\n");
  const [method = "", path = ""] = first.split(" ");
  const headers = Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(":");
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
  const bodyStart = headEnd + 4;
  const length = bodyStart + Number(headers["content-length"] ?? 0);
  if (bytes.length < length) return length;
  const body = bytes.subarray(bodyStart, length);
  return { received: { method, path, headers, body }, length };
}
