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

function issuerName(socket: TLSSocket): string | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return undefined;
  // One attribute a line: "C=US\nO=Example\nCN=Example CA".
  const attributes = new Map(
    certificate.issuer.split("\n").map((line) => {
      const at = line.indexOf("=");
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
  const name = attributes.get("CN") ?? attributes.get("OU");
  const organization = attributes.get("O");
  const quoted = name ?? organization;
  if (quoted === undefined) return undefined;
  return organization !== undefined && organization !== quoted
    ? `"${quoted}" (${organization})`
    : `"${quoted}"`;
}
