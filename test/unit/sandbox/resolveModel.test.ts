import assert from "node:assert/strict";
import { isRefusal } from "../../../src/sandbox/refusal.js";
import { resolveModel } from "../../../src/sandbox/resolveModel.js";

function resolved(modelId: string, body = "{}"): string {
  const model = resolveModel(modelId, "us-east-1", body);
  return isRefusal(model) ? `${model.status} ${model.message}` : model.family.id;
}

const account = "arn:aws:bedrock:us-east-1:111122223333";

describe("sandbox resolving model ids", () => {
  const known: readonly [string, string, string?][] = [
    ["anthropic.claude-3-haiku-20240307-v1:0", "anthropicMessages"],
    ["us.anthropic.claude-sonnet-4-20250514-v1:0", "anthropicMessages"],
    ["arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-lite-v1", "titanText"],
    [`${account}:inference-profile/us.meta.llama4-scout-17b-instruct-v1:0`, "llama"],
    ["anthropic.claude-v2", "anthropicText", '{"prompt":""}'],
    ["anthropic.claude-v2", "anthropicMessages", '{"messages":[]}'],
    [`${account}:application-inference-profile/sandboxclaude`, "anthropicMessages"],
    [`${account}:provisioned-model/sandboxtitan`, "titanText"],
    [`${account}:custom-model-deployment/sandboxllama`, "llama"],
    [`${account}:custom-model/cohere.command-text-v14/abcdefghijkl`, "cohereCommand"],
    [`${account}:imported-model/abcdefghijkl`, "importedModel", '{"prompt":""}'],
    [`${account}:provisioned-model/unknown12345`, "titanText", '{"inputText":""}'],
    [`${account}:application-inference-profile/unknown12345`, "nova", '{"inferenceConfig":{}}'],
    ["arn:aws:sagemaker:us-east-1:111122223333:endpoint/mine", "importedModel", '{"prompt":""}'],
  ];
  for (const [modelId, family, body] of known) {
    it(`knows ${modelId} as ${family}`, () => {
      assert.equal(resolved(modelId, body), family);
    });
  }

  const invalid = [
    "no-such-model",
    "openai.gpt-5",
    "amazon.titan-embed-text-v1",
    "arn:aws:bedrock:eu-west-1::foundation-model/amazon.titan-text-lite-v1",
    "arn:nonsense",
    "arn:aws:sagemaker:us-east-1:111122223333:model/mine",
    "arn:aws:bedrock:us-east-1:111122223333:endpoint/mine",
    "x".repeat(2049),
    "%E0%A4%A",
    "",
  ];
  for (const modelId of invalid) {
    it(`finds the identifier invalid: ${modelId.slice(0, 80) || "empty"}`, () => {
      assert.equal(resolved(modelId), "400 The provided model identifier is invalid.");
    });
  }

  it("asks for an inference profile, with the curly apostrophe, where only that leads to the model", () => {
    const ids = [
      "anthropic.claude-sonnet-4-20250514-v1:0",
      "anthropic.claude-3-7-sonnet-20250219-v1:0",
      "deepseek.r1-v1:0",
      "writer.palmyra-x5-v1:0",
      "meta.llama4-scout-17b-instruct-v1:0",
      "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-sonnet-4-20250514-v1:0",
    ];
    for (const id of ids) {
      assert.equal(
        resolved(id),
        `400 Invocation of model ID ${id} with on-demand throughput isn\u2019t supported. Retry your request with the ID or ARN of an inference profile that contains this model.`,
      );
    }
  });

  it("does not stream Jurassic-2 and invokes no prompt", () => {
    assert.equal(resolved("ai21.j2-mid-v1"), "400 The model is unsupported for streaming.");
    assert.match(resolved(`${account}:prompt/ABCDEFGHIJ:1`), /^403 .*with a prompt resource/);
  });
});
