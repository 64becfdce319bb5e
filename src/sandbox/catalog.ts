import { baseModelId } from "../models/baseModelId.js";
import { families } from "../models/families.js";
import type { Family } from "../models/family.js";
import type { JsonObject } from "../request/json.js";
import { accountArn, accountModels, foundationModelArn } from "./account.js";
import { needsProfile } from "./resolveModel.js";

/** Names of the vendors as the service spells them, by the part of the id before the dot. */
const providers: Readonly<Record<string, string>> = {
  ai21: "AI21 Labs",
  amazon: "Amazon",
  anthropic: "Anthropic",
  cohere: "Cohere",
  deepseek: "DeepSeek",
  google: "Google",
  meta: "Meta",
  minimax: "MiniMax",
  mistral: "Mistral AI",
  moonshot: "Moonshot AI",
  moonshotai: "Moonshot AI",
  nvidia: "NVIDIA",
  openai: "OpenAI",
  qwen: "Qwen",
  writer: "Writer",
  zai: "Z.AI",
};

/** Models that AWS has announced the end of. */
const legacy =
  /^(?:amazon\.titan-|anthropic\.claude-(?:v2|instant|3-)|meta\.llama(?:2|3-[1-2b8]|3-70)|mistral\.(?:mistral-7b|mixtral|mistral-(?:large|small)-2402)|cohere\.command-(?:text|light))/;

const seesImages =
  /claude-(?!v2|instant)|nova-(?!micro)|llama(?:3-2-(?:11|90)b|4)|pixtral|vl-|vision|gemma-3|kimi-k(?:2\.5|3)/;

/** ListFoundationModels: every model of the family files once, by its base id. */
export function modelSummaries(region: string): readonly JsonObject[] {
  const summaries = new Map<string, JsonObject>();
  for (const family of families) {
    for (const { modelId, name } of family.models) {
      const base = baseModelId(modelId);
      if (base === undefined || summaries.has(base)) continue;
      summaries.set(base, describeModel(region, base, name, family));
    }
  }
  return [...summaries.values()];
}

/** GetFoundationModel: a listed model, or another one that the runtime answers for. */
export function modelSummary(region: string, modelId: string): JsonObject | undefined {
  const listed = modelSummaries(region).find((model) => model["modelId"] === modelId);
  if (listed) return listed;
  const family = families.find((one) => one.serves(modelId));
  const isBase = baseModelId(modelId) === modelId;
  return family && isBase ? describeModel(region, modelId, nameFor(modelId), family) : undefined;
}

function describeModel(region: string, base: string, name: string, family: Family): JsonObject {
  const vendor = base.slice(0, base.indexOf("."));
  return {
    modelArn: foundationModelArn(region, base),
    modelId: base,
    modelName: name,
    providerName: providers[vendor] ?? vendor,
    inputModalities: seesImages.test(base) ? ["TEXT", "IMAGE"] : ["TEXT"],
    outputModalities: ["TEXT"],
    responseStreamingSupported: family.streams,
    customizationsSupported: [],
    inferenceTypesSupported: [needsProfile(base) ? "INFERENCE_PROFILE" : "ON_DEMAND"],
    modelLifecycle: { status: legacy.test(base) ? "LEGACY" : "ACTIVE" },
  };
}

/** A name for a model that no list names: its id without the vendor. */
function nameFor(base: string): string {
  return base.slice(base.indexOf(".") + 1);
}

/** Where a profile of a geography sends requests from us-east-1. */
const routes: Readonly<Record<string, readonly string[]>> = {
  us: ["us-east-1", "us-east-2", "us-west-2"],
  eu: ["eu-central-1", "eu-north-1", "eu-west-1", "eu-west-3"],
  apac: ["ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2"],
};

const SINCE = "2026-01-01T00:00:00Z";

/** ListInferenceProfiles: the cross-region ones of AWS, or the account's own. */
export function inferenceProfiles(
  region: string,
  type: "SYSTEM_DEFINED" | "APPLICATION",
): readonly JsonObject[] {
  return type === "SYSTEM_DEFINED" ? systemProfiles(region) : applicationProfiles(region);
}

function systemProfiles(region: string): readonly JsonObject[] {
  const profiles = new Map<string, JsonObject>();
  for (const { modelId, name } of families.flatMap((family) => family.models)) {
    const base = baseModelId(modelId);
    if (base === undefined) continue;
    const own = modelId === base ? [] : [modelId];
    const ids = needsProfile(base) ? new Set([...own, `us.${base}`]) : new Set(own);
    for (const id of ids) {
      profiles.set(id, describeProfile(region, id, base, name));
    }
  }
  return [...profiles.values()];
}

/** GetInferenceProfile: a listed profile, or another one that the runtime answers for. */
export function inferenceProfile(region: string, idOrArn: string): JsonObject | undefined {
  const listed = [...systemProfiles(region), ...applicationProfiles(region)].find((profile) =>
    [profile["inferenceProfileId"], profile["inferenceProfileArn"]].includes(idOrArn),
  );
  if (listed) return listed;
  const ownArn = accountArn(region, "inference-profile", "");
  const id = idOrArn.startsWith(ownArn) ? idOrArn.slice(ownArn.length) : idOrArn;
  const base = id.startsWith("arn:") ? undefined : baseModelId(id);
  if (base === undefined || base === id || !families.some((one) => one.serves(base))) {
    return undefined;
  }
  return describeProfile(region, id, base, nameFor(base));
}

function describeProfile(region: string, id: string, base: string, name: string): JsonObject {
  const geography = id.slice(0, id.indexOf("."));
  return {
    inferenceProfileName: `${geography.toUpperCase()} ${name}`.slice(0, 64),
    description: `Routes requests to ${name}.`,
    createdAt: SINCE,
    updatedAt: SINCE,
    inferenceProfileArn: accountArn(region, "inference-profile", id),
    models: modelArns(geography, region, base),
    inferenceProfileId: id,
    status: "ACTIVE",
    type: "SYSTEM_DEFINED",
  };
}

function modelArns(geography: string, region: string, base: string): readonly JsonObject[] {
  const regions = routes[geography] ?? [region];
  return regions.map((one) => ({ modelArn: foundationModelArn(one, base) }));
}

function applicationProfiles(region: string): readonly JsonObject[] {
  return accountModels
    .filter((model) => model.type === "application-inference-profile")
    .map(({ type, id, name, base }) => ({
      inferenceProfileName: name,
      createdAt: SINCE,
      updatedAt: SINCE,
      inferenceProfileArn: accountArn(region, type, id),
      models: [{ modelArn: foundationModelArn(region, base) }],
      inferenceProfileId: id,
      status: "ACTIVE",
      type: "APPLICATION",
    }));
}
