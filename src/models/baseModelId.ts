import { splitGeography } from "../request/geography.js";

/** `arn:partition:bedrock:region:account:type/name`, the name possibly with slashes. */
const arn = /^arn:[^:]+:bedrock:[^:]*:[^:]*:([a-z-]+)\/(.+)$/;

/** `vendor.model`, with versions and throughput suffixes after colons. */
const vendorAndModel = /^[A-Za-z0-9-]+\.[A-Za-z0-9][A-Za-z0-9._:-]*$/;

/**
 * The base model id that a model id tells by itself: ARN and geography removed, for example
 * `anthropic.claude-sonnet-4-20250514-v1:0` from an inference profile. Undefined for ids that only the account can
 * resolve: application inference profiles, provisioned throughput, deployments, imported models,
 * prompts, prompt routers, SageMaker endpoints, names without a vendor.
 */
export function baseModelId(modelId: string): string | undefined {
  const named = nameOf(modelId.trim());
  if (named === undefined) {
    return undefined;
  }
  const { base } = splitGeography(named);
  return vendorAndModel.test(base) ? base : undefined;
}

function nameOf(modelId: string): string | undefined {
  if (!modelId.startsWith("arn:")) {
    return modelId;
  }
  const [, type = "", name] = arn.exec(modelId) ?? [];
  switch (type) {
    case "foundation-model":
    case "inference-profile":
      return name;
    case "custom-model":
      // base.id/xxxxxxxxxxxx; `imported/xxxxxxxxxxxx` fails later, having no vendor.
      return name?.split("/")[0];
    default:
      return undefined;
  }
}
