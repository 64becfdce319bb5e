import assert from "node:assert/strict";
import * as vscode from "vscode";
import { failureText } from "../../src/views/failureText.js";
import { createAuthority, type TestCertificate } from "../support/certificate.js";
import { hiddenHost, hiddenRegion, testNetwork, type TestNetwork } from "../support/testNetwork.js";
import { setHttp, useHiddenSandbox } from "./hiddenSandbox.js";
import { claude, stream } from "./sandboxInUse.js";

/** VS Code reads the system's certificates where OpenSSL is told to look, since this version. */
const firstWithSystemStore = 139;

describe("certificates", () => {
  const hidden = useHiddenSandbox();
  let network: TestNetwork;
  before(function () {
    const found = testNetwork();
    if (!found) return this.skip();
    network = found;
  });

  async function promptBehind(certificate: TestCertificate) {
    const proxy = await hidden.behindProxy(certificate);
    await setHttp("proxy", proxy.url);
    return stream("streamPrompt", { modelId: claude, prompt: "sandbox: echo\nhello" });
  }

  it("of an authority in NODE_EXTRA_CA_CERTS are accepted", async () => {
    const summary = await promptBehind(network.extra);
    assert.equal(summary.verdict, "complete", JSON.stringify(summary.failure));
  });

  it("of an authority of the system are accepted, unless http.systemCertificates is off", async function () {
    const [, minor = "0"] = vscode.version.split(".");
    // Older ones read files that only root may change; macOS and Windows have their own stores.
    if (process.platform !== "linux" || Number(minor) < firstWithSystemStore) return this.skip();
    const summary = await promptBehind(network.system);
    assert.equal(summary.verdict, "complete", JSON.stringify(summary.failure));
    await setHttp("systemCertificates", false);
    const { failure } = await promptBehind(network.system);
    assert.equal(failure?.kind, "tls");
    assert.match(failure.message, /"System Interception CA" \(Example Corp\)/);
  });

  it("of anybody else are refused with the issuer and the settings to change", async () => {
    const stranger = createAuthority("Stranger CA", "Stranger Corp").issue([hiddenHost]);
    const { failure, verdict } = await promptBehind(stranger);
    assert.equal(verdict, "failed");
    assert.equal(failure?.kind, "tls");
    assert.equal(failure.retryable, false);
    assert.match(failure.message, /issued by "Stranger CA" \(Stranger Corp\)/);
    const context = { modelId: claude, region: hiddenRegion, identity: "test" };
    const { nextStep } = failureText(failure, context);
    for (const setting of ["http.systemCertificates", "NODE_EXTRA_CA_CERTS"]) {
      assert.ok(nextStep.includes(setting), nextStep);
    }
    assert.deepEqual(
      hidden.sandbox.requests.filter(({ status }) => status !== 200),
      [],
    );
  });

  it("of anybody else are accepted when http.proxyStrictSSL is off", async () => {
    const stranger = createAuthority("Stranger CA", "Stranger Corp").issue([hiddenHost]);
    await setHttp("proxyStrictSSL", false);
    const summary = await promptBehind(stranger);
    assert.equal(summary.verdict, "complete", JSON.stringify(summary.failure));
    await setHttp("proxyStrictSSL", true);
    const { failure } = await promptBehind(stranger);
    assert.equal(failure?.kind, "tls");
  });

  it("of another host are refused with the names they are good for", async () => {
    await setHttp("proxyStrictSSL", true);
    const { failure } = await promptBehind(network.otherHost);
    assert.equal(failure?.kind, "tls");
    assert.equal(failure.code, "ERR_TLS_CERT_ALTNAME_INVALID");
    assert.match(failure.message, /is for other\.example/);
  });
});
