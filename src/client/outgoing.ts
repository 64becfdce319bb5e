import type * as http from "node:http";

/** A request with everything that goes on the wire. */
export interface OutgoingRequest {
  readonly method: "GET" | "POST";
  /** Scheme, host and port. */
  readonly origin: URL;
  /** Path and query, encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** False: any certificate is believed. What VS Code's `http.proxyStrictSSL` asks for when off. */
  readonly verifyCertificate?: boolean;
}

export interface ExchangeOptions {
  /** Milliseconds for name resolution, TCP, proxy and TLS together; 0 = no limit. */
  readonly connectTimeoutMs: number;
  /** Milliseconds without a byte in either direction; 0 = no limit. */
  readonly stallTimeoutMs: number;
  readonly onStallHalf?: (silentMs: number) => void;
  readonly agent?: http.Agent;
}
