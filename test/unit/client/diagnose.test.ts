import assert from "node:assert/strict";
import { once } from "node:events";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { credentialSource } from "../../../src/client/credentials.js";
import { diagnose, type DiagnoseOptions } from "../../../src/client/diagnose.js";
import {
  diagnosisSteps,
  reportText,
  verdictOfSteps,
  type StepId,
  type StepResult,
} from "../../../src/client/diagnoseReport.js";
import { Failure } from "../../../src/failure.js";
import type { Identity, Target } from "../../../src/client/target.js";
import { startSandbox, type Sandbox } from "../../../src/sandbox/server.js";
import { createAuthority } from "../../support/certificate.js";
import { startSts, type StsServer } from "../../support/stsServer.js";
import { startTlsFront } from "../../support/tlsFront.js";

const claude = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
/** Marked, so that a search finds them in what was written. */
const keys = {
  type: "keys",
  accessKeyId: "AKIAMARKEDKEYID00000",
  secretAccessKey: "marked/secret+access/key",
  source: "the test",
} as const;

describe("a diagnosis", () => {
  let sandbox: Sandbox;
  let sts: StsServer;
  const servers: { close(): Promise<void> }[] = [];
  before(async () => {
    const { accessKeyId, secretAccessKey } = keys;
    sandbox = await startSandbox({ paceMs: 0, accessKeyId, secretAccessKey });
    sts = await startSts();
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  after(async () => {
    await sandbox.close();
    await sts.close();
  });

  interface Choices extends Partial<DiagnoseOptions> {
    readonly target?: Partial<Target>;
    readonly prompt?: string;
  }

  function optionsFor({ target: more, prompt = "Hi", ...rest }: Choices): DiagnoseOptions {
    const identity: Identity = keys;
    const { endpoint, region } = sandbox;
    const target: Target = { endpoint, region, identity, ...more };
    const messages = [{ role: "user", content: prompt }];
    const body = { anthropic_version: "bedrock-2023-05-31", max_tokens: 1, messages };
    return {
      modelId: claude,
      resolveTarget: async () => ({ target, regionSource: "setting", identityLabel: "test keys" }),
      credentialsOf: ({ identity: who }) => credentialSource(who),
      profiles: async () => [],
      signInExpiry: async () => undefined,
      smallestBody: () => JSON.stringify(body),
      mayStream: async () => true,
      remedyOf: ({ kind }) => `mend ${kind}`,
      environment: {},
      connectTimeoutMs: 2_000,
      ...rest,
    };
  }

  async function walk(choices: Choices = {}): Promise<StepResult[]> {
    const steps: StepResult[] = [];
    let begun: StepId | undefined;
    for await (const event of diagnose(optionsFor(choices), new AbortController().signal)) {
      if (event.type === "begin") begun = event.id;
      else {
        assert.equal(event.step.id, begun, "each step begins before it ends");
        steps.push(event.step);
      }
    }
    const text = reportText({ modelId: claude, surroundings: [], startedAt: "", steps });
    for (const secret of [keys.accessKeyId, keys.secretAccessKey, "marked"]) {
      assert.ok(!(JSON.stringify(steps) + text).includes(secret), `${secret} is in the report`);
    }
    return steps;
  }

  const statusOf = (steps: readonly StepResult[], id: StepId) =>
    steps.find((step) => step.id === id)?.status;

  function assertBreaksAt(steps: readonly StepResult[], id: StepId): StepResult {
    const last = steps.at(-1);
    assert.ok(last);
    assert.deepEqual([last.id, last.status], [id, "broken"], JSON.stringify(last));
    assert.ok((last.remedy ?? "").length > 0, "without a remedy");
    const expected = diagnosisSteps().slice(
      0,
      diagnosisSteps().findIndex((step) => step.id === id) + 1,
    );
    assert.deepEqual(
      steps.map((step) => step.id),
      expected.map((step) => step.id),
    );
    assert.equal(verdictOfSteps(steps), "broken");
    return last;
  }

  /** An endpoint that answers each path with a status and a body. */
  async function serve(
    answer: (
      path: string,
      headers: http.IncomingHttpHeaders,
    ) => { status: number; headers?: object; body?: string },
  ): Promise<string> {
    const server = http.createServer((request, response) => {
      const { status, headers = {}, body = "" } = answer(request.url ?? "", request.headers);
      response.writeHead(status, { ...headers }).end(body);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    servers.push({
      close: async () => {
        server.closeAllConnections();
        server.close();
        await once(server, "close");
      },
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it("takes every step where all is well, and proves that the model streams", async () => {
    const steps = await walk();
    assert.deepEqual(
      steps.map(({ id, status }) => `${id} ${status}`),
      [
        "destination ok",
        "name skipped",
        "proxy ok",
        "tls skipped",
        "clock ok",
        "credentials ok",
        "region ok",
        "list ok",
        "stream ok",
      ],
    );
    assert.equal(verdictOfSteps(steps), "working");
  });

  it("sends no credentials before it knows who listens", async () => {
    const signed: boolean[] = [];
    const endpoint = await serve((_path, headers) => {
      signed.push(headers.authorization !== undefined);
      return { status: 404 };
    });
    await walk({ target: { endpoint } });
    assert.deepEqual(signed, [false, true, true]);
  });

  it("sends no prompt without a yes", async () => {
    const before = sandbox.requests.length;
    const steps = await walk({ mayStream: async () => false });
    assert.equal(statusOf(steps, "stream"), "skipped");
    assert.equal(verdictOfSteps(steps), "unproven");
    const asked = sandbox.requests.slice(before).map(({ method }) => method);
    assert.ok(!asked.includes("POST"));
  });

  it("breaks at the destination when no region is chosen", async () => {
    const resolveTarget = () =>
      Promise.reject(
        new Failure("configuration", "No AWS Region is chosen.", { code: "NO_REGION" }),
      );
    const last = assertBreaksAt(await walk({ resolveTarget }), "destination");
    assert.equal(last.failure?.code, "NO_REGION");
    assert.equal(last.remedy, "mend configuration");
  });

  it("breaks at a name that nobody knows", async () => {
    const steps = await walk({ target: { endpoint: "http://bedrock.invalid" } });
    assert.equal(assertBreaksAt(steps, "name").failure?.kind, "connection");
  });

  it("breaks at a port where nobody listens", async () => {
    const closed = await startSandbox({});
    await closed.close();
    const steps = await walk({ target: { endpoint: closed.endpoint } });
    assert.equal(assertBreaksAt(steps, "proxy").failure?.code, "ECONNREFUSED");
  });

  it("breaks at a certificate of an unknown issuer, and names it", async () => {
    const authority = createAuthority("Stranger CA", "Stranger Corp");
    const plain = Number(new URL(sandbox.endpoint).port);
    const front = await startTlsFront(plain, authority.issue(["localhost"]));
    servers.push(front);
    const endpoint = `https://localhost:${front.port}`;
    const steps = await walk({ target: { endpoint } });
    const last = assertBreaksAt(steps, "tls");
    assert.match(last.summary, /issued by "Stranger CA" \(Stranger Corp\)/);
    assert.deepEqual(last.facts, [{ name: "Issuer", value: '"Stranger CA" (Stranger Corp)' }]);

    const lax = await walk({ target: { endpoint, verifyCertificate: false } });
    assert.equal(statusOf(lax, "tls"), "warning");
  });

  it("breaks at a clock that is off by more than a signature may be", async () => {
    const ahead = new Date(Date.now() + 11 * 60_000);
    const last = assertBreaksAt(await walk({ clock: () => ahead }), "clock");
    assert.match(last.summary, /11 min(?: 1 s)? ahead/);
  });

  it("warns of a clock that is off by less", async () => {
    const behind = new Date(Date.now() - 3 * 60_000);
    assert.equal(statusOf(await walk({ clock: () => behind }), "clock"), "warning");
  });

  it("breaks at credentials that are not there", async () => {
    const failure = new Failure("credentials", "Not signed in.", { code: "SSO_EXPIRED" });
    const credentialsOf = () => ({ resolve: () => Promise.reject(failure) });
    const last = assertBreaksAt(await walk({ credentialsOf }), "credentials");
    assert.equal(last.failure?.code, "SSO_EXPIRED");
  });

  it("asks STS for account and role, signed for STS", async () => {
    const steps = await walk({ environment: { AWS_ENDPOINT_URL_STS: sts.url } });
    const { facts = [] } = steps.find(({ id }) => id === "credentials") ?? {};
    const values = new Map(facts.map(({ name, value }) => [name, value]));
    assert.equal(values.get("Account"), "111122223333");
    assert.match(values.get("Identity") ?? "", /assumed-role\/Developer/);
    assert.match(sts.calls.at(-1)?.authorization ?? "", /\/us-east-1\/sts\/aws4_request/);
  });

  it("does not ask STS behind somebody's own endpoint", async () => {
    const before = sts.calls.length;
    const { facts = [] } = (await walk()).find(({ id }) => id === "credentials") ?? {};
    assert.equal(sts.calls.length, before);
    assert.ok(!facts.some(({ name }) => name === "Account"));
  });

  it("breaks at keys that STS does not know", async () => {
    const refusing = await startSts({ refusal: "InvalidClientTokenId" });
    servers.push(refusing);
    const steps = await walk({ environment: { AWS_ENDPOINT_URL_STS: refusing.url } });
    assert.equal(assertBreaksAt(steps, "credentials").failure?.exception, "InvalidClientTokenId");
  });

  it("goes on when STS cannot be reached", async () => {
    const closed = await startSts();
    await closed.close();
    const steps = await walk({ environment: { AWS_ENDPOINT_URL_STS: closed.url } });
    assert.equal(statusOf(steps, "credentials"), "warning");
    assert.equal(verdictOfSteps(steps), "working");
  });

  it("tells expiry, role and sign-in of an SSO profile", async () => {
    const now = new Date("2026-01-02T03:00:00Z");
    const headers = { date: now.toUTCString() };
    const endpoint = await serve(() => ({ status: 404, headers }));
    const steps = await walk({
      target: { identity: { type: "chain", profile: "dev" }, endpoint },
      clock: () => now,
      profiles: async () => [{ name: "dev", kind: "sso", roleName: "Reader", needsMfa: false }],
      signInExpiry: async () => new Date("2026-01-02T11:00:00Z"),
      credentialsOf: () => ({
        resolve: async () => ({
          type: "keys",
          credentials: { ...keys, sessionToken: "marked-token" },
          expiresAt: new Date("2026-01-02T03:55:00Z"),
          accountId: "111122223333",
          source: 'profile "dev" (IAM Identity Center)',
        }),
      }),
    });
    assert.deepEqual(steps.find(({ id }) => id === "credentials")?.facts, [
      { name: "Role", value: "Reader" },
      { name: "Sign-in", value: "2026-01-02T11:00:00.000Z (in 8 h)" },
      { name: "Account", value: "111122223333" },
      { name: "Keys", value: "temporary" },
      { name: "Expire", value: "2026-01-02T03:55:00.000Z (in 55 min)" },
    ]);
  });

  it("tells the kind of an API key and nothing else of it", async () => {
    const apiKey = "ABSKmarked-api-key";
    const steps = await walk({
      target: { identity: { type: "apiKey", apiKey, source: "Bedrock API key" } },
    });
    assert.deepEqual(steps.find(({ id }) => id === "credentials")?.facts, [
      { name: "API key", value: "long-term" },
    ]);
  });

  it("breaks at keys that Bedrock does not know", async () => {
    const identity: Identity = { ...keys, secretAccessKey: "marked/another" };
    const last = assertBreaksAt(await walk({ target: { identity } }), "list");
    assert.equal(last.failure?.kind, "credentials");
  });

  it("warns of a profile of another geography", async () => {
    const steps = await walk({ modelId: "eu.anthropic.claude-haiku-4-5-20251001-v1:0" });
    const region = steps.find(({ id }) => id === "region");
    assert.equal(region?.status, "warning");
    assert.match(region.summary, /"eu\." are not offered in us-east-1/);
  });

  it("goes on when listing is denied, for streaming is another right", async () => {
    const answers = await serve((path) =>
      path === "/foundation-models"
        ? {
            status: 403,
            headers: { "x-amzn-errortype": "AccessDeniedException" },
            body: '{"message":"not authorized to perform: bedrock:ListFoundationModels"}',
          }
        : { status: 404 },
    );
    const steps = await walk({ target: { endpoint: answers } });
    assert.equal(statusOf(steps, "list"), "warning");
    assert.equal(steps.at(-1)?.id, "stream");
  });

  it("warns of a model that the region does not have", async () => {
    const steps = await walk({
      modelId: "anthropic.claude-nowhere-v9:0",
      mayStream: async () => false,
    });
    assert.equal(statusOf(steps, "list"), "warning");
  });

  it("breaks at a stream that is denied", async () => {
    const last = assertBreaksAt(
      await walk({ prompt: "sandbox: AccessDeniedException\nx" }),
      "stream",
    );
    assert.equal(last.failure?.exception, "AccessDeniedException");
    assert.equal(last.failure.rawText, undefined, "raw answers stay out of reports");
  });

  it("breaks at an exception inside the stream before any text", async () => {
    const prompt = "sandbox: internalServerException after 0\nx";
    const last = assertBreaksAt(await walk({ prompt }), "stream");
    assert.equal(last.failure?.exception, "InternalServerException");
  });

  it("takes throttling for the right to stream", async () => {
    const steps = await walk({ prompt: "sandbox: ThrottlingException\nx" });
    assert.equal(statusOf(steps, "stream"), "warning");
    assert.equal(verdictOfSteps(steps), "unproven");
  });

  it("renews credentials once that have just expired", async () => {
    const refreshes: boolean[] = [];
    const source = credentialSource(keys);
    const steps = await walk({
      prompt: "sandbox: ExpiredTokenException once\nx",
      credentialsOf: () => ({
        resolve: (signal, how) => {
          refreshes.push(how?.forceRefresh ?? false);
          return source.resolve(signal);
        },
      }),
    });
    assert.equal(statusOf(steps, "stream"), "ok");
    assert.deepEqual(refreshes.slice(-2), [false, true]);
  });

  it("ends at once when it is stopped, with the signal's reason", async () => {
    const controller = new AbortController();
    const reason = new Error("stopped by the test");
    const silent = http.createServer(() => controller.abort(reason));
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
    const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const options = optionsFor({ target: { endpoint } });
    const drain = async () => {
      for await (const event of diagnose(options, controller.signal)) void event;
    };
    await assert.rejects(drain(), (error) => error === reason);
    silent.closeAllConnections();
    silent.close();
    await once(silent, "close");
  });
});
