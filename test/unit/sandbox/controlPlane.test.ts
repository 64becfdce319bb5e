import assert from "node:assert/strict";
import { baseModelId } from "../../../src/models/baseModelId.js";
import { families } from "../../../src/models/families.js";
import { answerControlPlane } from "../../../src/sandbox/controlPlane.js";
import { startSandbox } from "../../../src/sandbox/server.js";
import { isRefusal } from "../../../src/sandbox/refusal.js";
import { resolveModel } from "../../../src/sandbox/resolveModel.js";
import { errorOf, rawRequest } from "./rawRequest.js";

type Item = Record<string, unknown>;

function get(path: string, query = ""): Record<string, Item[]> & Record<string, unknown> {
  const reply = answerControlPlane(path, new URLSearchParams(query), "us-east-1");
  assert.equal(reply?.type, "json");
  return reply.json as Record<string, Item[]>;
}

function statusOf(path: string, query = ""): number | undefined {
  const reply = answerControlPlane(path, new URLSearchParams(query), "us-east-1");
  return reply?.type === "refusal" ? reply.refusal.status : undefined;
}

describe("sandbox control plane", () => {
  it("lists every model of the families once", () => {
    const ids = (get("/foundation-models")["modelSummaries"] ?? []).map(
      (model) => model["modelId"],
    );
    assert.equal(new Set(ids).size, ids.length);
    for (const { modelId } of families.flatMap((family) => family.models)) {
      assert.ok(ids.includes(baseModelId(modelId)), modelId);
    }
  });

  it("filters models as asked", () => {
    const by = (query: string): Item[] => get("/foundation-models", query)["modelSummaries"] ?? [];
    assert.ok(by("byProvider=Amazon").length > 0);
    assert.ok(by("byProvider=amazon").every((model) => model["providerName"] === "Amazon"));
    assert.deepEqual(by("byOutputModality=IMAGE"), []);
    assert.ok(by("byInferenceType=ON_DEMAND").length < by("").length);
  });

  it("lists only ids that its runtime takes", () => {
    const onDemand = get("/foundation-models", "byInferenceType=ON_DEMAND")["modelSummaries"] ?? [];
    const profiles = ["SYSTEM_DEFINED", "APPLICATION"].flatMap(
      (type) => get("/inference-profiles", `type=${type}`)["inferenceProfileSummaries"] ?? [],
    );
    const ids = [
      ...onDemand.flatMap((model) => [model["modelId"], model["modelArn"]]),
      ...profiles.map((profile) => profile["inferenceProfileArn"]),
    ];
    for (const id of ids) {
      assert.ok(!isRefusal(resolveModel(String(id), "us-east-1", "{}")), String(id));
    }
  });

  it("pages through profiles without losing or repeating one", () => {
    const all = get("/inference-profiles")["inferenceProfileSummaries"] ?? [];
    const seen: Item[] = [];
    let token: unknown;
    do {
      const query = token === undefined ? "" : `&nextToken=${String(token)}`;
      const page = get("/inference-profiles", `maxResults=4${query}`);
      const items = page["inferenceProfileSummaries"] ?? [];
      assert.ok(items.length <= 4);
      seen.push(...items);
      token = page["nextToken"];
    } while (token !== undefined);
    assert.ok(all.length > 8);
    assert.deepEqual(seen, all);
  });

  it("refuses filters that are not in the service's enumerations", () => {
    for (const query of ["byOutputModality=SOUND", "byInferenceType=x", "byCustomizationType=x"]) {
      assert.equal(statusOf("/foundation-models", query), 400, query);
    }
  });

  it("gets models and profiles that its runtime answers for, listed or not", () => {
    const haiku = "anthropic.claude-3-haiku-20240307-v1:0";
    const arn = `arn:aws:bedrock:us-east-1::foundation-model/${haiku}`;
    for (const id of [haiku, arn]) {
      const model = get(`/foundation-models/${encodeURIComponent(id)}`)["modelDetails"];
      assert.deepEqual(
        [model?.["modelId" as never], model?.["responseStreamingSupported" as never]],
        [haiku, true],
      );
    }
    const profileArn = `arn:aws:bedrock:us-east-1:111122223333:inference-profile/eu.${haiku}`;
    for (const id of [`eu.${haiku}`, profileArn]) {
      const profile = get(`/inference-profiles/${encodeURIComponent(id)}`);
      assert.equal(profile["inferenceProfileId"], `eu.${haiku}`);
      assert.match(
        JSON.stringify(profile["models"]),
        /foundation-model\/anthropic\.claude-3-haiku/,
      );
    }
    assert.equal(get(`/foundation-model-availability/${haiku}`)["modelId"], haiku);
    assert.equal(statusOf(`/inference-profiles/${haiku}`), 404);
    assert.equal(statusOf(`/foundation-models/us.${haiku}`), 404);
  });

  it("refuses wrong page sizes, tokens and types", () => {
    for (const query of ["maxResults=0", "maxResults=x", "nextToken=eHg", "type=OTHER"]) {
      assert.equal(statusOf("/inference-profiles", query), 400, query);
    }
  });

  it("gets each thing that it lists", () => {
    const gets: readonly [string, string, string, string][] = [
      ["/foundation-models", "modelSummaries", "/foundation-models/", "modelArn"],
      [
        "/inference-profiles",
        "inferenceProfileSummaries",
        "/inference-profiles/",
        "inferenceProfileArn",
      ],
      ["/imported-models", "modelSummaries", "/imported-models/", "modelArn"],
      [
        "/provisioned-model-throughputs",
        "provisionedModelSummaries",
        "/provisioned-model-throughput/",
        "provisionedModelArn",
      ],
      [
        "/model-customization/custom-model-deployments",
        "modelDeploymentSummaries",
        "/model-customization/custom-model-deployments/",
        "customModelDeploymentArn",
      ],
      ["/foundation-models", "modelSummaries", "/foundation-model-availability/", "modelId"],
    ];
    for (const [list, key, prefix, id] of gets) {
      const items = get(list)[key] ?? [];
      assert.ok(items.length > 0, list);
      for (const item of items) get(prefix + encodeURIComponent(String(item[id])));
      assert.equal(statusOf(`${prefix}no-such-thing`), 404);
    }
  });

  it("maps an application profile to its model", () => {
    const profile = get("/inference-profiles/sandboxclaude");
    assert.deepEqual(profile["models"], [
      {
        modelArn:
          "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-sonnet-4-20250514-v1:0",
      },
    ]);
  });

  it("wants to know who asks", async () => {
    const sandbox = await startSandbox();
    try {
      const answer = await rawRequest(sandbox, {
        path: "/foundation-models",
        headers: { authorization: "" },
      });
      assert.deepEqual(
        [answer.status, errorOf(answer).type],
        [403, "MissingAuthenticationTokenException"],
      );
      assert.equal((await rawRequest(sandbox, { path: "/foundation-models" })).status, 200);
      assert.equal((await rawRequest(sandbox, { path: "/guardrails" })).status, 404);
    } finally {
      await sandbox.close();
    }
  });
});
