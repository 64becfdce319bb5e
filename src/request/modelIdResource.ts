import * as l10n from "../l10n.js";

/** What a model id stands for. `name`: a bare word that only the account can resolve. */
export type ModelIdKind =
  | "foundationModel"
  | "inferenceProfile"
  | "applicationInferenceProfile"
  | "provisionedModel"
  | "customModel"
  | "customModelDeployment"
  | "importedModel"
  | "prompt"
  | "promptRouter"
  | "defaultPromptRouter"
  | "sagemakerEndpoint"
  | "name";

/** How the resource of an ARN has to look: `arn:…:type/id`. */
export interface ResourceForm {
  readonly kind: ModelIdKind;
  readonly service: "bedrock" | "sagemaker";
  /** Foundation models belong to no account. */
  readonly account: boolean;
  readonly id: RegExp;
  /** The form in words, for the complaint. */
  readonly says: () => string;
}

const baseId = String.raw`[a-z0-9-]{1,63}\.[a-z0-9-]{1,63}(?:[.:][a-z0-9-]{1,63}){0,3}`;
const twelve = /^[a-z0-9]{12}$/;
const saysTwelve = () => l10n.t("12 lower-case letters and digits");
const anyId = /^[a-zA-Z0-9-:.]+$/;
const saysAny = () => l10n.t("letters, digits, hyphens, dots and colons");

function ours(kind: ModelIdKind, id: RegExp, says: () => string, account = true): ResourceForm {
  return { kind, service: "bedrock", account, id, says };
}

/**
 * The resource types that the operation takes, from the pattern of InvokeModelIdentifier in the
 * service's model. Base model ids are read more generously than that pattern, which has no room for
 * throughput suffixes (`…-v1:0:300k`) and versions with dots that the service itself lists.
 */
export const resourceForms: ReadonlyMap<string, ResourceForm> = new Map([
  [
    "foundation-model",
    ours(
      "foundationModel",
      new RegExp(`^${baseId}$`),
      () => l10n.t("provider.model, for example amazon.nova-pro-v1:0"),
      false,
    ),
  ],
  ["inference-profile", ours("inferenceProfile", anyId, saysAny)],
  ["application-inference-profile", ours("applicationInferenceProfile", anyId, saysAny)],
  ["provisioned-model", ours("provisionedModel", twelve, saysTwelve)],
  [
    "custom-model",
    ours("customModel", new RegExp(`^(?:${baseId}|imported)/[a-z0-9]{12}$`), () =>
      l10n.t("provider.model/ and {0}", saysTwelve()),
    ),
  ],
  ["custom-model-deployment", ours("customModelDeployment", twelve, saysTwelve)],
  ["imported-model", ours("importedModel", twelve, saysTwelve)],
  [
    "prompt",
    ours("prompt", /^[0-9a-zA-Z]{10}(?::[0-9]{1,5})?$/, () =>
      l10n.t("10 letters and digits, then a version such as :1 if any"),
    ),
  ],
  ["prompt-router", ours("promptRouter", anyId, saysAny)],
  ["default-prompt-router", ours("defaultPromptRouter", anyId, saysAny)],
  [
    "endpoint",
    {
      kind: "sagemakerEndpoint",
      service: "sagemaker",
      account: true,
      id: /^[a-zA-Z0-9-]+$/,
      says: () => l10n.t("letters, digits and hyphens"),
    },
  ],
]);
