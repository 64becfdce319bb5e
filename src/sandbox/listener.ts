import {
  createServer as createHttp1Server,
  type IncomingMessage,
  type Server as Http1Server,
  type ServerResponse,
} from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { createServer as createTcpServer, type AddressInfo, type Socket } from "node:net";
import { Failure } from "../failure.js";
import {
  defaultConnectionLimits,
  limitSession,
  type ConnectionLimits,
} from "./connectionLimits.js";
import { http1Exchange, http2Exchange, type Exchange } from "./exchange.js";

/** A port of this machine that speaks HTTP/1.1 and, by prior knowledge, HTTP/2. */
export interface Listener {
  readonly port: number;
  /** Ends every connection and resolves when the port is free. */
  close(): Promise<void>;
}

export interface ListenOptions {
  /** Default `127.0.0.1`. */
  readonly host?: string;
  readonly limits?: ConnectionLimits;
}

/** Requests that one HTTP/2 client may have open at once; it waits with the others. */
const MAX_STREAMS = 256;

/**
 * Listens on 127.0.0.1 unless another address is given, and refuses peers that are not on this
 * machine wherever it listens. One port serves both protocols: the AWS SDK for JavaScript opens
 * HTTP/2 without asking first, most other clients speak HTTP/1.1.
 * @throws Failure `configuration` when the port cannot be had.
 */
export async function listen(
  port: number,
  handle: (exchange: Exchange) => void,
  { host = "127.0.0.1", limits = defaultConnectionLimits }: ListenOptions = {},
): Promise<Listener> {
  const sockets = new Set<Socket>();
  const http1 = createLimitedHttp1Server(limits);
  http1.on("request", (request, response) => handle(http1Exchange(request, response)));
  // The body is asked for when somebody wants to read it.
  http1.on("checkContinue", (request: IncomingMessage, response: ServerResponse) =>
    handle(http1Exchange(request, response, "waitsForContinue")),
  );
  const http2 = createHttp2Server({ settings: { maxConcurrentStreams: MAX_STREAMS } });
  http2.on("session", (session) => limitSession(session, limits));
  http2.on("stream", (stream, headers) => handle(http2Exchange(stream, headers)));
  http2.on("sessionError", () => undefined);

  // Half-open, as Node's own HTTP server is: a client may end its side and still read.
  const tcp = createTcpServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    if (!isLoopback(socket.remoteAddress)) {
      socket.destroy();
      return;
    }
    sniff(socket, limits.headTimeoutMs, (protocol) => {
      // An HTTP/2 client that ends its side is gone, and Node's session tells only a socket so.
      socket.allowHalfOpen = protocol === "h1";
      (protocol === "h2" ? http2 : http1).emit("connection", socket);
    });
  });
  tcp.maxConnections = limits.maxConnections;
  await bound(tcp, port, host);
  const address = tcp.address() as AddressInfo;
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        tcp.close(() => resolve());
        http1.close();
        http2.close();
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function createLimitedHttp1Server(limits: ConnectionLimits): Http1Server {
  const server = createHttp1Server({
    keepAliveTimeout: limits.idleTimeoutMs,
    headersTimeout: limits.headTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: Math.ceil(limits.headTimeoutMs / 4),
  });
  // What is beyond a number of headers would be dropped, Origin among it; the head's size is limited anyway.
  server.maxHeadersCount = 0;
  // It gets its connections from another server, and looks after their time from this event on.
  server.emit("listening");
  return server;
}

function bound(tcp: ReturnType<typeof createTcpServer>, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    tcp.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        new Failure(
          "configuration",
          `The sandbox cannot listen on port ${port}: ${error.message}`,
          error.code === undefined ? {} : { code: error.code },
          { cause: error },
        ),
      ),
    );
    tcp.listen({ host, port }, resolve);
  });
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(127\.|::1$|::ffff:127\.)/.test(address);
}

/** The connection preface of RFC 9113 begins so; no HTTP/1.1 method does. */
const HTTP2_PREFACE = Buffer.from("PRI * HTTP/2.0");

/** Waits until the first bytes tell the protocol, and puts them back. */
function sniff(socket: Socket, timeoutMs: number, tell: (protocol: "h1" | "h2") => void): void {
  const timer = setTimeout(() => socket.destroy(), timeoutMs);
  let seen = Buffer.alloc(0);
  const stop = (): void => {
    clearTimeout(timer);
    socket.off("data", onData).off("end", onEnd).off("close", stop);
  };
  const onData = (part: Buffer): void => {
    seen = Buffer.concat([seen, part]);
    const length = Math.min(seen.length, HTTP2_PREFACE.length);
    const fits = seen.subarray(0, length).equals(HTTP2_PREFACE.subarray(0, length));
    if (fits && length < HTTP2_PREFACE.length) return;
    stop();
    socket.pause();
    socket.unshift(seen);
    tell(fits ? "h2" : "h1");
    process.nextTick(() => socket.resume());
  };
  // Half-open sockets do not end by themselves when a client leaves without a word.
  const onEnd = (): void => void socket.end();
  socket.on("data", onData).on("end", onEnd).on("close", stop);
}
