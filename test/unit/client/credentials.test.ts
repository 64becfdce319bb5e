import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as http from "node:http";
import { once } from "node:events";
import * as os from "node:os";
import * as path from "node:path";
import { credentialSource, type ResolvedIdentity } from "../../../src/client/credentials.js";
import { listProfiles, profileRegion, signInExpiry } from "../../../src/client/profiles.js";
import { Sender } from "../../../src/client/sender.js";
import type { Identity } from "../../../src/client/target.js";
import { failureOf } from "../../support/invokeKit.js";
import { until } from "../../support/until.js";

const live = new AbortController().signal;
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

/** One private home per test: files, environment and loopback servers. */
class Home {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "bedrock-stream-credentials-"));
  private readonly savedEnvironment = { ...process.env };
  private readonly servers: http.Server[] = [];

  constructor() {
    for (const name of Object.keys(process.env)) {
      if (name.startsWith("AWS_")) delete process.env[name];
    }
    Object.assign(process.env, {
      HOME: this.folder,
      USERPROFILE: this.folder,
      AWS_CONFIG_FILE: path.join(this.folder, "config"),
      AWS_SHARED_CREDENTIALS_FILE: path.join(this.folder, "credentials"),
      // Without this a test without credentials would ask the machine's own role.
      AWS_EC2_METADATA_DISABLED: "true",
    });
  }

  write(name: string, text: string): string {
    const file = path.join(this.folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    return file;
  }

  writeSignIn(id: string, token: object): void {
    const name = createHash("sha1").update(id).digest("hex");
    this.write(`.aws/sso/cache/${name}.json`, JSON.stringify(token));
  }

  /** A credential_process: a real program that prints, counts its calls, and ends with a status. */
  writeProcess(name: string, output: string, exitCode = 0): string {
    const script = this.write(
      `${name}.js`,
      `require("fs").appendFileSync(${JSON.stringify(path.join(this.folder, "calls"))}, "x");
       console.log(${JSON.stringify(output)});
       if (${exitCode}) console.error("the vault is locked");
       process.exitCode = ${exitCode};`,
    );
    return `"${process.execPath}" "${script}"`;
  }

  get processCalls(): number {
    const file = path.join(this.folder, "calls");
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8").length : 0;
  }

  async serve(listener: http.RequestListener): Promise<string> {
    const server = http.createServer(listener);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    this.servers.push(server);
    const address = server.address();
    assert.ok(typeof address === "object" && address);
    return `http://127.0.0.1:${address.port}`;
  }

  async dispose(): Promise<void> {
    for (const name of Object.keys(process.env)) {
      if (!(name in this.savedEnvironment)) delete process.env[name];
    }
    Object.assign(process.env, this.savedEnvironment);
    for (const server of this.servers) {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    }
    fs.rmSync(this.folder, { recursive: true });
  }
}

function keysOf(identity: ResolvedIdentity) {
  assert.equal(identity.type, "keys");
  return identity.type === "keys" ? identity : assert.fail();
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}

const chain = (profile?: string): Identity => ({ type: "chain", ...(profile && { profile }) });
const resolveChain = async (profile?: string) =>
  keysOf(await credentialSource(chain(profile), { region: "us-east-1" }).resolve(live));

const processOutput = (more: object = {}) =>
  JSON.stringify({ Version: 1, AccessKeyId: "AKIDPROCESS", SecretAccessKey: "s", ...more });

const assumeRoleXml = (operation: string, accessKeyId: string) =>
  `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result>
   <Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
   <SessionToken>t</SessionToken><Expiration>${inAnHour()}</Expiration></Credentials>
   <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/r/s</Arn>
   <AssumedRoleId>a:s</AssumedRoleId></AssumedRoleUser></${operation}Result></${operation}Response>`;

describe("credentialSource", function () {
  // A credential_process is a program of its own; on a busy machine it takes its time.
  this.timeout(20_000);
  let home: Home;
  beforeEach(() => (home = new Home()));
  afterEach(() => home.dispose());

  it("gives fixed keys and API keys as they are", async () => {
    const keys = { type: "keys", accessKeyId: "A", secretAccessKey: "S", source: "test" } as const;
    assert.deepEqual(await credentialSource(keys).resolve(live), {
      type: "keys",
      credentials: { accessKeyId: "A", secretAccessKey: "S" },
      source: "test",
    });
    const apiKey = { type: "apiKey", apiKey: "K", source: "test" } as const;
    assert.deepEqual(await credentialSource(apiKey).resolve(live), apiKey);
  });

  it("finds the environment's keys, then the default profile's", async () => {
    home.write("credentials", "[default]\naws_access_key_id=AKIDFILE\naws_secret_access_key=s\n");
    const fromFile = await resolveChain();
    assert.equal(fromFile.credentials.accessKeyId, "AKIDFILE");
    assert.equal(fromFile.source, 'profile "default" (keys)');
    process.env["AWS_ACCESS_KEY_ID"] = "AKIDENV";
    process.env["AWS_SECRET_ACCESS_KEY"] = "s";
    process.env["AWS_SESSION_TOKEN"] = "t";
    const fromEnvironment = await resolveChain();
    assert.deepEqual(fromEnvironment.credentials, {
      accessKeyId: "AKIDENV",
      secretAccessKey: "s",
      sessionToken: "t",
    });
    assert.equal(fromEnvironment.source, "environment variables");
  });

  describe("with a chosen profile", () => {
    const files = "[dev]\naws_access_key_id=AKIDDEV\naws_secret_access_key=s\n[empty]\nregion=x\n";
    beforeEach(() => {
      home.write("credentials", files);
      process.env["AWS_ACCESS_KEY_ID"] = "AKIDENV";
      process.env["AWS_SECRET_ACCESS_KEY"] = "s";
    });

    it("is not overruled by the environment", async () => {
      const identity = await resolveChain("dev");
      assert.equal(identity.credentials.accessKeyId, "AKIDDEV");
      assert.equal(identity.source, 'profile "dev" (keys)');
    });

    it("takes AWS_PROFILE for a choice too", async () => {
      process.env["AWS_PROFILE"] = "dev";
      assert.equal((await resolveChain()).credentials.accessKeyId, "AKIDDEV");
      process.env["AWS_PROFILE"] = "gone";
      const failure = await failureOf(resolveChain());
      assert.equal(failure.evidence.code, "PROFILE_NOT_FOUND");
    });

    it("fails when there is no such profile", async () => {
      const failure = await failureOf(resolveChain("gone"));
      assert.equal(failure.kind, "credentials");
      assert.equal(failure.evidence.code, "PROFILE_NOT_FOUND");
      assert.match(failure.message, /"gone"/);
    });

    it("fails when the profile holds no credentials, whoever else has some", async () => {
      const failure = await failureOf(resolveChain("empty"));
      assert.equal(failure.evidence.code, "NO_CREDENTIALS");
      assert.match(failure.message, /"empty"/);
    });
  });

  it("says so when there are no credentials anywhere", async () => {
    const failure = await failureOf(resolveChain());
    assert.equal(failure.kind, "credentials");
    assert.equal(failure.evidence.code, "NO_CREDENTIALS");
    assert.equal(failure.toRecord().retryable, false);
  });

  it("sees a profile that was written after the first try", async () => {
    const source = credentialSource(chain("dev"));
    assert.equal((await failureOf(source.resolve(live))).evidence.code, "PROFILE_NOT_FOUND");
    home.write("credentials", "[dev]\naws_access_key_id=AKIDNEW\naws_secret_access_key=s\n");
    assert.equal(keysOf(await source.resolve(live)).credentials.accessKeyId, "AKIDNEW");
  });

  describe("with a credential_process", () => {
    const configure = (command: string) =>
      home.write("config", `[profile tool]\ncredential_process = ${command}\n`);

    it("runs it, once until five minutes before its credentials expire", async () => {
      let now = Date.now();
      const expiration = new Date(now + 3_600_000);
      configure(
        home.writeProcess("good", processOutput({ Expiration: expiration, AccountId: "12" })),
      );
      const source = credentialSource(chain("tool"), { clock: () => new Date(now) });
      const identity = keysOf(await source.resolve(live));
      assert.equal(identity.credentials.accessKeyId, "AKIDPROCESS");
      assert.equal(identity.accountId, "12");
      assert.deepEqual(identity.expiresAt, expiration);
      assert.equal(identity.source, 'profile "tool" (credential_process)');
      now = expiration.getTime() - 301_000;
      await source.resolve(live);
      assert.equal(home.processCalls, 1);
      now = expiration.getTime() - 299_000;
      await source.resolve(live);
      assert.equal(home.processCalls, 2);
    });

    it("does not wait for what the program has left in the background", async () => {
      const sleeper = home.write(
        "sleeper.js",
        `setTimeout(() => {}, 30_000);
         require("fs").writeFileSync(${JSON.stringify(path.join(home.folder, "pid"))}, String(process.pid));`,
      );
      const script = home.write(
        "agent.js",
        `require("child_process").spawn(process.execPath, [${JSON.stringify(sleeper)}], { stdio: "inherit" }).unref();
         console.log(${JSON.stringify(processOutput())});`,
      );
      configure(`"${process.execPath}" "${script}"`);
      const since = performance.now();
      const identity = keysOf(await credentialSource(chain("tool")).resolve(live));
      assert.equal(identity.credentials.accessKeyId, "AKIDPROCESS");
      assert.ok(performance.now() - since < 15_000, "long before the other one ends");
      const pid = await until("the other one runs", () => {
        const file = path.join(home.folder, "pid");
        return fs.existsSync(file) && fs.readFileSync(file, "utf8");
      });
      process.kill(Number(pid));
    });

    it("asks once for all who wait, and again when forced", async () => {
      configure(home.writeProcess("good", processOutput()));
      const source = credentialSource(chain("tool"));
      await Promise.all([source.resolve(live), source.resolve(live), source.resolve(live)]);
      assert.equal(home.processCalls, 1);
      await source.resolve(live);
      assert.equal(home.processCalls, 1);
      await source.resolve(live, { forceRefresh: true });
      assert.equal(home.processCalls, 2);
    });

    it("goes on with what it has when renewing ahead of time fails", async () => {
      let now = Date.now();
      const expiration = new Date(now + 3_600_000);
      configure(home.writeProcess("good", processOutput({ Expiration: expiration })));
      const source = credentialSource(chain("tool"), { clock: () => new Date(now) });
      const first = await source.resolve(live);
      configure(home.writeProcess("bad", "", 1));
      now = expiration.getTime() - 60_000;
      assert.equal(await source.resolve(live), first);
      const forced = await failureOf(source.resolve(live, { forceRefresh: true }));
      assert.equal(forced.evidence.code, "PROCESS_FAILED");
      now = expiration.getTime() + 1;
      assert.equal((await failureOf(source.resolve(live))).evidence.code, "PROCESS_FAILED");
    });

    it("says what it printed on failure, but never the command line or its output", async () => {
      configure(`${home.writeProcess("bad", "marked-output", 3)} --password marked-password`);
      const failure = await failureOf(resolveChain("tool"));
      assert.equal(failure.evidence.code, "PROCESS_FAILED");
      assert.match(failure.message, /the vault is locked/);
      assert.doesNotMatch(JSON.stringify([failure.toRecord(), failure.stack]), /marked/);
      assert.equal(failure.cause, undefined);
    });

    it("fails for output that is no credentials", async () => {
      const expired = processOutput({ Expiration: "2020-01-01T00:00:00Z" });
      for (const output of ["marked, no JSON", '{"Version":2}', expired]) {
        configure(home.writeProcess("odd", output));
        const failure = await failureOf(resolveChain("tool"));
        assert.equal(failure.evidence.code, "PROCESS_FAILED", output);
        assert.doesNotMatch(failure.message, /marked/);
      }
    });

    it("can be given up while it runs, and others still get its answer", async () => {
      const script = home.write(
        "slow.js",
        `setTimeout(() => console.log('${processOutput()}'), 1_500)`,
      );
      configure(`"${process.execPath}" "${script}"`);
      const source = credentialSource(chain("tool"));
      const controller = new AbortController();
      const reason = new Error("stopped");
      const given = source.resolve(controller.signal);
      const waiting = source.resolve(live);
      let isAnswered = false;
      void waiting.then(() => (isAnswered = true));
      setTimeout(() => controller.abort(reason), 30);
      await assert.rejects(given, (error) => error === reason);
      assert.ok(!isAnswered, "it does not wait for the answer");
      assert.equal(keysOf(await waiting).credentials.accessKeyId, "AKIDPROCESS");
    });
  });

  describe("with a credential_process that hangs", () => {
    /** A program that starts another, writes both ids, and never ends. */
    function configureHanging(): void {
      const ids = JSON.stringify(path.join(home.folder, "ids"));
      const sleeper = home.write("sleeper.js", "setInterval(() => {}, 1_000)");
      const script = home.write(
        "hangs.js",
        `const fs = require("fs");
         const child = require("child_process").spawn(process.execPath, [${JSON.stringify(sleeper)}]);
         fs.writeFileSync(${ids} + ".part", process.pid + " " + child.pid);
         fs.renameSync(${ids} + ".part", ${ids});
         setInterval(() => {}, 1_000);`,
      );
      home.write(
        "config",
        `[profile tool]
credential_process = "${process.execPath}" "${script}" --password marked
[profile through]
role_arn = arn:aws:iam::1:role/r
source_profile = tool
`,
      );
    }

    const running = () =>
      until("the program has started its own", () => {
        const file = path.join(home.folder, "ids");
        return fs.existsSync(file) && fs.readFileSync(file, "utf8").split(" ").map(Number);
      });
    const ended = async (ids: readonly number[]) => {
      for (const id of ids) await until(`process ${id} has ended`, () => !isAlive(id));
    };

    for (const profile of ["tool", "through"]) {
      it(`kills it and what it started when the last who waits leaves (${profile})`, async () => {
        configureHanging();
        const source = credentialSource(chain(profile), { region: "us-east-1" });
        const [first, second] = [new AbortController(), new AbortController()];
        const waits = [source.resolve(first.signal), source.resolve(second.signal)];
        const ids = await running();
        first.abort(new Error("stopped"));
        await assert.rejects(waits[0] ?? assert.fail(), /^Error: stopped$/);
        assert.ok(ids.every(isAlive), "the other still waits");
        second.abort(new Error("stopped too"));
        await assert.rejects(waits[1] ?? assert.fail(), /^Error: stopped too$/);
        await ended(ids);
      });
    }

    it("kills it at its limit, and says what to do", async () => {
      configureHanging();
      const failing = failureOf(
        credentialSource(chain("tool"), { processTimeoutMs: 4_000 }).resolve(live),
      );
      const ids = await running();
      const failure = await failing;
      assert.equal(failure.kind, "credentials");
      assert.equal(failure.evidence.code, "PROCESS_FAILED");
      assert.match(
        failure.message,
        /did not end within 4 s and was stopped\. Run it in a terminal/,
      );
      assert.doesNotMatch(JSON.stringify([failure.toRecord(), failure.stack]), /marked/);
      await ended(ids);
    });

    it("kills it when the window closes, even after its credentials were forgotten", async () => {
      configureHanging();
      const sender = new Sender();
      const target = { region: "us-east-1", identity: chain("tool") };
      const failing = failureOf(sender.sourceOf(target).resolve(live));
      const ids = await running();
      sender.forgetCredentials();
      sender.dispose();
      assert.equal((await failing).evidence.code, "PROCESS_FAILED");
      await ended(ids);
    });

    it("asks anew after it was given up", async () => {
      configureHanging();
      const source = credentialSource(chain("tool"));
      const controller = new AbortController();
      const given = source.resolve(controller.signal);
      const ids = await running();
      home.write(
        "config",
        `[profile tool]\ncredential_process = ${home.writeProcess("good", processOutput())}\n`,
      );
      controller.abort();
      await assert.rejects(given);
      assert.equal(keysOf(await source.resolve(live)).credentials.accessKeyId, "AKIDPROCESS");
      await ended(ids);
    });

    it("takes no endless output", async () => {
      const script = home.write(
        "endless.js",
        `const more = () => process.stdout.write("marked".repeat(10_000), more); more();`,
      );
      home.write(
        "config",
        `[profile tool]\ncredential_process = "${process.execPath}" "${script}"\n`,
      );
      const failure = await failureOf(resolveChain("tool"));
      assert.equal(failure.evidence.code, "PROCESS_FAILED");
      assert.match(failure.message, /more than 1 MiB/);
      assert.doesNotMatch(failure.message, /marked/);
    });
  });

  describe("with a role to assume", () => {
    const base = "[base]\naws_access_key_id=AKIDBASE\naws_secret_access_key=s\n";
    const role = "role_arn = arn:aws:iam::123456789012:role/path/Reader\nsource_profile = base\n";

    it("assumes it with the source profile's keys", async () => {
      let asked = "";
      process.env["AWS_ENDPOINT_URL_STS"] = await home.serve((request, response) => {
        request.on("data", (bytes) => (asked += String(bytes)));
        request.on("end", () => {
          assert.match(
            request.headers.authorization ?? "",
            /Credential=AKIDBASE\/\d+\/eu-west-3\/sts/,
          );
          response.setHeader("content-type", "text/xml");
          response.end(assumeRoleXml("AssumeRole", "ASIAROLE"));
        });
      });
      home.write("credentials", base);
      home.write("config", `[profile role]\n${role}region = eu-west-3\n`);
      const identity = await resolveChain("role");
      assert.equal(identity.credentials.accessKeyId, "ASIAROLE");
      assert.equal(identity.source, 'profile "role" (assumed role)');
      assert.match(asked, /RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fpath%2FReader/);
      assert.ok(identity.expiresAt);
    });

    it("names the role and the refusal", async () => {
      process.env["AWS_ENDPOINT_URL_STS"] = await home.serve((_, response) => {
        response.statusCode = 403;
        response.setHeader("content-type", "text/xml");
        response.end(
          "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not you</Message></Error></ErrorResponse>",
        );
      });
      home.write("credentials", base);
      home.write("config", `[profile role]\n${role}`);
      const failure = await failureOf(resolveChain("role"));
      assert.equal(failure.evidence.code, "ASSUME_ROLE_FAILED");
      assert.equal(failure.evidence.exception, "AccessDenied");
      assert.match(failure.message, /Reader: not you\.$/);
    });

    it("asks for an MFA code, or says that it needs one", async () => {
      let asked = "";
      process.env["AWS_ENDPOINT_URL_STS"] = await home.serve((request, response) => {
        request.on("data", (bytes) => (asked += String(bytes)));
        request.on("end", () => {
          response.setHeader("content-type", "text/xml");
          response.end(assumeRoleXml("AssumeRole", "ASIAMFA"));
        });
      });
      home.write("credentials", base);
      home.write("config", `[profile role]\n${role}mfa_serial = arn:aws:iam::1:mfa/me\n`);
      const failure = await failureOf(resolveChain("role"));
      assert.equal(failure.evidence.code, "MFA_REQUIRED");
      const askMfaCode = async (serial: string) => (serial.endsWith("me") ? "123456" : "");
      const source = credentialSource(chain("role"), { region: "us-east-1", askMfaCode });
      assert.equal(keysOf(await source.resolve(live)).credentials.accessKeyId, "ASIAMFA");
      assert.match(asked, /TokenCode=123456/);
    });

    it("assumes it by a web identity token", async () => {
      process.env["AWS_ENDPOINT_URL_STS"] = await home.serve((_, response) => {
        response.setHeader("content-type", "text/xml");
        response.end(assumeRoleXml("AssumeRoleWithWebIdentity", "ASIAWEB"));
      });
      const token = home.write("token", "jwt");
      home.write(
        "config",
        `[profile web]\nrole_arn = arn:aws:iam::1:role/r\nweb_identity_token_file = ${token}\n`,
      );
      const identity = await resolveChain("web");
      assert.equal(identity.credentials.accessKeyId, "ASIAWEB");
      assert.equal(identity.source, 'profile "web" (web identity)');
      fs.rmSync(token);
      assert.equal((await failureOf(resolveChain("web"))).evidence.code, "WEB_IDENTITY_FAILED");
    });
  });

  describe("with IAM Identity Center", () => {
    const config = `[sso-session corp]
sso_region = us-east-1
sso_start_url = https://corp.example/start
[profile dev]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Developer
region = eu-central-1
[profile through]
role_arn = arn:aws:iam::1:role/r
source_profile = dev
`;
    beforeEach(() => void home.write("config", config));

    it("uses the cached sign-in", async () => {
      let token: unknown;
      process.env["AWS_ENDPOINT_URL_SSO"] = await home.serve((request, response) => {
        token = request.headers["x-amz-sso_bearer_token"];
        response.setHeader("content-type", "application/json");
        response.end(
          JSON.stringify({
            roleCredentials: {
              accessKeyId: "ASIASSO",
              secretAccessKey: "s",
              sessionToken: "t",
              expiration: Date.now() + 3_600_000,
            },
          }),
        );
      });
      home.writeSignIn("corp", { accessToken: "sign-in", expiresAt: inAnHour() });
      const identity = await resolveChain("dev");
      assert.equal(identity.credentials.accessKeyId, "ASIASSO");
      assert.equal(identity.source, 'profile "dev" (IAM Identity Center)');
      assert.equal(token, "sign-in");
    });

    it("tells a missing and an expired sign-in, of a source profile too", async () => {
      for (const profile of ["dev", "through"]) {
        const missing = await failureOf(resolveChain(profile));
        assert.equal(missing.evidence.code, "SSO_EXPIRED");
        assert.match(missing.message, /Profile "dev" is not signed in/);
      }
      home.writeSignIn("corp", { accessToken: "marked", expiresAt: "2026-01-02T03:04:05Z" });
      const expired = await failureOf(resolveChain("dev"));
      assert.equal(expired.evidence.code, "SSO_EXPIRED");
      assert.match(expired.message, /expired at 2026-01-02T03:04:05\.000Z/);
      assert.doesNotMatch(JSON.stringify(expired.toRecord()), /marked/);
    });

    it("tells a refusal of the portal from an expired sign-in", async () => {
      process.env["AWS_ENDPOINT_URL_SSO"] = await home.serve((_, response) => {
        response.statusCode = 403;
        response.setHeader("content-type", "application/json");
        response.end('{"__type":"ForbiddenException","message":"No access"}');
      });
      home.writeSignIn("corp", { accessToken: "sign-in", expiresAt: inAnHour() });
      const failure = await failureOf(resolveChain("dev"));
      assert.equal(failure.evidence.code, "SSO_FAILED");
      assert.match(failure.message, /No access/);
    });
  });

  it("finds the container's role", async () => {
    const endpoint = await home.serve((request, response) => {
      assert.equal(request.headers.authorization, "task-token");
      response.end(
        JSON.stringify({
          AccessKeyId: "ASIATASK",
          SecretAccessKey: "s",
          Token: "t",
          Expiration: inAnHour(),
        }),
      );
    });
    process.env["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = `${endpoint}/role`;
    process.env["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "task-token";
    const identity = await resolveChain();
    assert.equal(identity.credentials.accessKeyId, "ASIATASK");
    assert.equal(identity.source, "role of this container");
  });

  it("finds the instance's role", async () => {
    delete process.env["AWS_EC2_METADATA_DISABLED"];
    process.env["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = await home.serve((request, response) => {
      if (request.method === "PUT") return void response.end("imds-token");
      if (request.url?.endsWith("/security-credentials/")) return void response.end("my-role");
      assert.equal(request.headers["x-aws-ec2-metadata-token"], "imds-token");
      response.end(
        JSON.stringify({
          Code: "Success",
          AccessKeyId: "ASIAIMDS",
          SecretAccessKey: "s",
          Token: "t",
          Expiration: inAnHour(),
        }),
      );
    });
    const identity = await resolveChain();
    assert.equal(identity.credentials.accessKeyId, "ASIAIMDS");
    assert.equal(identity.source, "role of this machine");
  });
});

describe("listProfiles", () => {
  let home: Home;
  beforeEach(() => (home = new Home()));
  afterEach(() => home.dispose());

  it("tells names, ways and regions, and nothing secret", async () => {
    home.write(
      "config",
      `[default]
region = us-east-1
[profile role]
role_arn = arn:aws:iam::123456789012:role/path/Reader
source_profile = keys
mfa_serial = arn:aws:iam::1:mfa/me
[profile tool]
credential_process = tool --password marked
region = eu-west-1
[profile web]
role_arn = arn:aws:iam::1:role/r
web_identity_token_file = /token
[profile sso]
sso_session = corp
sso_account_id = 210987654321
sso_role_name = Developer
[sso-session corp]
sso_region = us-east-1
sso_start_url = https://corp.example/start
[services local]
bedrock-runtime =
  endpoint_url = http://localhost:1
[profile console]
login_session = arn:aws:iam::1:user/me
`,
    );
    home.write("credentials", "[keys]\naws_access_key_id=markedid\naws_secret_access_key=marked\n");
    const profiles = await listProfiles();
    assert.doesNotMatch(JSON.stringify(profiles), /marked/);
    const facts = profiles.map(({ name, kind, region }) => [name, kind, region]);
    assert.deepEqual(facts, [
      ["console", "login", undefined],
      ["default", "none", "us-east-1"],
      ["keys", "static", undefined],
      ["role", "assumeRole", undefined],
      ["sso", "sso", undefined],
      ["tool", "process", "eu-west-1"],
      ["web", "webIdentity", undefined],
    ]);
    const role = profiles.find(({ name }) => name === "role");
    assert.equal(role?.accountId, "123456789012");
    assert.equal(role?.roleName, "Reader");
    assert.equal(role?.sourceProfile, "keys");
    assert.equal(role?.needsMfa, true);
    const sso = profiles.find(({ name }) => name === "sso");
    assert.equal(sso?.accountId, "210987654321");
    assert.equal(sso?.ssoStartUrl, "https://corp.example/start");
    assert.equal(sso && (await signInExpiry(sso)), undefined);
    home.writeSignIn("corp", { accessToken: "t", expiresAt: "2026-01-02T03:04:05Z" });
    assert.deepEqual(sso && (await signInExpiry(sso)), new Date("2026-01-02T03:04:05Z"));
    assert.equal(await profileRegion("tool"), "eu-west-1");
    assert.equal(await profileRegion(), "us-east-1");
    process.env["AWS_PROFILE"] = "tool";
    assert.equal(await profileRegion(), "eu-west-1");
    assert.equal(await profileRegion("keys"), undefined);
  });

  it("is empty without files", async () => {
    assert.deepEqual(await listProfiles(), []);
    assert.equal(await profileRegion(), undefined);
  });
});
