import * as http from "node:http";
import * as https from "node:https";
import type { Socket } from "node:net";
import { Failure, isFailure } from "../failure.js";
import * as l10n from "../l10n.js";
import { issuerOf, noticeIssuer } from "./certificateIssuer.js";
import type { ExchangeOptions, OutgoingRequest } from "./outgoing.js";
import { noticeProxy } from "./proxyNotice.js";
import { StallWatch } from "./stallWatch.js";
import { SuspendAwareTimer } from "./suspendAwareTimer.js";
import { transportFailure } from "./transportError.js";

/** Idle connections are cut after 350 s by NAT gateways and VPC endpoints. */
const keepAliveMs = 60_000;
/** Unread bytes at which the socket is paused. */
const highWaterBytes = 256 * 1024;
/** Written at once; each such piece that leaves ends a silence, so slow uploads are no stall. */
const uploadPieceBytes = 256 * 1024;
/** Pooled sockets that may turn out dead before a request gives up. */
const mostRetiredSockets = 3;

/**
 * Sends a request and resolves once the head of the answer is there, whatever its status.
 * Redirects are answers like others. Rejects with a Failure, or with the signal's reason.
 */
export async function openExchange(
  outgoing: OutgoingRequest,
  options: ExchangeOptions,
  signal: AbortSignal,
): Promise<Exchange> {
  for (let retired = 0; ; retired++) {
    signal.throwIfAborted();
    const exchange = new Exchange(outgoing, options, signal);
    try {
      await exchange.waitForHead();
      return exchange;
    } catch (error) {
      exchange.close();
      // A server may close a pooled connection just while a request is written to it. The request
      // was not looked at then, so it is sent again; the dead socket has left the pool.
      if (!exchange.diedInPool || retired === mostRetiredSockets) throw error;
    }
  }
}

/** One HTTP exchange. Whoever holds it must `close` it; abort closes it too. */
export class Exchange {
  private readonly request: http.ClientRequest;
  private readonly host: string;
  private readonly isSecure: boolean;
  /** The answer came from the proxy, which opened no tunnel: nothing encrypts it. */
  isProxyAnswer = false;
  private readonly watch: StallWatch;
  private readonly connectTimer: SuspendAwareTimer;
  private response: http.IncomingMessage | undefined;
  private unread: Uint8Array[] = [];
  private unreadBytes = 0;
  private ended = false;
  private closed = false;
  private fault: { readonly error: unknown } | undefined;
  private knownIssuer: string | undefined;
  private knownProxy: string | undefined;
  private knownLogin: string | undefined;
  private wake: (() => void) | undefined;

  constructor(
    outgoing: OutgoingRequest,
    options: ExchangeOptions,
    private readonly signal: AbortSignal,
  ) {
    const { origin } = outgoing;
    this.host = origin.host;
    this.isSecure = origin.protocol === "https:";
    this.watch = new StallWatch(
      options.stallTimeoutMs,
      (silentMs) => options.onStallHalf?.(silentMs),
      () => this.fail(stalled(options.stallTimeoutMs)),
    );
    // Looked up now, not at import: VS Code replaces the modules' functions by its own, which know
    // its proxy and certificate settings. Without an agent it may choose one for the proxy.
    const { request } = this.isSecure ? https : http;
    this.request = request({
      protocol: origin.protocol,
      hostname: origin.hostname.replace(/^\[|\]$/g, ""),
      port: origin.port,
      method: outgoing.method,
      path: outgoing.path,
      headers: outgoing.headers,
      ...(options.agent && { agent: options.agent }),
      ...(outgoing.verifyCertificate === false && { rejectUnauthorized: false }),
    });
    const { connectTimeoutMs } = options;
    this.connectTimer = new SuspendAwareTimer(connectTimeoutMs, () =>
      this.fail(connectTimedOut(this.host, connectTimeoutMs)),
    );
    if (connectTimeoutMs > 0) this.connectTimer.start();
    signal.addEventListener("abort", this.onAbort, { once: true });
    this.request.on("socket", (socket) => this.onSocket(socket));
    noticeProxy(this.request, ({ proxy, login, failure }) => {
      this.knownProxy = proxy;
      this.knownLogin = login;
      if (failure) this.fail(failure);
    });
    this.request.on("response", (response) => this.onResponse(response));
    this.request.on("error", (error) => this.fail(error));
    // Once there is an answer, its own end, error and close tell how it went.
    this.request.on("close", () => {
      if (!this.response) this.fail(closedEarly());
    });
    this.upload(outgoing.body, 0);
  }

  /** Resolves when status and headers are there. */
  async waitForHead(): Promise<void> {
    while (!this.response) {
      this.throwIfBroken();
      await this.somethingNew();
    }
  }

  get status(): number {
    return this.response?.statusCode ?? 0;
  }

  /** Names in lower case, repeated ones joined by ", ". */
  get headers(): Record<string, string> {
    const headers: Record<string, string> = {};
    for (const [name, value = ""] of Object.entries(this.response?.headers ?? {})) {
      headers[name] = typeof value === "string" ? value : value.join(", ");
    }
    return headers;
  }

  /** Who issued the certificate that was shown, accepted or not. */
  get issuer(): string | undefined {
    return this.knownIssuer;
  }

  /** Host and port of the proxy on the way; undefined where there is none, or nobody tells. */
  get proxy(): string | undefined {
    return this.knownProxy;
  }

  /** The proxy's login as the request carried it; never to be shown. */
  get proxyLogins(): readonly string[] {
    const header = this.request.getHeader("proxy-authorization");
    return [this.knownLogin, header].filter((login) => typeof login === "string");
  }

  /** A connection out of the pool was found dead before anything of an answer came. */
  get diedInPool(): boolean {
    if (!this.request.reusedSocket || this.response || !this.fault) return false;
    const { error } = this.fault;
    return isFailure(error) && ["ECONNRESET", "EPIPE"].includes(error.evidence.code ?? "");
  }

  /**
   * All bytes that arrived since the last call, waiting for at least one; undefined at the clean end
   * of the body. What arrived before a fault is returned before the fault is thrown, except after an
   * abort: then nothing more is wanted.
   */
  async read(): Promise<readonly Uint8Array[] | undefined> {
    for (;;) {
      if (this.signal.aborted) throw this.signal.reason;
      if (this.unread.length > 0) return this.takeUnread();
      // Before the end: Node ends a body that has no length of its own even after a reset.
      this.throwIfBroken();
      if (this.ended) return undefined;
      this.watch.start();
      await this.somethingNew();
      this.watch.stop();
    }
  }

  /**
   * Ends the exchange; a pending or later `read` returns what is left and then undefined. The socket
   * is destroyed at once, unless the body was read to its end: then it goes back to the pool.
   */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.signal.removeEventListener("abort", this.onAbort);
    this.connectTimer.stop();
    this.watch.stop();
    if (!this.ended || !this.request.writableFinished) this.request.destroy();
    this.ended = true;
    this.wake?.();
  }

  private readonly onAbort = (): void => this.fail(this.signal.reason);

  private onSocket(socket: Socket): void {
    socket.setKeepAlive(true, keepAliveMs);
    const connected = (): void => {
      this.connectTimer.stop();
      if (!this.response && !this.fault && !this.closed) this.watch.start();
    };
    if ("secureConnecting" in socket && socket.secureConnecting === true) {
      noticeIssuer(socket, (issuer) => (this.knownIssuer = issuer));
      socket.once("secureConnect", connected);
    } else if (socket.connecting) {
      socket.once("connect", connected);
    } else {
      connected();
    }
  }

  private upload(body: Uint8Array, at: number): void {
    const end = at + uploadPieceBytes;
    const next = (): void => {
      if (this.fault || this.closed) return;
      if (!this.response) this.watch.start();
      if (end < body.length) this.upload(body, end);
    };
    if (end >= body.length) this.request.end(body.subarray(at), next);
    else this.request.write(body.subarray(at, end), next);
  }

  private onResponse(response: http.IncomingMessage): void {
    this.watch.stop();
    this.connectTimer.stop();
    this.response = response;
    // Looked at now: a response that has ended no longer has a socket that is kept for others.
    this.knownIssuer ??= issuerOf(response.socket);
    this.isProxyAnswer = this.isSecure && !("encrypted" in response.socket);
    response.on("data", this.onData);
    response.on("end", () => {
      this.ended = true;
      this.wake?.();
    });
    response.on("error", (error) => this.fail(error));
    response.on("close", () => this.fail(closedEarly()));
    this.wake?.();
  }

  private readonly onData = (bytes: Uint8Array): void => {
    this.unread.push(bytes);
    this.unreadBytes += bytes.length;
    if (this.unreadBytes >= highWaterBytes) this.response?.pause();
    this.wake?.();
  };

  /** Node drops what it has not handed out yet when a response is destroyed. */
  private keepWhatArrived(): void {
    const { response } = this;
    if (!response) return;
    response.off("data", this.onData);
    for (;;) {
      const bytes: unknown = response.read();
      if (!(bytes instanceof Uint8Array)) return;
      this.unread.push(bytes);
    }
  }

  private takeUnread(): readonly Uint8Array[] {
    const taken = this.unread;
    this.unread = [];
    this.unreadBytes = 0;
    if (this.response?.isPaused()) this.response.resume();
    return taken;
  }

  /** The first fault wins: what follows is its consequence. */
  private fail(error: unknown): void {
    if (this.fault || this.ended || this.closed) return;
    this.fault = { error: this.explain(error) };
    this.connectTimer.stop();
    this.watch.stop();
    this.keepWhatArrived();
    this.request.destroy();
    this.wake?.();
  }

  private explain(error: unknown): unknown {
    if (this.signal.aborted) return this.signal.reason;
    if (isFailure(error)) return error;
    return transportFailure(error, {
      host: this.host,
      afterHead: this.response !== undefined,
      ...(this.knownIssuer !== undefined && { issuer: this.knownIssuer }),
    });
  }

  private throwIfBroken(): void {
    if (this.fault) throw this.fault.error;
  }

  /** At most one waits: `waitForHead`, then `read`. */
  private async somethingNew(): Promise<void> {
    await new Promise<void>((resolve) => (this.wake = resolve));
    this.wake = undefined;
  }
}

function stalled(limitMs: number): Failure {
  const sentence = l10n.t("No byte arrived for {0} s.", limitMs / 1000);
  return new Failure("timeout", sentence, { code: "STALL" });
}

function connectTimedOut(host: string, limitMs: number): Failure {
  const sentence = l10n.t("No connection to {0} within {1} s.", host, limitMs / 1000);
  return new Failure("timeout", sentence, { code: "CONNECT" });
}

function closedEarly(): Error {
  return Object.assign(new Error("closed early"), { code: "ECONNRESET" });
}
