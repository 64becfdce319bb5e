import type { Catalog } from "../client/catalog.js";
import type { CatalogAnswer } from "../client/catalogAnswer.js";
import type { FoundationModel, InferenceProfile } from "../client/catalogItems.js";
import * as l10n from "../l10n.js";
import { baseModelId } from "../models/baseModelId.js";
import { families } from "../models/families.js";

/** A model that can be picked. */
export interface ModelChoice {
  readonly modelId: string;
  readonly name: string;
  /** What else matters for the choice: legacy, needs a profile, an architecture. */
  readonly note?: string;
}

/** Choices under one heading. */
export interface ModelSection {
  readonly title: string;
  readonly choices: readonly ModelChoice[];
}

export const listNames = [
  "foundationModels",
  "systemProfiles",
  "applicationProfiles",
  "importedModels",
  "provisionedModels",
  "customModelDeployments",
] as const;

/** What the account has answered so far. */
export type KnownCatalog = {
  readonly [List in (typeof listNames)[number]]: Pick<Catalog[List], "latest">;
};

/**
 * What can be picked: the recent ones, then what the account has, what streams before what does not,
 * and the models that this version knows by itself where the account's list cannot be read.
 */
export function modelSections(
  recent: readonly string[],
  catalog: KnownCatalog | undefined,
): readonly ModelSection[] {
  const account = catalog ? accountSections(catalog) : [];
  const models = catalog && itemsOf(catalog.foundationModels);
  const sections = [...account, ...(models ? [] : builtInSections(catalog))];
  const names = new Map(
    // The account's own names last: of two for one id the last one counts.
    [...builtInSections(undefined), ...account]
      .flatMap(({ choices }) => choices)
      .map(({ modelId, name }) => [modelId, name]),
  );
  const isRecent = new Set(recent);
  const rest = sections.map(({ title, choices }) => ({
    title,
    choices: choices.filter(({ modelId }) => !isRecent.has(modelId)),
  }));
  const recentChoices = recent.map((modelId) => ({ modelId, name: names.get(modelId) ?? modelId }));
  return [{ title: l10n.t("Recent"), choices: recentChoices }, ...rest].filter(
    ({ choices }) => choices.length > 0,
  );
}

function accountSections(catalog: KnownCatalog): readonly ModelSection[] {
  const models = itemsOf(catalog.foundationModels) ?? [];
  const streams = (base: string | undefined): boolean =>
    models.find(({ modelId }) => modelId === base)?.responseStreamingSupported !== false;
  const system = (itemsOf(catalog.systemProfiles) ?? []).map(profileChoice);
  const silent = models.filter(({ modelId }) => !streams(modelId));
  const onDemand = models.filter((model) => streams(model.modelId) && !isProfileOnly(model));
  const profileOnly = models.filter((model) => streams(model.modelId) && isProfileOnly(model));
  return [
    {
      title: l10n.t("The account's inference profiles"),
      choices: (itemsOf(catalog.applicationProfiles) ?? []).map(profileChoice),
    },
    {
      title: l10n.t("Inference profiles"),
      choices: system.filter(({ modelId }) => streams(baseModelId(modelId))),
    },
    { title: l10n.t("Foundation models"), choices: onDemand.map(modelChoice) },
    { title: l10n.t("The account's own models"), choices: ownModels(catalog) },
    { title: l10n.t("Only through an inference profile"), choices: profileOnly.map(modelChoice) },
    {
      title: l10n.t("Without streaming"),
      choices: [
        ...system.filter(({ modelId }) => !streams(baseModelId(modelId))),
        ...silent.map(modelChoice),
      ],
    },
  ];
}

function ownModels(catalog: KnownCatalog): readonly ModelChoice[] {
  const imported = itemsOf(catalog.importedModels) ?? [];
  const provisioned = itemsOf(catalog.provisionedModels) ?? [];
  const deployments = itemsOf(catalog.customModelDeployments) ?? [];
  return [
    ...imported.map(({ modelArn, modelName, modelArchitecture }) =>
      choice(modelArn, modelName, [l10n.t("imported"), modelArchitecture]),
    ),
    ...provisioned.map(({ provisionedModelArn, provisionedModelName, status }) =>
      choice(provisionedModelArn, provisionedModelName, [l10n.t("provisioned"), status]),
    ),
    ...deployments.map(({ customModelDeploymentArn, customModelDeploymentName, status }) =>
      choice(customModelDeploymentArn, customModelDeploymentName, [l10n.t("deployment"), status]),
    ),
  ];
}

/** Models that this version knows of, family by family; with the reason when a list was refused. */
function builtInSections(catalog: KnownCatalog | undefined): readonly ModelSection[] {
  const answer = catalog?.foundationModels.latest;
  const why = answer?.type === "refused" ? reasonOf(answer.failure.message) : undefined;
  const withReason = (name: string, at: number): string =>
    at > 0 || why === undefined ? name : l10n.t("{0} (listing: {1})", name, why);
  return families
    .filter(({ streams, models }) => streams && models.length > 0)
    .map(({ name, models }, i) => ({ title: withReason(name, i), choices: models }));
}

function reasonOf(message: string): string {
  const longest = 120;
  return message.length > longest ? `${message.slice(0, longest)}…` : message;
}

function profileChoice(profile: InferenceProfile): ModelChoice {
  const { type, inferenceProfileId, inferenceProfileArn, inferenceProfileName } = profile;
  const base = profile.modelArns[0]?.split("foundation-model/")[1];
  return type === "APPLICATION"
    ? choice(inferenceProfileArn, inferenceProfileName, [base])
    : { modelId: inferenceProfileId, name: inferenceProfileName };
}

function modelChoice(model: FoundationModel): ModelChoice {
  const { modelId, modelName = modelId, providerName = "", status } = model;
  const name = modelName.startsWith(providerName) ? modelName : `${providerName} ${modelName}`;
  return choice(modelId, name, [status === "LEGACY" ? l10n.t("legacy") : undefined]);
}

function choice(
  modelId: string,
  name: string,
  notes: readonly (string | undefined)[],
): ModelChoice {
  const note = notes.filter((one) => one !== undefined).join(", ");
  return { modelId, name, ...(note !== "" && { note }) };
}

function isProfileOnly({ inferenceTypesSupported }: FoundationModel): boolean {
  return inferenceTypesSupported.length > 0 && !inferenceTypesSupported.includes("ON_DEMAND");
}

function itemsOf<T>({ latest }: { readonly latest: CatalogAnswer<T> | undefined }): T | undefined {
  return latest?.type === "known" ? latest.value : undefined;
}
