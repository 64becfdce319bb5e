import type { CatalogAnswer } from "../client/catalogAnswer.js";
import type { FoundationModel, InferenceProfile } from "../client/catalogItems.js";
import { baseModelId } from "../models/baseModelId.js";
import { familyOf } from "../models/families.js";
import type { ModelIdKind, ParsedModelId } from "../request/modelId.js";
import { listNames, type KnownCatalog } from "./modelSections.js";

/** One line of what is known of a model id. */
export interface ModelIdFact {
  readonly label: string;
  readonly value: string;
}

/** What a model id stands for; the account's lists are used as far as they have been read. */
export interface ModelIdFacts {
  /** The model's name, or the id's last part. */
  readonly name: string;
  readonly facts: readonly ModelIdFact[];
  /** When the account told the oldest part of it; undefined when it told nothing. */
  readonly readAtMs?: number;
}

const kinds: Readonly<Record<ModelIdKind, string>> = {
  foundationModel: "foundation model",
  inferenceProfile: "cross-region inference profile",
  applicationInferenceProfile: "application inference profile of the account",
  provisionedModel: "provisioned throughput",
  customModel: "custom model",
  customModelDeployment: "deployment of a custom model",
  importedModel: "imported model",
  prompt: "prompt of Prompt Management",
  promptRouter: "prompt router",
  defaultPromptRouter: "default prompt router",
  sagemakerEndpoint: "SageMaker endpoint",
  name: "name that only the account can resolve",
};

export function modelIdFacts(
  modelId: string,
  parsed: ParsedModelId,
  catalog: KnownCatalog | undefined,
): ModelIdFacts {
  const profile = itemOf([catalog?.systemProfiles, catalog?.applicationProfiles], (one) =>
    [one.inferenceProfileId, one.inferenceProfileArn].includes(modelId),
  );
  const own = ownModel(modelId, catalog);
  const base = baseModelId(profile?.modelArns[0] ?? "") ?? own?.base ?? parsed.baseModelId;
  const model = itemOf([catalog?.foundationModels], (one) => one.modelId === base);
  const family = familyOf(base ?? modelId);
  const builtIn = family?.models.find((one) => baseModelId(one.modelId) === base);
  const name = own?.name ?? profile?.inferenceProfileName ?? model?.modelName ?? builtIn?.name;
  const place = [parsed.region, parsed.account && `account ${parsed.account}`].filter(Boolean);
  const candidates: readonly (readonly [string, string | undefined])[] = [
    ["Kind", kinds[parsed.kind]],
    ["Model", profile || own ? base : undefined],
    ["Provider", model?.providerName ?? parsed.provider],
    ["Body", family?.name],
    ["Routes to", routesOf(profile, parsed)],
    ["Streams", streams(model, family?.streams)],
    ["On demand", onDemand(model, parsed)],
    ["Status", own?.status ?? (model?.status === "LEGACY" ? "legacy" : undefined)],
    ["Belongs to", place.length > 0 ? place.join(", ") : undefined],
  ];
  const readAtMs = profile || own || model ? oldest(catalog) : undefined;
  return {
    name: name ?? parsed.resource,
    facts: candidates.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }])),
    ...(readAtMs !== undefined && { readAtMs }),
  };
}

function ownModel(modelId: string, catalog: KnownCatalog | undefined) {
  const imported = itemOf([catalog?.importedModels], ({ modelArn }) => modelArn === modelId);
  if (imported) {
    const { modelName: name, modelArchitecture: architecture } = imported;
    return { name, base: undefined, status: architecture && `architecture ${architecture}` };
  }
  const provisioned = itemOf(
    [catalog?.provisionedModels],
    ({ provisionedModelArn }) => provisionedModelArn === modelId,
  );
  if (provisioned) {
    const { provisionedModelName: name, foundationModelArn = "", status } = provisioned;
    return { name, base: baseModelId(foundationModelArn), status };
  }
  const deployment = itemOf(
    [catalog?.customModelDeployments],
    ({ customModelDeploymentArn }) => customModelDeploymentArn === modelId,
  );
  if (!deployment) return undefined;
  const { customModelDeploymentName: name, modelArn = "", status } = deployment;
  return { name, base: baseModelId(modelArn), status };
}

function routesOf(profile: InferenceProfile | undefined, parsed: ParsedModelId) {
  if (profile) {
    const regions = profile.modelArns.flatMap((arn) => arn.split(":")[3] || []);
    return [...new Set(regions)].join(", ") || undefined;
  }
  if (parsed.geography === undefined) return undefined;
  return parsed.geography === "global" ? "any commercial region" : `regions of ${parsed.geography}`;
}

function streams(model: FoundationModel | undefined, familyStreams: boolean | undefined) {
  const known = model?.responseStreamingSupported ?? familyStreams;
  return known === undefined ? undefined : known ? "yes" : "no";
}

function onDemand(model: FoundationModel | undefined, { kind }: ParsedModelId) {
  if (!model || model.inferenceTypesSupported.length === 0) return undefined;
  if (model.inferenceTypesSupported.includes("ON_DEMAND")) return "yes";
  return kind === "foundationModel"
    ? "no: use an inference profile of it"
    : "only through a profile like this";
}

interface Listed<T> {
  readonly latest: CatalogAnswer<readonly T[]> | undefined;
}

function itemOf<T>(
  lists: readonly (Listed<T> | undefined)[],
  isIt: (item: T) => boolean,
): T | undefined {
  return lists
    .flatMap((list) => (list?.latest?.type === "known" ? list.latest.value : []))
    .find(isIt);
}

function oldest(catalog: KnownCatalog | undefined): number | undefined {
  const answers = listNames.map((name) => catalog?.[name].latest);
  const times = answers.flatMap((answer) => (answer?.type === "known" ? answer.atMs : []));
  return times.length > 0 ? Math.min(...times) : undefined;
}
