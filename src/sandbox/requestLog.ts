import type { Exchange } from "./exchange.js";

/** One request as the sandbox saw it; for tests. Holds no secret. */
export interface LoggedRequest {
  readonly requestId: string;
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  /** By lower-case name; Authorization and session token are left out. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty when it had to go: bodies of requests that have ended are kept while there is room. */
  readonly body: string;
  /** Decoded; empty for the control plane. */
  readonly modelId: string;
  /** Status of the answer; undefined while there is none. */
  readonly status: number | undefined;
  /** Bytes of frames handed to the connection so far. */
  readonly bytesSent: number;
  readonly framesSent: number;
  /** How the answer ended; undefined while it goes on. */
  readonly ended: "sent" | "clientGone" | undefined;
}

/** The same, while the sandbox writes it. */
export type OpenRequest = { -readonly [Key in keyof LoggedRequest]: LoggedRequest[Key] };

const secrets = new Set(["authorization", "x-amz-security-token", "cookie", "proxy-authorization"]);

export function openRequest(exchange: Exchange, requestId: string): OpenRequest {
  return {
    requestId,
    method: exchange.method,
    target: exchange.target,
    headers: Object.fromEntries(exchange.headers.filter(([name]) => !secrets.has(name))),
    body: "",
    modelId: "",
    status: undefined,
    bytesSent: 0,
    framesSent: 0,
    ended: undefined,
  };
}

/** Characters of all bodies that are kept behind the requests' end. */
const MAX_BODIES_LENGTH = 10_000_000;

/** The last requests, oldest first. */
export class RequestLog {
  private readonly kept: OpenRequest[] = [];

  constructor(private readonly maxRequests: number) {}

  get requests(): readonly LoggedRequest[] {
    return this.kept;
  }

  add(request: OpenRequest): void {
    this.kept.push(request);
    if (this.kept.length > this.maxRequests) this.kept.shift();
  }

  end(request: OpenRequest, ended: "sent" | "clientGone"): void {
    request.ended = ended;
    let room = MAX_BODIES_LENGTH;
    for (const one of this.kept.toReversed()) {
      if (one.ended === undefined) continue;
      room -= one.body.length;
      if (room < 0) one.body = "";
    }
  }
}
