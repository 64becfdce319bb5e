import assert from "node:assert/strict";
import { Catalog } from "../../../src/client/catalog.js";
import { credentialSource } from "../../../src/client/credentials.js";
import { modelIdFacts } from "../../../src/editor/modelIdFacts.js";
import { parseModelId } from "../../../src/request/modelId.js";
import { startSandbox, type Sandbox } from "../../../src/sandbox/server.js";

describe("what is known of a model id", () => {
  let sandbox: Sandbox;
  let catalog: Catalog;
  before(async () => {
    sandbox = await startSandbox();
    const { endpoint, region, bearerToken: apiKey } = sandbox;
    const identity = { type: "apiKey", apiKey, source: "test" } as const;
    const credentials = credentialSource(identity);
    catalog = new Catalog({ target: { endpoint, region, identity }, credentials });
    await Promise.all(catalog.lists.map((list) => list.get(new AbortController().signal)));
  });
  after(() => sandbox.close());

  function factsOf(modelId: string, known: Catalog | undefined = catalog) {
    const parsed = parseModelId(modelId);
    assert.ok(!("problem" in parsed));
    const { name, facts, readAtMs } = modelIdFacts(modelId, parsed, known);
    const byLabel = Object.fromEntries(facts.map(({ label, value }) => [label, value]));
    return { name, isRead: readAtMs !== undefined, ...byLabel };
  }

  it("tells a foundation model that works on demand", () => {
    assert.deepEqual(factsOf("amazon.titan-text-express-v1"), {
      name: "Titan Text Express",
      isRead: true,
      Kind: "foundation model",
      Provider: "Amazon",
      Body: "Amazon Titan Text",
      Streams: "yes",
      "On demand": "yes",
      Status: "legacy",
    });
  });

  it("tells a foundation model that needs a profile", () => {
    const facts: Record<string, unknown> = factsOf("anthropic.claude-sonnet-4-5-20250929-v1:0");
    assert.equal(facts["On demand"], "no: use an inference profile of it");
  });

  it("tells where a cross-region profile routes", () => {
    assert.deepEqual(factsOf("us.anthropic.claude-sonnet-4-5-20250929-v1:0"), {
      name: "US Claude Sonnet 4.5",
      isRead: true,
      Kind: "cross-region inference profile",
      Model: "anthropic.claude-sonnet-4-5-20250929-v1:0",
      Provider: "Anthropic",
      Body: "Anthropic Claude (Messages)",
      "Routes to": "us-east-1, us-east-2, us-west-2",
      Streams: "yes",
      "On demand": "only through a profile like this",
    });
  });

  it("tells the model behind a profile, a throughput and a deployment of the account", () => {
    const arn = (rest: string) => `arn:aws:bedrock:us-east-1:111122223333:${rest}`;
    const model = (modelId: string) => (factsOf(modelId) as Record<string, unknown>)["Model"];
    const profile = arn("application-inference-profile/sandboxclaude");
    assert.equal(model(profile), "anthropic.claude-sonnet-4-20250514-v1:0");
    assert.equal(model(arn("provisioned-model/sandboxtitan")), "amazon.titan-text-express-v1");
    const deployment = arn("custom-model-deployment/sandboxllama");
    assert.equal(model(deployment), "meta.llama3-1-8b-instruct-v1:0");
  });

  it("says what the id alone tells when nothing has been read", () => {
    const parsed = parseModelId("eu.amazon.nova-lite-v1:0");
    assert.ok(!("problem" in parsed));
    assert.deepEqual(modelIdFacts("eu.amazon.nova-lite-v1:0", parsed, undefined), {
      name: "Nova Lite",
      facts: [
        { label: "Kind", value: "cross-region inference profile" },
        { label: "Provider", value: "amazon" },
        { label: "Body", value: "Amazon Nova" },
        { label: "Routes to", value: "regions of eu" },
        { label: "Streams", value: "yes" },
      ],
    });
  });
});
