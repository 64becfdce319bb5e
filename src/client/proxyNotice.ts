import type { ClientRequest } from "node:http";
import { Failure } from "../failure.js";
import * as l10n from "../l10n.js";

/** How a request left this machine, as far as anything told. */
export interface ProxyNotice {
  /** Host and port of the proxy, without a login; undefined: none, the connection is direct. */
  readonly proxy: string | undefined;
  /** The proxy as it was told, with the login if it has one; never to be shown. */
  readonly login?: string;
  /** Why the proxy could not be reached. */
  readonly failure?: Failure;
}

/**
 * Listens to the proxy agent that VS Code gives every request of its extension hosts. What the agent
 * throws has no code and, in VS Code 1.104, quotes the proxy's password, so this event comes first.
 */
export function noticeProxy(request: ClientRequest, report: (notice: ProxyNotice) => void): void {
  request.on("proxy", (event: unknown) => {
    if (typeof event !== "object" || event === null) return;
    // "DIRECT" or, as a PAC file writes it, "PROXY user:password@host:port".
    const said = "proxy" in event && typeof event.proxy === "string" ? event.proxy : "DIRECT";
    const proxy = said === "DIRECT" ? undefined : withoutLogin(said.replace(/^\S+\s+/, ""));
    const isBroken = "error" in event && event.error !== undefined && proxy !== undefined;
    const login = said.includes("@") ? { login: said } : {};
    report({ proxy, ...login, ...(isBroken && { failure: unreachable(proxy, event.error) }) });
  });
}

/** `host:port` of what may be `user:password@host:port/`. */
export function withoutLogin(place: string): string {
  return place.slice(place.lastIndexOf("@") + 1).replace(/(?<!\/)\/+$/, "");
}

function unreachable(proxy: string, error: unknown): Failure {
  const code = codeOf(error);
  // No cause: it may quote the login.
  const sentence =
    code === undefined
      ? l10n.t("The proxy {0} cannot be reached.", proxy)
      : l10n.t("The proxy {0} cannot be reached ({1}).", proxy, code);
  return new Failure("proxy", sentence, {
    ...(code !== undefined && { code }),
  });
}

function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
