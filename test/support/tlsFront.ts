import { once } from "node:events";
import * as net from "node:net";
import * as tls from "node:tls";
import type { TestCertificate } from "./certificate.js";
import { addressOf } from "./listening.js";

/** A TLS server on 127.0.0.1 that passes what it decrypts on to a port of this machine. */
export interface TlsFront {
  readonly port: number;
  close(): Promise<void>;
}

/** Puts TLS before a plain server, for example the sandbox. */
export async function startTlsFront(to: number, certificate: TestCertificate): Promise<TlsFront> {
  const sockets = new Set<net.Socket>();
  const keep = (socket: net.Socket): void => {
    sockets.add(socket);
    socket.on("error", () => undefined).once("close", () => sockets.delete(socket));
  };
  const server = tls.createServer(certificate, (client) => {
    const behind = net.connect(to, "127.0.0.1");
    keep(client);
    keep(behind);
    client.pipe(behind).pipe(client);
    client.once("close", () => behind.destroy());
    behind.once("close", () => client.destroy());
  });
  // Clients that do not accept the certificate are what some tests are about.
  server.on("tlsClientError", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: addressOf(server).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
