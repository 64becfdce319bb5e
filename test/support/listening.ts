import type { AddressInfo, Server } from "node:net";

/** The address of a server that listens on a port. */
export function addressOf(server: Pick<Server, "address">): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address;
}
