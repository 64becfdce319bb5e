import type { Exchange } from "./exchange.js";

/** One request as the sandbox saw it; for tests. Holds no secret. */
export interface LoggedRequest {
  readonly requestId: string;
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  /** By lower-case name; Authorization and session token are left out. */
  readonly headers: Readonly<Record<string, string>>;
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
