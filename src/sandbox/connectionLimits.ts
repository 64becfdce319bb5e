import type { Http2Session, ServerHttp2Stream } from "node:http2";

/** How long a client may keep a connection without saying or reading anything on it. */
export interface ConnectionLimits {
  /** From the connection, or from a request's first byte, to the end of the request's head. */
  readonly headTimeoutMs: number;
  /** From a request's first byte to its last. Answers may take as long as they like. */
  readonly requestTimeoutMs: number;
  /** From the end of an answer to the next request. */
  readonly idleTimeoutMs: number;
  readonly maxConnections: number;
}

export const defaultConnectionLimits: ConnectionLimits = {
  headTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
  // SDKs keep connections for their next call; Node's five seconds race with that.
  idleTimeoutMs: 65_000,
  maxConnections: 1_000,
};

/** Node's HTTP/2 server, unlike that for HTTP/1.1, waits for ever. */
export function limitSession(session: Http2Session, limits: ConnectionLimits): void {
  const endAfter = (ms: number): NodeJS.Timeout => setTimeout(() => session.destroy(), ms);
  let openStreams = 0;
  let timer = endAfter(limits.headTimeoutMs);
  session.once("close", () => clearTimeout(timer));
  session.on("stream", (stream: ServerHttp2Stream) => {
    openStreams += 1;
    clearTimeout(timer);
    limitRequest(stream, limits.requestTimeoutMs);
    stream.once("close", () => {
      openStreams -= 1;
      if (openStreams === 0 && !session.closed) timer = endAfter(limits.idleTimeoutMs);
    });
  });
}

function limitRequest(stream: ServerHttp2Stream, timeoutMs: number): void {
  const timer = setTimeout(() => stream.close(CANCEL), timeoutMs);
  const stop = (): void => clearTimeout(timer);
  stream.once("end", stop).once("close", stop);
}

/** RFC 9113 section 7. */
const CANCEL = 8;
