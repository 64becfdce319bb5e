import assert from "node:assert/strict";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { Catalog } from "../../../src/client/catalog.js";
import { credentialSource } from "../../../src/client/credentials.js";
import type { CatalogAnswer } from "../../../src/client/catalogAnswer.js";
import { startSandbox, type Sandbox } from "../../../src/sandbox/server.js";

const never = new AbortController().signal;

describe("the catalog of the sandbox's account", () => {
  let sandbox: Sandbox;
  let catalog: Catalog;
  before(async () => {
    sandbox = await startSandbox();
    const { endpoint, region, accessKeyId, secretAccessKey } = sandbox;
    const identity = { type: "keys", accessKeyId, secretAccessKey, source: "test" } as const;
    const credentials = credentialSource(identity);
    catalog = new Catalog({ target: { endpoint, region, identity }, credentials });
  });
  after(() => sandbox.close());

  it("lists foundation models with what they take and give", async () => {
    const models = known(await catalog.foundationModels.get(never));
    const titan = models.find(({ modelId }) => modelId === "amazon.titan-text-express-v1");
    assert.deepEqual(titan, {
      modelId: "amazon.titan-text-express-v1",
      modelArn: "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-express-v1",
      modelName: "Titan Text Express",
      providerName: "Amazon",
      inputModalities: ["TEXT"],
      outputModalities: ["TEXT"],
      responseStreamingSupported: true,
      inferenceTypesSupported: ["ON_DEMAND"],
      status: "LEGACY",
    });
  });

  it("lists both kinds of inference profiles", async () => {
    const system = known(await catalog.systemProfiles.get(never));
    assert.ok(system.every(({ type }) => type === "SYSTEM_DEFINED"));
    const claude = system.find(({ inferenceProfileId }) => inferenceProfileId.includes("sonnet-4"));
    assert.match(claude?.modelArns[0] ?? "", /foundation-model\/anthropic\.claude-sonnet-4/);
    const own = known(await catalog.applicationProfiles.get(never));
    assert.deepEqual(
      own.map(({ inferenceProfileName, type }) => [inferenceProfileName, type]),
      [
        ["sandbox-claude", "APPLICATION"],
        ["sandbox-nova", "APPLICATION"],
      ],
    );
  });

  it("lists imported models, provisioned throughput and deployments", async () => {
    const [imported] = known(await catalog.importedModels.get(never));
    assert.equal(imported?.modelArchitecture, "llama");
    assert.equal(imported.instructSupported, true);
    const [provisioned] = known(await catalog.provisionedModels.get(never));
    assert.equal(provisioned?.status, "InService");
    assert.match(provisioned.foundationModelArn ?? "", /titan-text-express/);
    const [deployment] = known(await catalog.customModelDeployments.get(never));
    assert.equal(deployment?.customModelDeploymentName, "sandbox-llama");
    assert.equal(deployment.status, "Active");
  });

  it("resolves an application inference profile to the model behind it", async () => {
    const arn =
      "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/sandboxclaude";
    const profile = known(await catalog.inferenceProfile(arn).get(never));
    assert.match(profile?.modelArns[0] ?? "", /anthropic\.claude-sonnet-4-20250514/);
  });

  it("gets one foundation model, and says what the service says of an unknown one", async () => {
    const model = known(await catalog.foundationModel("amazon.nova-lite-v1:0").get(never));
    assert.equal(model?.modelName, "Nova Lite");
    const answer = await catalog.foundationModel("no.such-model").get(never);
    assert.equal(answer.type, "refused");
    assert.equal(answer.type === "refused" && answer.failure.kind, "notFound");
  });

  it("takes the refusal of a list for an answer", async () => {
    const { endpoint, region } = sandbox;
    const identity = { type: "apiKey", apiKey: "ABSKwrong", source: "test" } as const;
    const credentials = credentialSource(identity);
    const denied = new Catalog({ target: { endpoint, region, identity }, credentials });
    const answer = await denied.foundationModels.get(never);
    assert.equal(answer.type === "refused" && answer.failure.kind, "accessDenied");
  });
});

describe("a list of the catalog", () => {
  let server: http.Server;
  let asked: string[];
  let respond: (request: http.IncomingMessage, response: http.ServerResponse) => void;
  let nowMs: number;
  let catalog: Catalog;

  beforeEach(async () => {
    asked = [];
    nowMs = Date.parse("2026-11-01T00:00:00Z");
    server = http.createServer((request, response) => {
      asked.push(request.url ?? "");
      respond(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const identity = { type: "apiKey", apiKey: "ABSKtest", source: "test" } as const;
    catalog = new Catalog({
      target: { endpoint: `http://127.0.0.1:${port}/gateway`, region: "us-east-1", identity },
      credentials: credentialSource(identity),
      clock: () => new Date(nowMs),
    });
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const answerJson = (response: http.ServerResponse, json: unknown, status = 200) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(json));
  };
  const profile = (id: string) => ({ inferenceProfileId: id, inferenceProfileArn: `arn:${id}` });

  it("is read page by page to its end, below the base path of a gateway", async () => {
    respond = (request, response) => {
      const token = new URL(request.url ?? "", "http://x").searchParams.get("nextToken");
      const page = token === null ? 0 : Number(token.split("/")[1]);
      const nextToken = page < 2 ? { nextToken: `=+/${page + 1}` } : {};
      answerJson(response, { inferenceProfileSummaries: [profile(`p${page}`)], ...nextToken });
    };
    const profiles = known(await catalog.systemProfiles.get(never));
    assert.deepEqual(
      profiles.map(({ inferenceProfileId }) => inferenceProfileId),
      ["p0", "p1", "p2"],
    );
    assert.deepEqual(asked, [
      "/gateway/inference-profiles?type=SYSTEM_DEFINED&maxResults=1000",
      "/gateway/inference-profiles?type=SYSTEM_DEFINED&maxResults=1000&nextToken=%3D%2B%2F1",
      "/gateway/inference-profiles?type=SYSTEM_DEFINED&maxResults=1000&nextToken=%3D%2B%2F2",
    ]);
  });

  it("leaves out items without an identity and members of a wrong type", async () => {
    respond = (_, response) =>
      answerJson(response, {
        modelSummaries: [null, {}, { modelId: "a.b", modelName: 5, inputModalities: "TEXT" }],
      });
    assert.deepEqual(known(await catalog.foundationModels.get(never)), [
      {
        modelId: "a.b",
        modelArn: "",
        inputModalities: [],
        outputModalities: [],
        inferenceTypesSupported: [],
      },
    ]);
  });

  it("is kept for 15 minutes, a refusal for 30 seconds, and asked anew on refresh", async () => {
    let status = 200;
    respond = (_, response) => answerJson(response, { modelSummaries: [], message: "no" }, status);
    await catalog.foundationModels.get(never);
    nowMs += 14 * 60_000;
    await catalog.foundationModels.get(never);
    assert.equal(asked.length, 1);
    nowMs += 2 * 60_000;
    status = 403;
    assert.equal((await catalog.foundationModels.get(never)).type, "refused");
    nowMs += 29_000;
    await catalog.foundationModels.get(never);
    assert.equal(asked.length, 2);
    status = 200;
    assert.equal((await catalog.foundationModels.refresh(never)).type, "known");
    assert.equal(asked.length, 3);
  });

  it("is asked for once however many wait, and one who leaves does not stop it", async () => {
    let finish: (() => void) | undefined;
    const arrived = new Promise<void>((resolve) => {
      respond = (_, response) => {
        finish = () => answerJson(response, { modelSummaries: [{ modelId: "a.b" }] });
        resolve();
      };
    });
    const leaving = new AbortController();
    const first = catalog.foundationModels.get(leaving.signal);
    const second = catalog.foundationModels.get(never);
    await arrived;
    leaving.abort(new Error("left"));
    await assert.rejects(first, /left/);
    finish?.();
    assert.equal(known(await second).length, 1);
    assert.equal(asked.length, 1);
  });

  it("closes the connection when the last one who waits has left", async () => {
    const closed = new Promise<void>((resolve) => {
      respond = (request) => request.on("close", resolve);
    });
    const leaving = new AbortController();
    const waiting = catalog.foundationModels.get(leaving.signal);
    await new Promise((resolve) => server.once("request", resolve));
    leaving.abort(new Error("left"));
    await assert.rejects(waiting, /left/);
    await closed;
    assert.equal(catalog.foundationModels.latest, undefined);
  });

  it("says what a page that is no JSON is", async () => {
    respond = (_, response) => response.end("<html>portal</html>");
    const answer = await catalog.foundationModels.get(never);
    assert.equal(answer.type === "refused" && answer.failure.kind, "unexpectedAnswer");
  });
});

function known<T>(answer: CatalogAnswer<T>): T {
  if (answer.type === "known") return answer.value;
  throw answer.failure;
}
