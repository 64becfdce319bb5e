import assert from "node:assert/strict";
import type { InferenceProfile } from "../../../src/client/catalogItems.js";
import type { Profile } from "../../../src/client/profile.js";
import type { Fix, FixContext } from "../../../src/editor/fixes/fix.js";
import { fixesFor } from "../../../src/editor/fixes/fixesFor.js";
import { changeJson } from "../../../src/editor/fixes/jsonEdit.js";
import type { FailureKind, FailureRecord } from "../../../src/failure.js";
import { isJsonObject, parseJson, type Json } from "../../../src/request/json.js";

const claude = "anthropic.claude-3-haiku-20240307-v1:0";
const hello = [{ role: "user", content: "Hello" }];
const good = { anthropic_version: "bedrock-2023-05-31", max_tokens: 10, messages: hello };

interface Case extends Partial<Omit<FixContext, "body" | "failure">> {
  readonly modelId?: string;
  readonly body?: Json;
  readonly failure?: Partial<FailureRecord>;
}

function contextOf({ modelId = claude, body = good, failure, ...others }: Case): FixContext {
  return {
    verdict: "failed",
    text: "",
    request: { modelId, body: JSON.stringify(body) },
    ...(isJsonObject(body) && { body }),
    region: "us-east-1",
    identity: { type: "chain" },
    ...(failure && {
      failure: { kind: "invalidRequest", message: "", retryable: false, ...failure },
    }),
    ...others,
  };
}

function refused(message: string, body: Json, modelId = claude): readonly Fix[] {
  return fixesFor(contextOf({ failure: { message }, body, modelId }));
}

/** The body after a fix. */
function applied(fix: Fix | undefined, body: Json): unknown {
  if (fix?.action.type !== "change") throw new Error("this fix changes nothing");
  let text = JSON.stringify(body);
  for (const change of fix.action.changes) {
    if (change.type === "body") text = changeJson(text, change);
  }
  return parseJson(text);
}

describe("a refused body", () => {
  const cases: readonly (readonly [string, string, Json, string, Json, string?])[] = [
    [
      "loses a key that is not permitted",
      "#: extraneous key [topp] is not permitted",
      { ...good, topp: 1 },
      'Remove "topp"',
      good,
    ],
    [
      "loses a deprecated key",
      "temperature is deprecated for this model",
      { ...good, temperature: 1 },
      'Remove "temperature"',
      good,
    ],
    [
      "gets the required token limit",
      "Malformed input request: #: required key [max_tokens] not found",
      { anthropic_version: "bedrock-2023-05-31", messages: hello },
      'Add "max_tokens": 1024',
      { anthropic_version: "bedrock-2023-05-31", messages: hello, max_tokens: 1024 },
    ],
    [
      "gets the required version",
      "anthropic_version: Field required",
      { max_tokens: 10, messages: hello },
      'Add "anthropic_version": "bedrock-2023-05-31"',
      { max_tokens: 10, messages: hello, anthropic_version: "bedrock-2023-05-31" },
    ],
    [
      "gets messages that say hello",
      "messages: Field required",
      { anthropic_version: "bedrock-2023-05-31", max_tokens: 10 },
      'Add "messages"',
      good,
    ],
    [
      "gets a key that a later item of a list lacks",
      "messages.1.role: Field required",
      { ...good, messages: [...hello, { content: "Hi" }] },
      'Add "messages.1.role": "assistant"',
      { ...good, messages: [...hello, { content: "Hi", role: "assistant" }] },
    ],
    [
      "has a number brought down to the bound",
      "max_tokens: 99999 > 4096, which is the maximum allowed number of output tokens for x",
      { ...good, max_tokens: 99999 },
      'Change "max_tokens" to 4096',
      { ...good, max_tokens: 4096 },
    ],
    [
      "has a number brought up to the bound",
      "temperature: Input should be greater than or equal to 0",
      { ...good, temperature: -2 },
      'Change "temperature" to 0',
      { ...good, temperature: 0 },
    ],
    [
      "has a number moved off a bound that is itself outside",
      "Malformed input request: #/textGenerationConfig/topP: 0 is not greater than 0",
      { inputText: "x", textGenerationConfig: { topP: 0 } },
      'Change "textGenerationConfig.topP" to 0.01',
      { inputText: "x", textGenerationConfig: { topP: 0.01 } },
      "amazon.titan-text-express-v1",
    ],
    [
      "has a list cut to the length that is allowed",
      "Malformed input request: #/stop_sequences: expected maximum item count: 2, found: 3",
      { ...good, stop_sequences: ["a", "b", "c"] },
      'Keep the first 2 of "stop_sequences"',
      { ...good, stop_sequences: ["a", "b"] },
    ],
    [
      "has a number written as text made a number",
      "Malformed input request: #/max_tokens: expected type: Integer, found: String",
      { ...good, max_tokens: "10" },
      'Change "max_tokens" to 10',
      good,
    ],
    [
      "has a text made the family's own block",
      "Malformed input request: #/messages/0/content: expected type: JSONArray, found: String",
      { messages: hello },
      'Change "messages.0.content" to [{"text":"Hello"}]',
      { messages: [{ role: "user", content: [{ text: "Hello" }] }] },
      "amazon.nova-lite-v1:0",
    ],
    [
      "has a value replaced by one that is allowed",
      "messages.0.role: Input should be 'user' or 'assistant'",
      { ...good, messages: [{ role: "system", content: "x" }] },
      'Change "messages.0.role" to "user"',
      { ...good, messages: [{ role: "user", content: "x" }] },
    ],
    [
      "has the token limit put above the budget for thinking",
      "`max_tokens` must be greater than `thinking.budget_tokens`.",
      { ...good, thinking: { type: "enabled", budget_tokens: 2000 } },
      'Change "max_tokens" to 3024',
      { ...good, max_tokens: 3024, thinking: { type: "enabled", budget_tokens: 2000 } },
    ],
  ];
  for (const [title, message, body, label, expected, modelId] of cases) {
    it(title, () => {
      const fixes = refused(message, body, modelId);
      assert.equal(fixes[0]?.label, label);
      assert.deepEqual(applied(fixes[0], body), expected);
      assert.deepEqual(fixes.at(-1)?.id, "runAgain");
    });
  }

  it("keeps one of two keys that do not go together, as the user chooses", () => {
    const body = { ...good, temperature: 0.5, top_p: 0.9 };
    const [first, second, third] = refused(
      "`temperature` and `top_p` cannot both be specified for this model. Please use only one.",
      body,
    );
    assert.deepEqual(
      [first?.label, second?.label, third?.label],
      ['Keep "temperature", remove "top_p"', 'Keep "top_p", remove "temperature"', "Run Again"],
    );
    assert.deepEqual(applied(first, body), { ...good, temperature: 0.5 });
    assert.deepEqual(applied(second, body), { ...good, top_p: 0.9 });
    assert.ok(![first, second, third].some((fix) => fix?.isPreferred));
  });

  it("is mended in all places with one choice when it has several", () => {
    const body = { anthropic_version: "bedrock-2023-05-31", messages: hello, a: 1 };
    const [all, ...others] = refused(
      "Malformed input request: #: required key [max_tokens] not found#: extraneous key [a] is not permitted",
      body,
    );
    assert.equal(all?.label, "Mend All 2 Places");
    assert.deepEqual(applied(all, body), { ...good, max_tokens: 1024 });
    assert.deepEqual(
      others.map(({ label }) => label),
      ['Add "max_tokens": 1024', 'Remove "a"', "Run Again"],
    );
  });

  it("is left alone where the key is no longer what the message says", () => {
    const fixes = refused("#: extraneous key [topp] is not permitted", good);
    assert.deepEqual(
      fixes.map(({ id }) => id),
      ["runAgain"],
    );
  });
});

describe("a model without on-demand throughput", () => {
  const modelId = "anthropic.claude-sonnet-4-20250514-v1:0";
  const failure = {
    message: `Invocation of model ID ${modelId} with on-demand throughput isn\u2019t supported. Retry your request with the ID or ARN of an inference profile that contains this model.`,
  };
  const labels = (others: Partial<FixContext>) =>
    fixesFor(contextOf({ modelId, failure, ...others })).map(({ label }) => label);

  const guesses: readonly (readonly [string, string | undefined])[] = [
    ["us-west-2", "us"],
    ["eu-central-1", "eu"],
    ["ap-south-1", "apac"],
    ["us-gov-west-1", "us-gov"],
    ["ca-central-1", "us"],
    ["me-south-1", undefined],
  ];
  for (const [region, prefix] of guesses) {
    it(`is called through ${prefix ?? "a model the user picks"} in ${region} when nothing can be listed`, () => {
      const guess = prefix === undefined ? [] : [`Use inference profile ${prefix}.${modelId}`];
      assert.deepEqual(labels({ region }), [...guess, "Select Model…", "Run Again"]);
    });
  }

  it("is called through a profile that the account has, the region's geography first", () => {
    const profile = (id: string, base = modelId, type = "SYSTEM_DEFINED"): InferenceProfile => ({
      inferenceProfileId: id,
      inferenceProfileArn: `arn:aws:bedrock:eu-west-1:111122223333:x/${id}`,
      inferenceProfileName: id,
      type,
      modelArns: [`arn:aws:bedrock:eu-west-1::foundation-model/${base}`],
    });
    const inferenceProfiles = [
      profile("mine", modelId, "APPLICATION"),
      profile(`us.${modelId}`),
      profile(`global.${modelId}`),
      profile("eu.amazon.nova-lite-v1:0", "amazon.nova-lite-v1:0"),
      profile(`eu.${modelId}`),
    ];
    assert.deepEqual(labels({ region: "eu-west-1", inferenceProfiles }), [
      `Use inference profile eu.${modelId}`,
      `Use inference profile global.${modelId}`,
      "Use inference profile mine",
      `Use inference profile us.${modelId}`,
      "Select Model…",
      "Run Again",
    ]);
  });

  it("is not sent to a profile that the account does not have", () => {
    assert.deepEqual(labels({ inferenceProfiles: [] }), ["Select Model…", "Run Again"]);
  });
});

describe("a region that is not the ARN's", () => {
  const modelId =
    "arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.amazon.nova-lite-v1:0";
  const failure = { message: "The provided model identifier is invalid." };

  it("is changed or removed where the request file names it", () => {
    const fixes = fixesFor(contextOf({ modelId, failure, fileRegion: "us-east-1" }));
    assert.deepEqual(
      fixes.map(({ label, isPreferred = false }) => [label, isPreferred]),
      [
        ['Change "region" to eu-west-1, the ARN\'s', true],
        ['Remove "region": the ARN names it', false],
        ["Run Again", false],
      ],
    );
  });
});

describe("a failure outside the body", () => {
  const ids = (kind: FailureKind, code?: string, others: Partial<FixContext> = {}) =>
    fixesFor(contextOf({ failure: { kind, ...(code !== undefined && { code }) }, ...others })).map(
      ({ id }) => id,
    );
  const endpoint = "http://127.0.0.1:9";
  const apiKey = { type: "apiKey", apiKey: "x", source: "test" } as const;
  const cases: readonly (readonly [FailureKind, string, Partial<FixContext>, readonly string[]])[] =
    [
      ["timeout", "STALL", {}, ["setting:bedrockStream.stallTimeout"]],
      ["timeout", "CONNECT", {}, ["setting:bedrockStream.connectTimeout", "setting:http.proxy"]],
      ["connection", "ENOTFOUND", {}, ["setting:bedrockStream.region", "setting:http.proxy"]],
      [
        "connection",
        "ECONNREFUSED",
        { endpoint },
        ["setting:bedrockStream.endpoint", "setting:http.proxy"],
      ],
      ["proxy", "", {}, ["setting:http.proxy"]],
      ["tls", "SELF_SIGNED", {}, ["setting:http.systemCertificates"]],
      ["configuration", "NO_REGION", {}, ["selectRegion", "useSandbox"]],
      ["configuration", "BAD_ENDPOINT", {}, ["setting:bedrockStream.endpoint"]],
      ["configuration", "UNTRUSTED", {}, ["manageTrust"]],
      ["credentials", "NO_CREDENTIALS", {}, ["selectProfile", "setApiKey", "useSandbox"]],
      [
        "credentials",
        "PROFILE_NOT_FOUND",
        {},
        ["setting:bedrockStream.profile", "selectProfile", "setApiKey", "useSandbox"],
      ],
      ["credentials", "", { identity: apiKey }, ["setApiKey", "selectProfile", "useSandbox"]],
      ["throttled", "", {}, []],
    ];
  for (const [kind, code, others, expected] of cases) {
    it(`${kind} ${code} offers ${expected.join(", ") || "nothing but another try"}`, () => {
      assert.deepEqual(ids(kind, code, others), [...expected, "runAgain"]);
    });
  }

  it("offers to sign in to the profile whose role is taken", () => {
    const profile = (name: string, kind: Profile["kind"], sourceProfile?: string): Profile => ({
      name,
      kind,
      needsMfa: false,
      ...(sourceProfile !== undefined && { sourceProfile }),
    });
    const awsProfiles = [profile("role", "assumeRole", "corp"), profile("corp", "sso")];
    const [fix] = fixesFor(
      contextOf({
        failure: { kind: "credentials", exception: "ExpiredTokenException" },
        identity: { type: "chain", profile: "role" },
        awsProfiles,
      }),
    );
    assert.equal(fix?.label, "Sign In Again (corp)");
    assert.deepEqual(fix.action, { type: "signIn", command: "sso login", profile: "corp" });
    assert.equal(fix.isPreferred, true);
  });

  it("shows what was answered, where something was", () => {
    const fixes = fixesFor(contextOf({ failure: { kind: "service", rawText: "{}" } }));
    assert.deepEqual(
      fixes.map(({ id }) => id),
      ["runAgain", "showRawAnswer"],
    );
  });
});

describe("an answer cut at its limit", () => {
  it("can have twice the tokens, as far as the model allows", () => {
    const raise = (max_tokens: number) =>
      fixesFor(contextOf({ verdict: "maxTokens", body: { ...good, max_tokens } }))[0]?.label;
    assert.equal(raise(100), 'Raise "max_tokens" to 200');
    assert.equal(raise(3000), 'Raise "max_tokens" to 4096');
    assert.equal(raise(4096), "Run Again");
  });
});

describe("Continue from Here", () => {
  const cut = { failure: { kind: "incomplete" as const }, verdict: "connectionLost" as const };
  const find = (fixes: readonly Fix[]) => fixes.find(({ id }) => id === "continue");

  it("sends the text so far as the beginning of the answer", () => {
    const fix = find(fixesFor(contextOf({ ...cut, text: "One, two " })));
    assert.ok(fix?.action.type === "sendBody");
    assert.deepEqual(JSON.parse(fix.action.body), {
      ...good,
      messages: [...hello, { role: "assistant", content: "One, two" }],
    });
  });

  it("is offered after a stop and at the token limit, and not for a whole answer", () => {
    const after = (verdict: FixContext["verdict"]) =>
      find(fixesFor(contextOf({ verdict, text: "One" }))) !== undefined;
    assert.deepEqual(
      (["stopped", "maxTokens", "complete", "stopSequence", "refused"] as const).map(after),
      [true, true, false, false, false],
    );
  });

  it("is not offered without text or for a family that takes no beginning", () => {
    assert.equal(find(fixesFor(contextOf(cut))), undefined);
    const modelId = "cohere.command-r-v1:0";
    const body = { message: "Hello" };
    assert.equal(find(fixesFor(contextOf({ ...cut, modelId, body, text: "One" }))), undefined);
  });
});
