import type { Catalog } from "../client/catalog.js";
import { baseModelId } from "../models/baseModelId.js";
import { parseModelId } from "../request/modelId.js";

/** Milliseconds to wait for the account; a body is made without its answer then. */
const patienceMs = 5_000;

/**
 * The foundation model that a model id stands for, which decides the form of a body. The account is
 * asked only about ids that do not tell it. Undefined where nobody says; never rejects.
 */
export async function modelBehind(
  modelId: string,
  catalog: () => Promise<Catalog | undefined>,
): Promise<string | undefined> {
  const told = baseModelId(modelId);
  if (told !== undefined) return told;
  try {
    const account = await catalog();
    return account && baseModelId((await arnBehind(modelId, account)) ?? "");
  } catch {
    // No place or identity is chosen, or the account takes too long: the run will tell.
    return undefined;
  }
}

async function arnBehind(modelId: string, account: Catalog): Promise<string | undefined> {
  const parsed = parseModelId(modelId);
  const kind = "problem" in parsed ? undefined : parsed.kind;
  const signal = AbortSignal.timeout(patienceMs);
  if (kind === "applicationInferenceProfile") {
    const answer = await account.inferenceProfile(modelId).get(signal);
    return answer.type === "known" ? answer.value?.modelArns[0] : undefined;
  }
  if (kind === "provisionedModel") {
    const answer = await account.provisionedModels.get(signal);
    const models = answer.type === "known" ? answer.value : [];
    return models.find((one) => one.provisionedModelArn === modelId)?.foundationModelArn;
  }
  if (kind === "customModelDeployment") {
    const answer = await account.customModelDeployments.get(signal);
    const models = answer.type === "known" ? answer.value : [];
    return models.find((one) => one.customModelDeploymentArn === modelId)?.modelArn;
  }
  return undefined;
}
