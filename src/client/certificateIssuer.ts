import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/**
 * Reports who issued the certificate that a connecting TLS socket is shown. After a refusal nobody
 * can ask: Node destroys the socket before it emits the error. `secure` comes before Node's verdict.
 */
export function noticeIssuer(socket: Socket, report: (issuer: string) => void): void {
  if (!(socket instanceof TLSSocket)) return;
  socket.prependOnceListener("secure", () => {
    const issuer = issuerName(socket);
    if (issuer !== undefined) report(issuer);
  });
}

/** Who issued the certificate of a socket whose connection is still there. */
export function issuerOf(socket: Socket | undefined): string | undefined {
  return socket instanceof TLSSocket ? issuerName(socket) : undefined;
}

function issuerName(socket: TLSSocket): string | undefined {
  // Not getPeerX509Certificate: after it, Node 20 finds no names in the certificate any more and
  // refuses good ones.
  const issuer: unknown = socket.getPeerCertificate().issuer;
  if (typeof issuer !== "object" || issuer === null) return undefined;
  const organization = "O" in issuer ? attribute(issuer.O) : undefined;
  const name = ("CN" in issuer ? attribute(issuer.CN) : undefined) ?? organization;
  if (name === undefined || organization === undefined || name === organization) {
    return name === undefined ? undefined : `"${name}"`;
  }
  return `"${name}" (${organization})`;
}

/** Of a repeated attribute the first. */
function attribute(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === "string" && first !== "" ? first : undefined;
}
