import assert from "node:assert/strict";
import { once } from "node:events";
import * as http from "node:http";
import * as vscode from "vscode";
import { startSandbox, type Sandbox } from "../../src/sandbox/server.js";
import { addressOf } from "../support/listening.js";
import { startProxy } from "../support/proxy.js";
import { startSts, type RoleKeys, type StsServer } from "../support/stsServer.js";
import { hiddenHost, hiddenRegion, hiddenStsHost, testNetwork } from "../support/testNetwork.js";
import { startTlsFront } from "../support/tlsFront.js";
import { AwsHome } from "./awsHome.js";
import { setHttp } from "./hiddenSandbox.js";
import { api, claude, setSetting, stream } from "./sandboxInUse.js";

const sessionToken = "session-token-of-the-test";
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);

describe("credentials", () => {
  let sandbox: Sandbox;
  let home: AwsHome;
  const opened: { close(): Promise<void> }[] = [];
  const opens = <T extends { close(): Promise<void> }>(one: T): T => {
    opened.push(one);
    return one;
  };

  before(async () => {
    sandbox = await startSandbox({ paceMs: 0, hosts: [hiddenHost] });
    await setSetting("endpoint", sandbox.endpoint);
    await setSetting("region", sandbox.region);
  });
  beforeEach(() => {
    home = new AwsHome();
  });
  afterEach(async () => {
    home.restore();
    await setSetting("profile", undefined);
    await vscode.commands.executeCommand("bedrockStream.clearApiKey");
    await Promise.all(opened.splice(0).map((one) => one.close()));
  });
  after(async () => {
    await setSetting("endpoint", undefined);
    await setSetting("region", undefined);
    await sandbox.close();
  });

  const prompt = (text = "sandbox: echo\nhello") =>
    stream("streamPrompt", { modelId: claude, prompt: text });
  const hover = async () => (await api()).statusBar()?.tooltip ?? "";

  /** The sandbox checks the signature, so a whole answer proves whose keys made it. */
  async function assertSigned(source: RegExp): Promise<void> {
    const summary = await prompt();
    assert.equal(summary.verdict, "complete", JSON.stringify(summary.failure));
    assert.match(await hover(), source);
  }

  const keys = () => ({
    accessKeyId: sandbox.accessKeyId,
    secretAccessKey: sandbox.secretAccessKey,
  });
  const keyLines = ({ accessKeyId, secretAccessKey } = keys()) =>
    `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
  /** Not the sandbox's: what is signed with them is refused. */
  const strangeKeyLines = () => keyLines({ accessKeyId: "AKIASTRANGER", secretAccessKey: "x" });
  const roleKeys = (minutes: number): RoleKeys => ({
    ...keys(),
    sessionToken,
    expiresAt: inMinutes(minutes),
  });

  async function serve(answer: http.RequestListener): Promise<string> {
    const server = http.createServer(answer).listen(0, "127.0.0.1");
    await once(server, "listening");
    opens({
      async close() {
        server.closeAllConnections();
        server.close();
        await once(server, "close");
      },
    });
    return `http://127.0.0.1:${addressOf(server).port}`;
  }

  const json = (response: http.ServerResponse, value: unknown): void => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(value));
  };

  async function useRole(sts: StsServer): Promise<void> {
    process.env["AWS_ENDPOINT_URL_STS"] = sts.url;
    home.write("credentials", `[base]\n${strangeKeyLines()}`);
    home.write(
      "config",
      "[profile role]\nrole_arn = arn:aws:iam::111122223333:role/Developer\nsource_profile = base\n",
    );
    await setSetting("profile", "role");
  }

  it("of the environment sign, and the hover says so", async () => {
    process.env["AWS_ACCESS_KEY_ID"] = sandbox.accessKeyId;
    process.env["AWS_SECRET_ACCESS_KEY"] = sandbox.secretAccessKey;
    await assertSigned(/Identity: default credential chain\nSigned with: environment variables/);
    assert.match(await hover(), /Region: us-east-1 \(setting\)/);
  });

  it("of a chosen profile come before those of the environment", async () => {
    process.env["AWS_ACCESS_KEY_ID"] = "AKIASTRANGER";
    process.env["AWS_SECRET_ACCESS_KEY"] = "x";
    home.write("credentials", `[mine]\n${keyLines()}`);
    await setSetting("profile", "mine");
    await assertSigned(/Identity: profile mine \(setting\)\nSigned with: profile "mine" \(keys\)/);
  });

  it("of another profile never stand in for a chosen one", async () => {
    home.write("credentials", `[default]\n${keyLines()}`);
    await setSetting("profile", "absent");
    const { failure } = await prompt();
    assert.equal(failure?.kind, "credentials");
    assert.equal(failure.code, "PROFILE_NOT_FOUND");
  });

  it("of a credential_process sign", async () => {
    const output = { Version: 1, AccessKeyId: keys().accessKeyId };
    const whole = { ...output, SecretAccessKey: keys().secretAccessKey };
    const file = home.write("keys.json", JSON.stringify(whole));
    home.write("config", `[profile made]\ncredential_process = cat ${file}\n`);
    await setSetting("profile", "made");
    await assertSigned(/profile "made" \(credential_process\)/);
  });

  it("of an assumed role sign, and STS is asked once for several runs", async () => {
    const sts = opens(await startSts({ roleKeys: () => roleKeys(60) }));
    await useRole(sts);
    await assertSigned(/profile "role" \(assumed role\), account 111122223333, good until/);
    await assertSigned(/assumed role/);
    assert.deepEqual(
      sts.calls.map(({ form }) => [form.get("Action"), form.get("RoleArn")]),
      [["AssumeRole", "arn:aws:iam::111122223333:role/Developer"]],
    );
    assert.match(sts.calls[0]?.authorization ?? "", /Credential=AKIASTRANGER\//);
  });

  it("are renewed shortly before they expire", async () => {
    const sts = opens(await startSts({ roleKeys: () => roleKeys(4) }));
    await useRole(sts);
    await prompt();
    await prompt();
    assert.equal(sts.calls.length, 2);
  });

  it("are renewed once when the service calls them expired, without a further attempt", async () => {
    const sts = opens(await startSts({ roleKeys: () => roleKeys(60) }));
    await useRole(sts);
    const summary = await prompt("sandbox: ExpiredTokenException once\nhello");
    assert.equal(summary.verdict, "complete", JSON.stringify(summary.failure));
    assert.equal(summary.attempts, 1);
    assert.equal(sts.calls.length, 2);
    const forGood = await prompt("sandbox: ExpiredTokenException\nhello");
    assert.equal(forGood.failure?.exception, "ExpiredTokenException");
    assert.equal(sts.calls.length, 3);
  });

  it("that a role may not give are a failure that names the role", async () => {
    await useRole(opens(await startSts({ refusal: "AccessDenied" })));
    const { failure } = await prompt();
    assert.equal(failure?.code, "ASSUME_ROLE_FAILED");
    assert.match(failure.message, /Developer/);
  });

  it("of a web identity sign", async () => {
    const token = home.write("token", "header.payload.signature");
    process.env["AWS_ENDPOINT_URL_STS"] = await serve((request, response) => {
      request.resume().on("end", () => {
        const { accessKeyId, secretAccessKey } = keys();
        response.setHeader("content-type", "text/xml");
        response.end(`<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult>
          <Credentials><AccessKeyId>${accessKeyId}</AccessKeyId>
          <SecretAccessKey>${secretAccessKey}</SecretAccessKey>
          <SessionToken>${sessionToken}</SessionToken>
          <Expiration>${inMinutes(60).toISOString()}</Expiration></Credentials>
          </AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`);
      });
    });
    home.write(
      "config",
      `[profile web]\nrole_arn = arn:aws:iam::111122223333:role/Web\nweb_identity_token_file = ${token}\n`,
    );
    await setSetting("profile", "web");
    await assertSigned(/profile "web" \(web identity\)/);
  });

  describe("of IAM Identity Center", () => {
    const config =
      "[sso-session corp]\nsso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\n" +
      "[profile dev]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Developer\n";

    it("sign while the sign-in lasts", async () => {
      let token: string | undefined;
      process.env["AWS_ENDPOINT_URL_SSO"] = await serve((request, response) => {
        token = String(request.headers["x-amz-sso_bearer_token"]);
        const expiration = inMinutes(60).getTime();
        json(response, { roleCredentials: { ...keys(), sessionToken, expiration } });
      });
      home.write("config", config);
      home.signIn("corp", inMinutes(300), "token-of-the-sign-in");
      await setSetting("profile", "dev");
      await assertSigned(/profile "dev" \(IAM Identity Center\), account 111122223333/);
      assert.equal(token, "token-of-the-sign-in");
    });

    it("ask for a new sign-in when it is over", async () => {
      home.write("config", config);
      home.signIn("corp", inMinutes(-10), "token-of-the-sign-in");
      await setSetting("profile", "dev");
      const { failure } = await prompt();
      assert.equal(failure?.kind, "credentials");
      assert.equal(failure.code, "SSO_EXPIRED");
      assert.match(failure.message, /profile "dev" expired/);
    });
  });

  it("of a container's role sign", async () => {
    process.env["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = await serve((_request, response) => {
      const { accessKeyId, secretAccessKey } = keys();
      const Expiration = inMinutes(60).toISOString();
      const named = { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey };
      json(response, { ...named, Token: sessionToken, Expiration });
    });
    await assertSigned(/Signed with: role of this container/);
  });

  it("of an instance's role sign", async () => {
    delete process.env["AWS_EC2_METADATA_DISABLED"];
    process.env["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = await serve((request, response) => {
      const path = request.url ?? "";
      if (request.method === "PUT") return void response.end("metadata-token");
      if (path.endsWith("/security-credentials/")) return void response.end("the-role");
      const { accessKeyId, secretAccessKey } = keys();
      const Expiration = inMinutes(60).toISOString();
      const named = { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey };
      json(response, { Code: "Success", ...named, Token: sessionToken, Expiration });
    });
    await assertSigned(/Signed with: role of this machine/);
  });

  it("may be a Bedrock API key, stored or of the environment", async () => {
    process.env["AWS_BEARER_TOKEN_BEDROCK"] = sandbox.bearerToken;
    await assertSigned(/Identity: AWS_BEARER_TOKEN_BEDROCK/);
    process.env["AWS_BEARER_TOKEN_BEDROCK"] = "ABSKstrange";
    await vscode.commands.executeCommand("bedrockStream.setApiKey", sandbox.bearerToken);
    await assertSigned(/Identity: Bedrock API key/);
  });

  it("are asked for through VS Code's proxy too", async function () {
    const network = testNetwork();
    if (!network) return this.skip();
    const sts = opens(await startSts({ roleKeys: () => roleKeys(60) }));
    await useRole(sts);
    delete process.env["AWS_ENDPOINT_URL_STS"];
    const front = opens(await startTlsFront(sts.port, network.extra));
    const routes = { [`${hiddenStsHost}:443`]: front.port };
    const proxy = opens(await startProxy({ routes }));
    await setHttp("proxy", proxy.url);
    await setSetting("region", hiddenRegion);
    try {
      const { failure } = await prompt();
      // The sandbox is another region's, so it does not take the signature: it came that far.
      assert.equal(failure?.exception, "InvalidSignatureException", JSON.stringify(failure));
      // VS Code itself may ask hosts of its own.
      const asked = proxy.requests.filter(({ target }) => target.includes(hiddenStsHost));
      assert.deepEqual(
        asked.map(({ method, target }) => `${method} ${target}`),
        [`CONNECT ${hiddenStsHost}:443`],
      );
    } finally {
      await setHttp("proxy", undefined);
      await setSetting("region", sandbox.region);
    }
  });
});
