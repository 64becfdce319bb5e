import assert from "node:assert/strict";
import { baseModelId } from "../../../src/models/baseModelId.js";

const arn = (resource: string, partition = "aws", region = "us-east-1") =>
  `arn:${partition}:bedrock:${region}:123456789012:${resource}`;

describe("the base model id", () => {
  const claude = "anthropic.claude-sonnet-4-20250514-v1:0";
  for (const prefix of ["us", "eu", "apac", "global", "us-gov", "jp", "au", "ca", "sa", "amer"]) {
    it(`is left when the geography ${prefix} is removed`, () => {
      assert.equal(baseModelId(`${prefix}.${claude}`), claude);
    });
  }

  it("is left when the geography is a new one, which the provider behind it tells", () => {
    for (const prefix of ["in", "kr", "mx", "uk"]) {
      assert.equal(baseModelId(`${prefix}.${claude}`), claude);
    }
    assert.equal(baseModelId("mistral.amazon.model"), "mistral.amazon.model");
  });

  it("keeps dots that are part of the model's name", () => {
    for (const id of ["deepseek.v3.2", "moonshotai.kimi-k2.5", "zai.glm-4.7-flash"]) {
      assert.equal(baseModelId(id), id);
      assert.equal(baseModelId(`us.${id}`), id);
    }
  });

  it("keeps throughput suffixes, which are part of the id", () => {
    assert.equal(baseModelId("amazon.nova-lite-v1:0:24k"), "amazon.nova-lite-v1:0:24k");
  });

  it("comes from the ARN of a foundation model in any partition", () => {
    for (const partition of ["aws", "aws-us-gov", "aws-cn"]) {
      const id = `arn:${partition}:bedrock:us-east-1::foundation-model/${claude}`;
      assert.equal(baseModelId(id), claude);
    }
  });

  it("comes from the ARN of an inference profile without its geography", () => {
    assert.equal(baseModelId(arn(`inference-profile/eu.${claude}`)), claude);
  });

  it("comes from the ARN of a custom model, whose first part it is", () => {
    const id = arn("custom-model/amazon.titan-text-express-v1:0:8k/abcdefghijkl");
    assert.equal(baseModelId(id), "amazon.titan-text-express-v1:0:8k");
  });

  for (const opaque of [
    arn("application-inference-profile/abcdefghijkl"),
    arn("provisioned-model/abcdefghijkl"),
    arn("custom-model-deployment/abcdefghijkl"),
    arn("imported-model/abcdefghijkl"),
    arn("custom-model/imported/abcdefghijkl"),
    arn("prompt/ABCDEFGHIJ:1"),
    arn("prompt-router/default"),
    arn("default-prompt-router/anthropic.claude:1"),
    "arn:aws:sagemaker:us-east-1:123456789012:endpoint/name",
    "abcdefghijkl",
    "my-model",
    "",
  ]) {
    it(`is unknown for ${opaque === "" ? "an empty id" : opaque}`, () => {
      assert.equal(baseModelId(opaque), undefined);
    });
  }
});
