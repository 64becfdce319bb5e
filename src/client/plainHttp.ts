import { isIP } from "node:net";
import { runtimeOrigin } from "../wire/endpoint.js";
import type { Target } from "./target.js";

/** Whether a host is this machine itself, by name or address. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "").toLowerCase();
  // `127.example.com` is somebody else's.
  if (isIP(name) === 4) return name.startsWith("127.");
  return name === "::1" || name === "localhost" || name.endsWith(".localhost");
}

/**
 * The origin to which this target's requests would go in plain HTTP over a network, where all of them
 * can be read; undefined where they are encrypted or stay on this machine.
 */
export function plainHttpOrigin(target: Target): string | undefined {
  if (target.endpoint === undefined) return undefined;
  const { protocol, hostname, origin } = runtimeOrigin(target);
  return protocol === "http:" && !isLoopbackHost(hostname) ? origin : undefined;
}
