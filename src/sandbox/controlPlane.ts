import type { Json, JsonObject } from "../request/json.js";
import { accountArn, accountModel, accountModels, type AccountModel } from "./account.js";
import { inferenceProfile, inferenceProfiles, modelSummaries, modelSummary } from "./catalog.js";
import type { Refusal } from "./refusal.js";
import { notOneOf, validationException } from "./refusal.js";

/** What a control-plane call answers. */
export type Reply =
  | { readonly type: "json"; readonly json: Json }
  | { readonly type: "refusal"; readonly refusal: Refusal };

type Lookup = (id: string, region: string) => JsonObject | undefined;
type List = (query: URLSearchParams, region: string) => Reply;

/** Paths of the List calls. */
const lists: Readonly<Record<string, List>> = {
  "/foundation-models": listFoundationModels,
  "/inference-profiles": listInferenceProfiles,
  "/imported-models": (query, region) =>
    paged(query, "modelSummaries", owned("imported-model", region, importedModel)),
  "/provisioned-model-throughputs": (query, region) =>
    paged(query, "provisionedModelSummaries", owned("provisioned-model", region, provisioned)),
  "/model-customization/custom-model-deployments": (query, region) =>
    paged(query, "modelDeploymentSummaries", owned("custom-model-deployment", region, deployment)),
};

/** Paths of the Get calls; what follows them is an id or ARN. */
const lookups: Readonly<Record<string, Lookup>> = {
  "/foundation-models/": (id, region) => {
    const modelDetails = modelSummary(region, id.replace(/^arn:.*:foundation-model\//, ""));
    return modelDetails && { modelDetails };
  },
  "/inference-profiles/": (id, region) => inferenceProfile(region, id),
  "/imported-models/": (id, region) => ownedBy(id, "imported-model", region, importedModel),
  "/provisioned-model-throughput/": (id, region) =>
    ownedBy(id, "provisioned-model", region, provisioned),
  "/model-customization/custom-model-deployments/": (id, region) =>
    ownedBy(id, "custom-model-deployment", region, deployment),
  "/foundation-model-availability/": (id, region) =>
    modelSummary(region, id)
      ? {
          modelId: id,
          agreementAvailability: { status: "AVAILABLE" },
          authorizationStatus: "AUTHORIZED",
          entitlementAvailability: "AVAILABLE",
          regionAvailability: "AVAILABLE",
        }
      : undefined,
};

/** Answers a GET of the control plane; undefined when the path is none of its. */
export function answerControlPlane(
  path: string,
  query: URLSearchParams,
  region: string,
): Reply | undefined {
  const list = Object.hasOwn(lists, path) ? lists[path] : undefined;
  if (list) return list(query, region);
  for (const [prefix, lookup] of Object.entries(lookups)) {
    // An id is one segment, so a longer path is another operation.
    if (!path.startsWith(prefix) || path.indexOf("/", prefix.length) >= 0) continue;
    const json = lookup(decodeSegment(path.slice(prefix.length)), region);
    return json ? { type: "json", json } : { type: "refusal", refusal: notFound };
  }
  return undefined;
}

const notFound: Refusal = {
  name: "ResourceNotFoundException",
  status: 404,
  message: "The requested resource was not found.",
  from: "bedrock",
};

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Values that the filters of ListFoundationModels know, as in the service model. */
const filterValues: Readonly<Record<string, readonly string[]>> = {
  byCustomizationType: ["FINE_TUNING", "CONTINUED_PRE_TRAINING", "DISTILLATION"],
  byOutputModality: ["TEXT", "IMAGE", "EMBEDDING"],
  byInferenceType: ["ON_DEMAND", "PROVISIONED"],
};

/** The only list without pages. */
function listFoundationModels(query: URLSearchParams, region: string): Reply {
  for (const [parameter, allowed] of Object.entries(filterValues)) {
    const value = query.get(parameter);
    if (value === null || allowed.includes(value)) continue;
    return refused(notOneOf(value, parameter, allowed));
  }
  const filters: readonly (readonly [parameter: string, key: string])[] = [
    ["byProvider", "providerName"],
    ["byOutputModality", "outputModalities"],
    ["byInferenceType", "inferenceTypesSupported"],
    ["byCustomizationType", "customizationsSupported"],
  ];
  const summaries = modelSummaries(region).filter((model) =>
    filters.every(([parameter, key]) => {
      const wanted = query.get(parameter)?.toLowerCase();
      if (wanted === undefined) return true;
      return [model[key]].flat().some((value) => String(value).toLowerCase() === wanted);
    }),
  );
  return { type: "json", json: { modelSummaries: summaries } };
}

function listInferenceProfiles(query: URLSearchParams, region: string): Reply {
  const type = query.get("type") ?? "SYSTEM_DEFINED";
  if (type !== "SYSTEM_DEFINED" && type !== "APPLICATION") {
    return refused(notOneOf(type, "typeEquals", ["SYSTEM_DEFINED", "APPLICATION"]));
  }
  return paged(query, "inferenceProfileSummaries", inferenceProfiles(region, type));
}

/** Items on a page when the caller names no number. */
const PAGE = 100;

function paged(query: URLSearchParams, key: string, items: readonly JsonObject[]): Reply {
  const wanted = query.get("maxResults");
  const size = wanted === null ? PAGE : Number(wanted);
  if (!Number.isInteger(size) || size < 1 || size > 1000) {
    return refused(
      `1 validation error detected: Value '${wanted}' at 'maxResults' failed to satisfy constraint: ` +
        "Member must have value between 1 and 1000",
    );
  }
  const token = query.get("nextToken");
  const start = token === null ? 0 : Number(Buffer.from(token, "base64url").toString("latin1"));
  if (!Number.isInteger(start) || start < 0 || start > items.length) {
    return refused("The provided next token is invalid.");
  }
  const end = start + size;
  const nextToken = Buffer.from(String(end)).toString("base64url");
  return {
    type: "json",
    json: { [key]: items.slice(start, end), ...(end < items.length ? { nextToken } : {}) },
  };
}

function refused(message: string): Reply {
  return { type: "refusal", refusal: validationException(message) };
}

type Describe = (model: AccountModel, region: string) => JsonObject;

function owned(type: AccountModel["type"], region: string, describe: Describe): JsonObject[] {
  return accountModels
    .filter((model) => model.type === type)
    .map((model) => describe(model, region));
}

function ownedBy(
  id: string,
  type: AccountModel["type"],
  region: string,
  describe: Describe,
): JsonObject | undefined {
  const model = accountModel(id) ?? accountModels.find(({ name }) => name === id);
  return model?.type === type ? describe(model, region) : undefined;
}

const SINCE = "2026-01-01T00:00:00Z";

const importedModel: Describe = ({ type, id, name, base }, region) => ({
  modelArn: accountArn(region, type, id),
  modelName: name,
  creationTime: SINCE,
  instructSupported: true,
  modelArchitecture: base,
});

const provisioned: Describe = ({ type, id, name, base }, region) => {
  const model = `arn:aws:bedrock:${region}::foundation-model/${base}`;
  return {
    provisionedModelName: name,
    provisionedModelArn: accountArn(region, type, id),
    modelArn: model,
    desiredModelArn: model,
    foundationModelArn: model,
    modelUnits: 1,
    desiredModelUnits: 1,
    status: "InService",
    creationTime: SINCE,
    lastModifiedTime: SINCE,
  };
};

const deployment: Describe = ({ type, id, name, base }, region) => ({
  customModelDeploymentArn: accountArn(region, type, id),
  customModelDeploymentName: name,
  modelDeploymentName: name,
  modelArn: accountArn(region, "custom-model", `${base}/sandboxtuned`),
  status: "Active",
  createdAt: SINCE,
  lastUpdatedAt: SINCE,
});
