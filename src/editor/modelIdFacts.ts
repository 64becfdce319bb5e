import type { CatalogAnswer } from "../client/catalogAnswer.js";
import type { FoundationModel, InferenceProfile } from "../client/catalogItems.js";
import * as l10n from "../l10n.js";
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

function kindText(kind: ModelIdKind): string {
  switch (kind) {
    case "foundationModel":
      return l10n.t("foundation model");
    case "inferenceProfile":
      return l10n.t("cross-region inference profile");
    case "applicationInferenceProfile":
      return l10n.t("application inference profile of the account");
    case "provisionedModel":
      return l10n.t("provisioned throughput");
    case "customModel":
      return l10n.t("custom model");
    case "customModelDeployment":
      return l10n.t("deployment of a custom model");
    case "importedModel":
      return l10n.t("imported model");
    case "prompt":
      return l10n.t("prompt of Prompt Management");
    case "promptRouter":
      return l10n.t("prompt router");
    case "defaultPromptRouter":
      return l10n.t("default prompt router");
    case "sagemakerEndpoint":
      return l10n.t("SageMaker endpoint");
    case "name":
      return l10n.t("name that only the account can resolve");
    default:
      return kind satisfies never;
  }
}

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
  const place = [parsed.region, parsed.account && l10n.t("account {0}", parsed.account)].filter(
    Boolean,
  );
  const candidates: readonly (readonly [string, string | undefined])[] = [
    [l10n.t("Kind"), kindText(parsed.kind)],
    [l10n.t("Model"), profile || own ? base : undefined],
    [l10n.t("Provider"), model?.providerName ?? parsed.provider],
    [l10n.t("Body"), family?.name],
    [l10n.t("Routes to"), routesOf(profile, parsed)],
    [l10n.t("Streams"), streams(model, family?.streams)],
    [l10n.t("On demand"), onDemand(model, parsed)],
    [l10n.t("Status"), own?.status ?? (model?.status === "LEGACY" ? l10n.t("legacy") : undefined)],
    [l10n.t("Belongs to"), place.length > 0 ? place.join(", ") : undefined],
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
    return {
      name,
      base: undefined,
      status: architecture && l10n.t("architecture {0}", architecture),
    };
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
  return parsed.geography === "global"
    ? l10n.t("any commercial region")
    : l10n.t("regions of {0}", parsed.geography);
}

function streams(model: FoundationModel | undefined, familyStreams: boolean | undefined) {
  const known = model?.responseStreamingSupported ?? familyStreams;
  return known === undefined ? undefined : known ? l10n.t("yes") : l10n.t("no");
}

function onDemand(model: FoundationModel | undefined, { kind }: ParsedModelId) {
  if (!model || model.inferenceTypesSupported.length === 0) return undefined;
  if (model.inferenceTypesSupported.includes("ON_DEMAND")) return l10n.t("yes");
  return kind === "foundationModel"
    ? l10n.t("no: use an inference profile of it")
    : l10n.t("only through a profile like this");
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
