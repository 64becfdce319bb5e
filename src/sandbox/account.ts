/** The account number that AWS's own documentation uses. */
export const ACCOUNT = "111122223333";

/** Things of an account that only the account can resolve to a model. */
export interface AccountModel {
  readonly type:
    | "application-inference-profile"
    | "provisioned-model"
    | "custom-model-deployment"
    | "imported-model";
  /** The part of the ARN after the type. */
  readonly id: string;
  readonly name: string;
  /** Base model id; for an imported model its architecture. */
  readonly base: string;
}

/** What the sandbox's account owns: one of each kind, so that each can be listed, resolved and asked. */
export const accountModels: readonly AccountModel[] = [
  {
    type: "application-inference-profile",
    id: "sandboxclaude",
    name: "sandbox-claude",
    base: "anthropic.claude-sonnet-4-20250514-v1:0",
  },
  {
    type: "application-inference-profile",
    id: "sandboxnova",
    name: "sandbox-nova",
    base: "amazon.nova-lite-v1:0",
  },
  {
    type: "provisioned-model",
    id: "sandboxtitan",
    name: "sandbox-titan",
    base: "amazon.titan-text-express-v1",
  },
  {
    type: "custom-model-deployment",
    id: "sandboxllama",
    name: "sandbox-llama",
    base: "meta.llama3-1-8b-instruct-v1:0",
  },
  {
    type: "imported-model",
    id: "sandboximprt",
    name: "sandbox-imported",
    base: "llama",
  },
];

/** ARN of a thing of the account. */
export function accountArn(region: string, type: string, id: string): string {
  return `arn:aws:bedrock:${region}:${ACCOUNT}:${type}/${id}`;
}

/** ARN of a model that AWS offers. */
export function foundationModelArn(region: string, baseModelId: string): string {
  return `arn:aws:bedrock:${region}::foundation-model/${baseModelId}`;
}

/** A thing of the account by its ARN, its id, or for profiles its name. */
export function accountModel(modelId: string): AccountModel | undefined {
  return accountModels.find(
    ({ type, id }) => modelId === id || modelId.endsWith(`:${ACCOUNT}:${type}/${id}`),
  );
}
