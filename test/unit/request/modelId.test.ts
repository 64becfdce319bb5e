import assert from "node:assert/strict";
import fc from "fast-check";
import { baseModelId } from "../../../src/models/baseModelId.js";
import { parseModelId, type ParsedModelId } from "../../../src/request/modelId.js";

type Told = Partial<ParsedModelId> & Pick<ParsedModelId, "kind">;

const arn = (resource: string, account = "123456789012", partition = "aws", region = "us-east-1") =>
  `arn:${partition}:bedrock:${region}:${account}:${resource}`;
const ours = { isArn: true, partition: "aws", region: "us-east-1", account: "123456789012" };

const wellFormed: readonly (readonly [id: string, told: Told])[] = [
  [
    "anthropic.claude-3-5-sonnet-20240620-v1:0",
    {
      kind: "foundationModel",
      provider: "anthropic",
      baseModelId: "anthropic.claude-3-5-sonnet-20240620-v1:0",
    },
  ],
  ["amazon.nova-pro-v1:0:300k", { kind: "foundationModel", provider: "amazon" }],
  [
    "deepseek.v3.2",
    { kind: "foundationModel", provider: "deepseek", baseModelId: "deepseek.v3.2" },
  ],
  ["meta.llama2-13b-chat-v1", { kind: "foundationModel", provider: "meta" }],
  ["newvendor.model-1", { kind: "foundationModel", provider: "newvendor" }],
  [
    "us.anthropic.claude-sonnet-4-20250514-v1:0",
    {
      kind: "inferenceProfile",
      geography: "us",
      provider: "anthropic",
      baseModelId: "anthropic.claude-sonnet-4-20250514-v1:0",
    },
  ],
  [
    "us-gov.anthropic.claude-3-haiku-20240307-v1:0",
    { kind: "inferenceProfile", geography: "us-gov", provider: "anthropic" },
  ],
  [
    "global.moonshotai.kimi-k2.5",
    {
      kind: "inferenceProfile",
      geography: "global",
      provider: "moonshotai",
      baseModelId: "moonshotai.kimi-k2.5",
    },
  ],
  ["in.amazon.nova-lite-v1:0", { kind: "inferenceProfile", geography: "in", provider: "amazon" }],
  [
    "apac.newvendor.model-v1",
    { kind: "inferenceProfile", geography: "apac", provider: "newvendor" },
  ],
  ["my_provisioned-model", { kind: "name", isArn: false, resource: "my_provisioned-model" }],
  ["abc123def456", { kind: "name" }],
  [
    arn("foundation-model/anthropic.claude-v2:1:18k", ""),
    {
      kind: "foundationModel",
      isArn: true,
      partition: "aws",
      region: "us-east-1",
      resource: "anthropic.claude-v2:1:18k",
      provider: "anthropic",
      baseModelId: "anthropic.claude-v2:1:18k",
    },
  ],
  [
    arn("foundation-model/amazon.nova-micro-v1:0", "", "aws-us-gov", "us-gov-west-1"),
    { kind: "foundationModel", partition: "aws-us-gov", region: "us-gov-west-1" },
  ],
  [
    arn("inference-profile/eu.amazon.nova-lite-v1:0"),
    {
      ...ours,
      kind: "inferenceProfile",
      geography: "eu",
      provider: "amazon",
      baseModelId: "amazon.nova-lite-v1:0",
    },
  ],
  [
    arn("application-inference-profile/a1b2c3d4e5f6"),
    { ...ours, kind: "applicationInferenceProfile", resource: "a1b2c3d4e5f6" },
  ],
  [arn("provisioned-model/abcdefghij12"), { ...ours, kind: "provisionedModel" }],
  [
    arn("custom-model/amazon.titan-text-express-v1:0:8k/abcdefghij12"),
    {
      ...ours,
      kind: "customModel",
      provider: "amazon",
      baseModelId: "amazon.titan-text-express-v1:0:8k",
    },
  ],
  [arn("custom-model/imported/abcdefghij12"), { ...ours, kind: "customModel" }],
  [arn("custom-model-deployment/abcdefghij12"), { ...ours, kind: "customModelDeployment" }],
  [arn("imported-model/abcdefghij12"), { ...ours, kind: "importedModel" }],
  [arn("prompt/ABCDEFGHIJ"), { ...ours, kind: "prompt", resource: "ABCDEFGHIJ" }],
  [arn("prompt/ABCDEFGHIJ:12"), { ...ours, kind: "prompt", version: "12" }],
  [arn("prompt-router/my-router.1"), { ...ours, kind: "promptRouter" }],
  [arn("default-prompt-router/anthropic.claude:1"), { ...ours, kind: "defaultPromptRouter" }],
  [
    "arn:aws:sagemaker:us-west-2:123456789012:endpoint/my-endpoint",
    {
      kind: "sagemakerEndpoint",
      region: "us-west-2",
      account: "123456789012",
      resource: "my-endpoint",
    },
  ],
  ...[
    "aws",
    "aws-cn",
    "aws-us-gov",
    "aws-eusc",
    "aws-iso",
    "aws-iso-b",
    "aws-iso-e",
    "aws-iso-f",
  ].map(
    (partition) =>
      [
        arn("imported-model/abcdefghij12", "123456789012", partition),
        { kind: "importedModel", partition },
      ] as const,
  ),
];

/** Ids with the wrong part marked by brackets, and words of the complaint. */
const malformed: readonly (readonly [marked: string, says: RegExp])[] = [
  ["us.anthropic.claude[ ]v2", /no spaces/],
  ["amazon.nova-lite-v1:0[\n]", /no spaces/],
  ["bedrock[/]amazon.nova-lite-v1:0", /Only an ARN/],
  ["amazon.nova[@]lite", /"@" cannot stand/],
  ["amazon.nova[_]lite", /"_" cannot stand/],
  ["us[..]anthropic.claude-v2", /part of the id is missing/],
  ["[.]anthropic.claude-v2", /missing/],
  ["anthropic.claude-v2[:]", /missing/],
  ["[ARN]:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0", /begins with "arn:"/],
  ["arn:[amazon]:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0", /no partition/],
  [
    "arn:aws:[bedrock-runtime]:us-east-1::foundation-model/amazon.nova-lite-v1:0",
    /not the service/,
  ],
  ["arn:aws:bedrock:[US_EAST_1]::foundation-model/amazon.nova-lite-v1:0", /no region/],
  ["arn:aws:bedrock:[:]:foundation-model/amazon.nova-lite-v1:0", /region is missing/],
  [
    "arn:aws:bedrock:us-east-1:[123456789012]:foundation-model/amazon.nova-lite-v1:0",
    /belongs to no account/,
  ],
  ["arn:aws:bedrock:us-east-1:[:]imported-model/abcdefghij12", /12 digits are missing/],
  ["arn:aws:bedrock:us-east-1:[1234]:imported-model/abcdefghij12", /no account/],
  [
    "arn:aws:bedrock:us-east-1:123456789012:[model]/abcdefghij12",
    /nothing that can be invoked: foundation-model, /,
  ],
  ["arn:aws:bedrock:us-east-1:123456789012:[endpoint]/abc", /nothing that can be invoked/],
  [
    "arn:aws:sagemaker:us-east-1:123456789012:[imported-model]/abcdefghij12",
    /nothing that can be invoked: endpoint\./,
  ],
  [
    "arn:aws:sagemaker:us-east-1:123456789012:endpoint/[my_endpoint]",
    /letters, digits and hyphens/,
  ],
  ["arn:aws:bedrock:us-east-1:123456789012:imported-model/[short]", /12 lower-case/],
  ["arn:aws:bedrock:us-east-1:123456789012:custom-model/[abcdefghij12]", /provider\.model\//],
  ["arn:aws:bedrock:us-east-1:123456789012:prompt/[ABC]", /10 letters/],
  ["arn:aws:bedrock:us-east-1::foundation-model/[nova]", /provider\.model/],
  [
    "arn:aws:bedrock:us-east-1:123456789012:imported-model[/]",
    /after "imported-model\/" is missing/,
  ],
  ["arn:aws:bedrock:us-east-[1]", /resource is missing|region/],
  ["ar[n]", /no partition/],
];

describe("parseModelId", () => {
  for (const [id, told] of wellFormed) {
    it(`reads ${id}`, () => {
      const parsed = parseModelId(id);
      assert.ok(!("problem" in parsed), JSON.stringify(parsed));
      assert.deepEqual({ ...parsed, ...told }, parsed);
    });
  }

  for (const [marked, says] of malformed) {
    it(`says what is wrong with ${JSON.stringify(marked)}`, () => {
      const id = marked.replace(/[[\]]/g, "");
      const parsed = parseModelId(id);
      assert.ok("problem" in parsed, JSON.stringify(parsed));
      const { message, offset, length } = parsed.problem;
      assert.match(message, says);
      assert.equal(
        `${id.slice(0, offset)}[${id.slice(offset, offset + length)}]${id.slice(offset + length)}`,
        marked,
      );
    });
  }

  it("tells nothing that the id does not tell", () => {
    assert.deepEqual(parseModelId(arn("prompt-router/r")), {
      ...ours,
      kind: "promptRouter",
      resource: "r",
    });
  });

  it("limits the id to 2,048 characters and refuses an empty one", () => {
    assert.ok(!("problem" in parseModelId("a".repeat(2048))));
    assert.deepEqual(parseModelId("a".repeat(2050)), {
      problem: { message: "A model id has at most 2,048 characters.", offset: 2048, length: 2 },
    });
    assert.ok("problem" in parseModelId(""));
    assert.ok("problem" in parseModelId("  "));
  });

  it("finds the base model that the families find", () => {
    for (const [id] of wellFormed) {
      const parsed = parseModelId(id);
      if ("problem" in parsed) continue;
      assert.equal(parsed.baseModelId, baseModelId(id), id);
    }
  });

  it("reads any text without throwing, and keeps its complaint inside the text", () => {
    const piece = fc.constantFrom(
      ..."arn: aws bedrock us-east-1 : :: / foundation-model/ prompt/ . - _ anthropic 123456789012".split(
        " ",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const id = pieces.join("");
        const parsed = parseModelId(id);
        if (!("problem" in parsed)) return;
        const { offset, length } = parsed.problem;
        assert.ok(offset >= 0 && offset + length <= id.length, `${id}: ${offset}+${length}`);
      }),
      { seed: 3, numRuns: 3000 },
    );
  });
});
