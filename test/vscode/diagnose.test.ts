import assert from "node:assert/strict";
import * as vscode from "vscode";
import { diagnosisSteps, type DiagnosisReport } from "../../src/client/diagnoseReport.js";
import { createAuthority } from "../support/certificate.js";
import { hiddenHost, testNetwork, type TestNetwork } from "../support/testNetwork.js";
import { setHttp, useHiddenSandbox } from "./hiddenSandbox.js";
import { claude, setSetting, useOwnSandbox } from "./sandboxInUse.js";

const command = "bedrockStream.diagnoseConnection";

async function diagnose(stream: boolean): Promise<DiagnosisReport> {
  return vscode.commands.executeCommand<DiagnosisReport>(command, { modelId: claude, stream });
}

/** The report in its editor. */
function shownReport(): vscode.TextDocument {
  const editor = vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.scheme === "bedrock-stream-report",
  );
  assert.ok(editor, "the report is not shown");
  return editor.document;
}

async function lensTitles(): Promise<readonly string[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    "vscode.executeCodeLensProvider",
    shownReport().uri,
  );
  return lenses.map((lens) => lens.command?.title ?? "");
}

const stepOf = (report: DiagnosisReport, id: string) => report.steps.find((step) => step.id === id);

describe("Diagnose Connection", () => {
  describe("with the sandbox as endpoint", () => {
    const sandbox = useOwnSandbox();

    it("takes every step and yields its report as plain JSON", async () => {
      const report = await diagnose(true);
      assert.equal(report.verdict, "working", JSON.stringify(report.steps));
      assert.deepEqual(
        report.steps.map(({ id }) => id),
        diagnosisSteps().map(({ id }) => id),
      );
      assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
      const names = report.surroundings.map(({ name }) => name);
      for (const name of ["Runs on", "Versions", "AWS config", "AWS credentials"]) {
        assert.ok(names.includes(name), name);
      }
    });

    it("asks the model only when it is told to", async () => {
      const before = sandbox().requests.length;
      const report = await diagnose(false);
      assert.equal(report.verdict, "unproven");
      assert.equal(stepOf(report, "stream")?.status, "skipped");
      const methods = sandbox()
        .requests.slice(before)
        .map(({ method }) => method);
      assert.ok(!methods.includes("POST"));
    });

    it("shows each step in an editor, and copies what it shows", async () => {
      const report = await diagnose(false);
      await textToEnd(/Streaming itself was not proven/);
      const text = shownReport().getText();
      for (const { title } of report.steps) assert.ok(text.includes(title), title);
      assert.deepEqual(await lensTitles(), ["Copy Report", "Run Again"]);
      await vscode.commands.executeCommand("bedrockStream.copyReport");
      assert.equal(await vscode.env.clipboard.readText(), text);
    });

    it("ends at a profile that is not there, and offers another", async () => {
      await setSetting("profile", "nobody-has-this");
      const report = await diagnose(true);
      await setSetting("profile", undefined);
      assert.equal(report.brokenStep, "credentials");
      assert.equal(report.steps.at(-1)?.failure?.code, "PROFILE_NOT_FOUND");
      await textToEnd(/It breaks at: Credentials/);
      assert.ok((await lensTitles()).includes("Select Profile"));
    });

    it("rejects what it cannot understand", async () => {
      await assert.rejects(
        Promise.resolve(vscode.commands.executeCommand(command, { modelId: 7 })),
        /takes \{ modelId, stream\? \}/,
      );
    });
  });

  describe("behind a proxy", () => {
    const hidden = useHiddenSandbox();
    let network: TestNetwork;
    before(function () {
      const found = testNetwork();
      if (!found) return this.skip();
      network = found;
    });

    it("names the proxy and who issued the certificate", async () => {
      const proxy = await hidden.behindProxy(network.extra);
      await setHttp("proxy", proxy.url);
      const report = await diagnose(true);
      assert.match(stepOf(report, "name")?.summary ?? "", /the proxy 127\.0\.0\.1:\d+ looks it up/);
      assert.deepEqual(stepOf(report, "proxy")?.facts, [
        { name: "Proxy", value: `127.0.0.1:${proxy.port}` },
      ]);
      const tls = stepOf(report, "tls");
      assert.match(tls?.summary ?? "", /"Extra Interception CA" \(Example Corp\) inspects/);
      assert.ok(report.surroundings.some(({ name }) => name === "http.proxy"));
      // STS has no way through this proxy: worth a warning and no more.
      assert.equal(stepOf(report, "credentials")?.status, "warning");
      assert.equal(report.verdict, "working", JSON.stringify(report.steps));
    });

    it("ends at a proxy that wants to know who asks", async () => {
      const proxy = await hidden.behindProxy(network.extra, { login: "me:marked-password" });
      await setHttp("proxy", proxy.url);
      const report = await diagnose(true);
      assert.equal(report.brokenStep, "proxy");
      assert.match(report.steps.at(-1)?.remedy ?? "", /http\.proxy/);
      await textToEnd(/It breaks at: Proxy/);
      assert.ok((await lensTitles()).includes("Open Proxy Setting"));
    });

    it("ends at a name that nobody knows without one", async () => {
      await setHttp("proxySupport", "off");
      const report = await diagnose(true);
      assert.equal(report.brokenStep, "name");
    });

    it("ends at a certificate of a stranger", async () => {
      const stranger = createAuthority("Stranger CA", "Stranger Corp").issue([hiddenHost]);
      const proxy = await hidden.behindProxy(stranger);
      await setHttp("proxy", proxy.url);
      const report = await diagnose(true);
      assert.equal(report.brokenStep, "tls");
      assert.match(report.steps.at(-1)?.summary ?? "", /"Stranger CA" \(Stranger Corp\)/);
      await textToEnd(/It breaks at: TLS/);
      assert.ok((await lensTitles()).includes("Open Certificate Setting"));
    });
  });
});

/** The editor follows the report a moment later. */
async function textToEnd(pattern: RegExp): Promise<void> {
  while (!pattern.test(shownReport().getText())) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
