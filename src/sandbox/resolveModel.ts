import { baseModelId } from "../models/baseModelId.js";
import { families } from "../models/families.js";
import type { Family, FamilyId } from "../models/family.js";
import { isJsonObject, parseJson, type Json } from "../request/json.js";
import type { Operation } from "./bedrockHeaders.js";
import { accountModel } from "./account.js";
import { validationException, type Refusal } from "./refusal.js";

/** A model as the service knows it. */
export interface ResolvedModel {
  readonly family: Family;
  /** Empty for a model that no vendor's id describes, for example an imported one. */
  readonly baseModelId: string;
}

const invalidIdentifier = validationException("The provided model identifier is invalid.");

/** `arn:partition:service:region:account:type/id`. */
const arnPattern =
  /^arn:aws[a-z-]*:(bedrock|sagemaker):([a-z0-9-]*):(?:\d{12})?:([a-z-]+)\/(?:.+)$/;

/**
 * The family that answers for a model id, profile id or ARN, or what the service says instead.
 *
 * An ARN of an account's own thing that the sandbox does not have is taken for the family whose body
 * comes with it: programs can be tried with their real ARNs. Unlike that, an id that no family serves
 * is refused, and so is an ARN of another Region.
 */
export function resolveModel(
  modelId: string,
  region: string,
  bodyText: string,
  operation: Operation = "stream",
): ResolvedModel | Refusal {
  if (modelId.length > 2048) return invalidIdentifier;
  const arn = modelId.startsWith("arn:") ? arnPattern.exec(modelId) : undefined;
  if (arn === null) return invalidIdentifier;
  const [, service, arnRegion, type = ""] = arn ?? [];
  if ((service === "sagemaker") !== (type === "endpoint")) return invalidIdentifier;
  if (arnRegion !== undefined && arnRegion !== region) return invalidIdentifier;
  if (type === "prompt") return promptRefusal;
  const base = accountModel(modelId)?.base ?? baseModelId(modelId);
  if (base === undefined || type === "imported-model") {
    return arn && opaqueTypes.has(type) ? byBody(type, bodyText) : invalidIdentifier;
  }
  const family = familyFor(base, bodyText);
  if (!family) return invalidIdentifier;
  const isDirect = modelId === base || type === "foundation-model";
  if (isDirect && needsProfile(base)) return throughputRefusal(modelId);
  if (operation === "stream" && !family.streams) {
    return validationException("The model is unsupported for streaming.");
  }
  return { family, baseModelId: base };
}

const opaqueTypes = new Set([
  "application-inference-profile",
  "provisioned-model",
  "custom-model-deployment",
  "custom-model",
  "imported-model",
  "prompt-router",
  "default-prompt-router",
  // Of SageMaker: whatever container is behind it.
  "endpoint",
]);

const promptRefusal: Refusal = {
  name: "AccessDeniedException",
  status: 403,
  message: "Your account is not authorized to invoke this API operation with a prompt resource.",
  from: "bedrock",
};

/** Real wording, with the curly apostrophe. */
function throughputRefusal(modelId: string): Refusal {
  return validationException(
    `Invocation of model ID ${modelId} with on-demand throughput isn\u2019t supported. Retry your ` +
      "request with the ID or ARN of an inference profile that contains this model.",
  );
}

/** Models of which users report that only an inference profile reaches them. */
const profileOnly: readonly RegExp[] = [
  // From 3.7 on; from Claude 4 on the name comes before the number.
  /^anthropic\.claude-(?:3-7|[a-z]+-\d)/,
  /^amazon\.nova-(?:premier|2-)/,
  /^meta\.llama4/,
  /^mistral\.pixtral-large/,
  /^deepseek\.r1/,
  /^writer\.palmyra-x/,
  /^moonshotai\.kimi-k3/,
];

/** True for a base model id that on-demand throughput does not reach. */
export function needsProfile(baseModelId: string): boolean {
  return profileOnly.some((pattern) => pattern.test(baseModelId));
}

/** Claude 2 takes the Messages body too. */
function familyFor(base: string, bodyText: string): Family | undefined {
  const family = families.find((one) => one.serves(base));
  if (family?.id !== "anthropicText") return family;
  const body = parseJson(bodyText);
  return isJsonObject(body) && "messages" in body ? familyById("anthropicMessages") : family;
}

function familyById(id: FamilyId): Family | undefined {
  return families.find((family) => family.id === id);
}

/** Keys that tell a family by its body, the most telling first. */
const bodySigns: readonly (readonly [key: string, family: FamilyId])[] = [
  ["anthropic_version", "anthropicMessages"],
  ["inputText", "titanText"],
  ["max_tokens_to_sample", "anthropicText"],
  ["inferenceConfig", "nova"],
  ["schemaVersion", "nova"],
  ["message", "cohereCommandR"],
];

function byBody(type: string, bodyText: string): ResolvedModel | Refusal {
  const body = parseJson(bodyText) ?? null;
  const isContainer = type === "imported-model" || type === "endpoint";
  const sign = isContainer ? undefined : bodySigns.find(([key]) => has(body, key));
  const id = sign?.[1] ?? "importedModel";
  const family =
    familyById(id) ?? (has(body, "messages") ? familyById("chatCompletions") : undefined);
  return family ? { family, baseModelId: "" } : invalidIdentifier;
}

function has(body: Json, key: string): boolean {
  return isJsonObject(body) && key in body;
}
