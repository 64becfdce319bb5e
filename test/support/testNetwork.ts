import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";
import { once } from "node:events";
import { createAuthority, type TestCertificate } from "./certificate.js";
import { addressOf } from "./listening.js";

/** A host name that exists nowhere: only a proxy of ours can know where it is. */
export const hiddenRegion = "xx-nowhere-1";
export const hiddenHost = `bedrock-runtime.${hiddenRegion}.amazonaws.com`;
export const hiddenControlHost = `bedrock.${hiddenRegion}.amazonaws.com`;
export const hiddenStsHost = `sts.${hiddenRegion}.amazonaws.com`;

/** What only the environment of a starting process can say about the network. */
export interface TestNetwork {
  /** Server certificate of an authority that `NODE_EXTRA_CA_CERTS` names. */
  readonly extra: TestCertificate;
  /** Of the same authority, for a host that nobody asks. */
  readonly otherHost: TestCertificate;
  /** Server certificate of an authority among the system's. */
  readonly system: TestCertificate;
  /** Port of the proxy that `HTTPS_PROXY` names. Nobody listens there but the test that is about it. */
  readonly proxyPort: number;
}

const VARIABLE = "BEDROCK_STREAM_TEST_NETWORK";

/**
 * Variables for a VS Code under test: a proxy, and two authorities of companies that inspect TLS.
 * Certificates go into `folder`; the caller deletes it.
 */
export async function networkVariables(folder: string): Promise<NodeJS.ProcessEnv> {
  const authorities = {
    extra: createAuthority("Extra Interception CA", "Example Corp"),
    system: createAuthority("System Interception CA", "Example Corp"),
  };
  const hosts = [hiddenHost, hiddenControlHost, hiddenStsHost];
  const network: TestNetwork = {
    extra: authorities.extra.issue(hosts),
    otherHost: authorities.extra.issue(["other.example"]),
    system: authorities.system.issue(hosts),
    proxyPort: await freePort(),
  };
  fs.mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string): string => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const { NODE_EXTRA_CA_CERTS: ownExtra, SSL_CERT_FILE: ownSystem } = process.env;
  const proxy = `http://127.0.0.1:${network.proxyPort}`;
  return {
    [VARIABLE]: write("network.json", JSON.stringify(network)),
    // What the person trusts stays trusted.
    NODE_EXTRA_CA_CERTS: write("extra.pem", textOf(ownExtra) + authorities.extra.cert),
    SSL_CERT_FILE: write("system.pem", textOf(ownSystem) + authorities.system.cert),
    // Loopback never goes through it, so it concerns no other test.
    HTTPS_PROXY: proxy,
    https_proxy: proxy,
    NO_PROXY: "",
    no_proxy: "",
  };
}

/** The network of this process; undefined when it was not started with one. */
export function testNetwork(): TestNetwork | undefined {
  const file = process.env[VARIABLE];
  return file === undefined
    ? undefined
    : (JSON.parse(fs.readFileSync(file, "utf8")) as TestNetwork);
}

/** Where the VS Code of this process keeps what it writes, when it was started with a network. */
export function userDataFolder(): string | undefined {
  const file = process.env[VARIABLE];
  return file === undefined ? undefined : path.resolve(path.dirname(file), "../data");
}

function textOf(file: string | undefined): string {
  return file !== undefined && fs.existsSync(file) ? `${fs.readFileSync(file, "utf8")}\n` : "";
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = addressOf(server);
  server.close();
  await once(server, "close");
  return port;
}
