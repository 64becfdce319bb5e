import * as vscode from "vscode";
import { startSandbox, type Sandbox } from "../../src/sandbox/server.js";
import type { TestCertificate } from "../support/certificate.js";
import { startProxy, type ProxyOptions, type TestProxy } from "../support/proxy.js";
import { hiddenControlHost, hiddenHost, hiddenRegion } from "../support/testNetwork.js";
import { startTlsFront } from "../support/tlsFront.js";
import { setSetting } from "./sandboxInUse.js";

/** A sandbox at the region's own https address, which only a proxy can find. */
export interface HiddenSandbox {
  readonly sandbox: Sandbox;
  /** Puts TLS with this certificate before the sandbox, and a proxy before that. */
  behindProxy(
    certificate: TestCertificate,
    options?: Omit<ProxyOptions, "routes">,
    port?: number,
  ): Promise<TestProxy>;
}

/** Starts one for a describe block; everything that a test opens is closed after it. */
export function useHiddenSandbox(): HiddenSandbox {
  const hosts = [hiddenHost, hiddenControlHost];
  const opened: { close(): Promise<void> }[] = [];
  let sandbox: Sandbox | undefined;
  before(async () => {
    sandbox = await startSandbox({ paceMs: 0, region: hiddenRegion, hosts });
    process.env.AWS_ACCESS_KEY_ID = sandbox.accessKeyId;
    process.env.AWS_SECRET_ACCESS_KEY = sandbox.secretAccessKey;
    await setSetting("region", hiddenRegion);
    await setSetting("maxAttempts", 1);
  });
  afterEach(async () => {
    await resetHttpSettings();
    await Promise.all(opened.splice(0).map((one) => one.close()));
  });
  after(async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
    await setSetting("region", undefined);
    await setSetting("maxAttempts", undefined);
    await sandbox?.close();
  });
  const running = (): Sandbox => {
    if (!sandbox) throw new Error("the sandbox has not started");
    return sandbox;
  };
  return {
    get sandbox() {
      return running();
    },
    async behindProxy(certificate, options = {}, port) {
      const plain = Number(new URL(running().endpoint).port);
      const front = await startTlsFront(plain, certificate);
      opened.push(front);
      const routes = {
        [`${hiddenHost}:443`]: front.port,
        [`${hiddenControlHost}:443`]: front.port,
        [`${hiddenHost}:80`]: plain,
      };
      const proxy = await startProxy({ ...options, routes }, port);
      opened.push(proxy);
      return proxy;
    },
  };
}

const httpSettings = ["proxy", "noProxy", "proxySupport", "proxyStrictSSL", "systemCertificates"];

/** Writes one of VS Code's own `http.*` settings. */
export async function setHttp(id: string, value: unknown): Promise<void> {
  const configuration = vscode.workspace.getConfiguration("http");
  if (configuration.get(id) === value) return;
  await configuration.update(id, value, vscode.ConfigurationTarget.Global);
}

async function resetHttpSettings(): Promise<void> {
  for (const id of httpSettings) {
    const configuration = vscode.workspace.getConfiguration("http");
    if (configuration.inspect(id)?.globalValue === undefined) continue;
    await configuration.update(id, undefined, vscode.ConfigurationTarget.Global);
  }
}
