import { isJsonObject, type Json, type JsonObject } from "../request/json.js";

/** An item of ListFoundationModels, or the details of GetFoundationModel. */
export interface FoundationModel {
  readonly modelId: string;
  readonly modelArn: string;
  readonly modelName?: string;
  readonly providerName?: string;
  readonly inputModalities: readonly string[];
  /** An open set: TEXT, IMAGE, EMBEDDING, and what the service adds. */
  readonly outputModalities: readonly string[];
  readonly responseStreamingSupported?: boolean;
  /** ON_DEMAND, PROVISIONED; real answers also hold INFERENCE_PROFILE, for models without the former. */
  readonly inferenceTypesSupported: readonly string[];
  /** `modelLifecycle.status`: ACTIVE or LEGACY. */
  readonly status?: string;
}

/** An item of ListInferenceProfiles; GetInferenceProfile answers the same. */
export interface InferenceProfile {
  readonly inferenceProfileId: string;
  readonly inferenceProfileArn: string;
  readonly inferenceProfileName: string;
  readonly description?: string;
  /** SYSTEM_DEFINED or APPLICATION. */
  readonly type: string;
  /** ARNs of the foundation models it routes to, one for each region. */
  readonly modelArns: readonly string[];
}

/** An item of ListImportedModels. */
export interface ImportedModel {
  readonly modelArn: string;
  readonly modelName: string;
  readonly modelArchitecture?: string;
  readonly instructSupported?: boolean;
}

/** An item of ListProvisionedModelThroughputs. */
export interface ProvisionedModel {
  readonly provisionedModelArn: string;
  readonly provisionedModelName: string;
  /** The model behind it: a foundation model or a custom one. */
  readonly modelArn?: string;
  readonly foundationModelArn?: string;
  /** Creating, InService, Updating or Failed. */
  readonly status?: string;
}

/** An item of ListCustomModelDeployments. */
export interface CustomModelDeployment {
  readonly customModelDeploymentArn: string;
  readonly customModelDeploymentName: string;
  readonly modelArn?: string;
  /** Creating, Active or Failed. */
  readonly status?: string;
}

/** Reads one item; undefined for one without what identifies it. */
export type ItemReader<T> = (item: JsonObject) => T | undefined;

export const readFoundationModel: ItemReader<FoundationModel> = (item) => {
  const modelId = text(item, "modelId");
  if (modelId === undefined) return undefined;
  const lifecycle = item["modelLifecycle"];
  const streaming = item["responseStreamingSupported"];
  return {
    modelId,
    modelArn: text(item, "modelArn") ?? "",
    ...optionalTexts(item, ["modelName", "providerName"]),
    inputModalities: texts(item["inputModalities"]),
    outputModalities: texts(item["outputModalities"]),
    ...(typeof streaming === "boolean" && { responseStreamingSupported: streaming }),
    inferenceTypesSupported: texts(item["inferenceTypesSupported"]),
    ...(isJsonObject(lifecycle) && optionalTexts(lifecycle, ["status"])),
  };
};

export const readInferenceProfile: ItemReader<InferenceProfile> = (item) => {
  const inferenceProfileId = text(item, "inferenceProfileId");
  const inferenceProfileArn = text(item, "inferenceProfileArn");
  if (inferenceProfileId === undefined || inferenceProfileArn === undefined) return undefined;
  const models = item["models"];
  return {
    inferenceProfileId,
    inferenceProfileArn,
    inferenceProfileName: text(item, "inferenceProfileName") ?? inferenceProfileId,
    ...optionalTexts(item, ["description"]),
    type: text(item, "type") ?? "",
    modelArns: objects(models).flatMap((model) => text(model, "modelArn") ?? []),
  };
};

export const readImportedModel: ItemReader<ImportedModel> = (item) => {
  const modelArn = text(item, "modelArn");
  if (modelArn === undefined) return undefined;
  const instruct = item["instructSupported"];
  return {
    modelArn,
    modelName: text(item, "modelName") ?? modelArn,
    ...optionalTexts(item, ["modelArchitecture"]),
    ...(typeof instruct === "boolean" && { instructSupported: instruct }),
  };
};

export const readProvisionedModel: ItemReader<ProvisionedModel> = (item) => {
  const provisionedModelArn = text(item, "provisionedModelArn");
  if (provisionedModelArn === undefined) return undefined;
  return {
    provisionedModelArn,
    provisionedModelName: text(item, "provisionedModelName") ?? provisionedModelArn,
    ...optionalTexts(item, ["modelArn", "foundationModelArn", "status"]),
  };
};

export const readCustomModelDeployment: ItemReader<CustomModelDeployment> = (item) => {
  const customModelDeploymentArn = text(item, "customModelDeploymentArn");
  if (customModelDeploymentArn === undefined) return undefined;
  return {
    customModelDeploymentArn,
    customModelDeploymentName: text(item, "customModelDeploymentName") ?? customModelDeploymentArn,
    ...optionalTexts(item, ["modelArn", "status"]),
  };
};

/** The objects of a JSON array; nothing for any other value. */
export function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter((item) => isJsonObject(item)) : [];
}

function text(object: JsonObject, key: string): string | undefined {
  const value = object[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function texts(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function optionalTexts<Key extends string>(
  object: JsonObject,
  keys: readonly Key[],
): { readonly [K in Key]?: string } {
  const found: { [K in Key]?: string } = {};
  for (const key of keys) {
    const value = text(object, key);
    if (value !== undefined) found[key] = value;
  }
  return found;
}
