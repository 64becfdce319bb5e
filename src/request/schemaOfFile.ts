import { isJsonObject, type JsonObject } from "./json.js";
import { withHints } from "./schemaHints.js";

const members: JsonObject = {
  modelId: {
    type: "string",
    minLength: 1,
    maxLength: 2048,
    description:
      "The model: a model id, an inference profile id, or the ARN of either, of provisioned throughput, a custom or imported model, a prompt, a prompt router or an endpoint.",
  },
  body: {
    description:
      "The body as it is sent, in the form of the model's family; or its text as a string.",
    anyOf: [{ type: "object" }, { type: "string" }],
    defaultSnippets: [{ label: "body", body: {} }],
  },
  contentType: {
    type: "string",
    description: "MIME type of the body.",
    default: "application/json",
  },
  accept: {
    type: "string",
    description: "MIME type wanted inside the chunks.",
    default: "application/json",
  },
  guardrailIdentifier: {
    type: "string",
    maxLength: 2048,
    description: "Id or ARN of a guardrail; it needs a guardrailVersion beside it.",
  },
  guardrailVersion: {
    type: "string",
    description: "Version of the guardrail: a number, or DRAFT.",
    examples: ["1", "DRAFT"],
  },
  trace: {
    enum: ["ENABLED", "DISABLED", "ENABLED_FULL"],
    description: "Whether the guardrail's trace comes with the chunks.",
    default: "DISABLED",
  },
  performanceConfigLatency: {
    enum: ["standard", "optimized"],
    description: "Whether to use latency-optimized inference, where the model has it.",
    default: "standard",
  },
  serviceTier: {
    enum: ["priority", "default", "flex", "reserved"],
    description: "The tier in which the request is processed.",
    default: "default",
  },
  requestMetadata: {
    description: "Keys and values that appear in the invocation logs.",
    anyOf: [{ type: "object", additionalProperties: { type: "string" } }, { type: "string" }],
  },
  region: {
    type: "string",
    description: "AWS Region to call; without it the settings and the profile decide.",
    examples: ["us-east-1", "us-east-2", "us-west-2", "eu-central-1", "eu-west-1"],
  },
  profile: {
    type: "string",
    description: "Profile of the AWS configuration files that signs the request.",
  },
};

/**
 * The schema of a request file but for the body: the operation's input members, and where to send it.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModelWithResponseStream.html
 */
export const requestFileSchema: JsonObject & { readonly properties: JsonObject } = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "Bedrock request",
  description: "One call of InvokeModelWithResponseStream.",
  type: "object",
  required: ["modelId", "body"],
  additionalProperties: false,
  allowComments: true,
  allowTrailingCommas: true,
  properties: membersOf(withHints({ required: ["modelId", "body"], properties: members })),
};

function membersOf({ properties }: JsonObject): JsonObject {
  return isJsonObject(properties) ? properties : {};
}
