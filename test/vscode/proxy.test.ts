import assert from "node:assert/strict";
import * as vscode from "vscode";
import { createAuthority } from "../support/certificate.js";
import { startProxy, type ProxiedRequest, type TestProxy } from "../support/proxy.js";
import { hiddenHost, testNetwork, type TestNetwork } from "../support/testNetwork.js";
import { setHttp, useHiddenSandbox } from "./hiddenSandbox.js";
import { claude, setSetting, stream, until } from "./sandboxInUse.js";

/** A password that must not appear anywhere. */
const password = "marked-proxy-password";

describe("a proxy", () => {
  const hidden = useHiddenSandbox();
  let network: TestNetwork;
  before(function () {
    const found = testNetwork();
    // A desktop VS Code that somebody else started has another environment.
    if (!found) return this.skip();
    network = found;
  });
  const prompt = () => stream("streamPrompt", { modelId: claude, prompt: "sandbox: echo\nhello" });

  it("of the setting http.proxy carries the stream, and looks the name up", async () => {
    const proxy = await hidden.behindProxy(network.extra);
    await setHttp("proxy", proxy.url);
    const summary = await prompt();
    assert.equal(summary.verdict, "complete", JSON.stringify(summary.failure));
    assert.equal(summary.text, "hello");
    assert.deepEqual(ours(proxy), [{ method: "CONNECT", target: `${hiddenHost}:443` }]);
  });

  it("gets the sign-in that stands in the setting", async () => {
    const proxy = await hidden.behindProxy(network.extra, { login: `me:${password}` });
    await setHttp("proxy", proxy.url.replace("//", `//me:${password}@`));
    const summary = await prompt();
    assert.equal(summary.verdict, "complete", JSON.stringify(summary.failure));
  });

  it("carries requests to a plain http endpoint too", async () => {
    const proxy = await hidden.behindProxy(network.extra);
    await setHttp("proxy", proxy.url);
    await setSetting("endpoint", `http://${hiddenHost}`);
    const summary = await prompt();
    await setSetting("endpoint", undefined);
    assert.equal(summary.verdict, "complete", JSON.stringify(summary.failure));
    const [asked] = ours(proxy);
    assert.equal(asked?.method, "POST");
    assert.match(asked?.target ?? "", new RegExp(`^http://${hiddenHost}/model/`));
  });

  it("is left out for hosts of http.noProxy", async () => {
    const proxy = await hidden.behindProxy(network.extra);
    await setHttp("proxy", proxy.url);
    await setHttp("noProxy", [".amazonaws.com"]);
    assertDirect(await prompt());
    assert.deepEqual(ours(proxy), []);
  });

  it("is left out when http.proxySupport is off", async () => {
    const proxy = await hidden.behindProxy(network.extra);
    await setHttp("proxy", proxy.url);
    await setHttp("proxySupport", "off");
    assertDirect(await prompt());
    assert.deepEqual(ours(proxy), []);
  });

  it("comes from HTTPS_PROXY when no setting names one", async () => {
    const proxy = await hidden.behindProxy(network.extra, {}, network.proxyPort);
    const summary = await prompt();
    assert.equal(summary.verdict, "complete", JSON.stringify(summary.failure));
    assert.equal(ours(proxy).length, 1);
  });

  it("comes from the setting before HTTPS_PROXY", async () => {
    const ofEnvironment = await hidden.behindProxy(network.extra, {}, network.proxyPort);
    const ofSetting = await hidden.behindProxy(network.extra);
    await setHttp("proxy", ofSetting.url);
    await prompt();
    assert.deepEqual(ours(ofEnvironment), []);
    assert.equal(ours(ofSetting).length, 1);
  });

  it("that wants to know who asks is named, with the setting to change", async () => {
    const proxy = await hidden.behindProxy(network.extra, { login: `me:${password}` });
    await setHttp("proxy", proxy.url);
    const { verdict, failure, text } = await prompt();
    assert.deepEqual([verdict, text], ["failed", ""]);
    assert.equal(failure?.kind, "proxy");
    assert.equal(failure.httpStatus, 407);
    assert.match(failure.message, new RegExp(`127\\.0\\.0\\.1:${proxy.port}`));
  });

  it("that refuses the host is not taken for Bedrock", async () => {
    const page = "<html><title>Blocked by policy</title></html>";
    const proxy = await hidden.behindProxy(network.extra, { refusal: { status: 403, page } });
    await setHttp("proxy", proxy.url);
    const { failure } = await prompt();
    assert.equal(failure?.kind, "proxy");
    assert.equal(failure.httpStatus, 403);
    assert.equal(failure.retryable, false);
    assert.match(failure.message, /Blocked by policy/);
  });

  it("that does not know the host may be asked again", async () => {
    const proxy = await startProxy({ routes: {} });
    await setHttp("proxy", proxy.url);
    const { failure } = await prompt();
    await proxy.close();
    assert.equal(failure?.kind, "proxy");
    assert.equal(failure.retryable, true);
  });

  it("that is not there is named without its password", async () => {
    await setHttp("proxy", `http://me:${password}@127.0.0.1:9`);
    const summary = await prompt();
    assert.equal(summary.failure?.kind, "proxy");
    assert.equal(summary.failure.code, "ECONNREFUSED");
    assert.match(summary.failure.message, /127\.0\.0\.1:9/);
    assert.ok(!JSON.stringify(summary).includes(password));
  });

  it("that never answers ends with connectTimeout", async () => {
    const proxy = await hidden.behindProxy(network.extra, { silent: true });
    await setHttp("proxy", proxy.url);
    await setSetting("connectTimeout", 1);
    const { failure } = await prompt();
    await setSetting("connectTimeout", undefined);
    assert.equal(failure?.kind, "timeout");
    assert.equal(failure.code, "CONNECT");
  });

  it("loses the tunnel at once when the stream is stopped", async () => {
    const proxy = await hidden.behindProxy(network.extra);
    await setHttp("proxy", proxy.url);
    const run = stream("streamPrompt", { modelId: claude, prompt: "sandbox: stall after 3\nx" });
    await until(() => hidden.sandbox.openStreams() === 1);
    await vscode.commands.executeCommand("bedrockStream.stop");
    assert.equal((await run).verdict, "stopped");
    await until(() => hidden.sandbox.openStreams() === 0 && proxy.open() === 0);
  });

  it("may inspect TLS when its authority is trusted, and is named when it is not", async () => {
    const stranger = createAuthority("Unknown Proxy CA", "Proxy Corp").issue([hiddenHost]);
    const proxy = await hidden.behindProxy(stranger);
    await setHttp("proxy", proxy.url);
    const { failure } = await prompt();
    assert.equal(failure?.kind, "tls");
    assert.match(failure.message, /issued by "Unknown Proxy CA" \(Proxy Corp\)/);
  });
});

/** What was asked of the hidden host: VS Code itself asks hosts of its own, by the same proxy. */
function ours({ requests }: TestProxy): readonly ProxiedRequest[] {
  return requests.filter(({ target }) => target.includes(hiddenHost));
}

function assertDirect({ failure }: Awaited<ReturnType<typeof stream>>): void {
  assert.equal(failure?.kind, "connection");
  assert.match(failure.code ?? "", /^(ENOTFOUND|EAI_AGAIN)$/);
}
