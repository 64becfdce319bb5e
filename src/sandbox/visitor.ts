import type { Exchange } from "./exchange.js";
import { frontDoorRefusal, type Refusal } from "./refusal.js";

/**
 * Lets in only who really asks for this machine's port. A web page can make a browser send requests
 * here, through a name of its own that resolves to 127.0.0.1 or from its own origin.
 */
export function checkVisitor(
  { headers }: Exchange,
  port: number,
  hosts: readonly string[],
): Refusal | undefined {
  const names = ["127.0.0.1", "localhost", "[::1]"];
  const own = names.map((name) => `${name}:${port}`);
  const values = (name: string): string[] =>
    headers.flatMap(([lineName, value]) => (lineName === name ? [value.toLowerCase()] : []));
  const [host = "", ...moreHosts] = values("host");
  // Clients that write the header themselves forget the port; a browser, which never does, would have
  // to be at port 80.
  if (moreHosts.length > 0 || ![...own, ...names, ...hosts].includes(host))
    return forbidden("This host name is not the sandbox's.");
  if (!values("origin").every((origin) => own.some((name) => origin === `http://${name}`)))
    return forbidden("Requests from web pages are refused.");
  return undefined;
}

function forbidden(message: string): Refusal {
  return frontDoorRefusal("AccessDeniedException", 403, message);
}
