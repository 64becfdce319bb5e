import assert from "node:assert/strict";
import { asFailure } from "../../../src/failure.js";
import { resolveTarget, type TargetChoices } from "../../../src/client/resolveTarget.js";
import { runtimeOrigin } from "../../../src/wire/endpoint.js";
import { isFailure } from "../../../src/failure.js";

const nothing: TargetChoices = {
  request: { modelId: "amazon.titan-text-lite-v1" },
  settings: { region: "", profile: "", endpoint: "" },
  environment: {},
  profileRegion: () => Promise.resolve(undefined),
  isTrusted: true,
};

describe("the target of a request", () => {
  it("sends no key, and nothing of a folder that is not trusted, to a region nobody knows", async () => {
    const badRegion = (error: unknown) =>
      isFailure(error) &&
      error.evidence.code === "BAD_REGION" &&
      /Select Region/.test(error.message);
    const request = { ...nothing.request, region: "moon-north-9" };
    const withKey = { ...nothing, apiKey: "key" };
    await assert.rejects(resolveTarget({ ...withKey, request }), badRegion);
    await assert.rejects(resolveTarget({ ...nothing, request, isTrusted: false }), badRegion);
    const arn = { modelId: "arn:aws:bedrock:moon-north-9::foundation-model/a.b" };
    await assert.rejects(resolveTarget({ ...nothing, request: arn, isTrusted: false }), badRegion);
    assert.equal((await resolveTarget({ ...nothing, request })).target.region, "moon-north-9");
    const gateway = { ...nothing.settings, endpoint: "https://gateway.example" };
    const own = await resolveTarget({ ...withKey, request, settings: gateway });
    assert.equal(own.target.endpoint, gateway.endpoint);
    const settings = { ...nothing.settings, region: "moon-north-9" };
    await resolveTarget({ ...nothing, settings, isTrusted: false });
  });

  it("takes the region from request file, ARN, setting, profile, environment, in this order", async () => {
    const arn = "arn:aws:bedrock:eu-west-3:123456789012:inference-profile/eu.amazon.nova-lite-v1:0";
    const all: TargetChoices = {
      ...nothing,
      request: { modelId: arn, region: "ap-south-1" },
      settings: { region: "us-west-2", profile: "dev", endpoint: "" },
      environment: { AWS_REGION: "ca-central-1" },
      profileRegion: () => Promise.resolve("sa-east-1"),
    };
    const regionOf = async (choices: TargetChoices) => (await resolveTarget(choices)).target.region;
    assert.equal(await regionOf(all), "ap-south-1");
    const fromArn = { ...all, request: { modelId: arn } };
    assert.equal(await regionOf(fromArn), "eu-west-3");
    const fromSetting = { ...all, request: nothing.request };
    assert.equal(await regionOf(fromSetting), "us-west-2");
    const fromProfile = { ...fromSetting, settings: { ...all.settings, region: "" } };
    assert.equal(await regionOf(fromProfile), "sa-east-1");
    const fromEnvironment = { ...fromProfile, profileRegion: nothing.profileRegion };
    assert.equal(await regionOf(fromEnvironment), "ca-central-1");
  });

  it("says that no region is chosen rather than guessing one", async () => {
    await assert.rejects(resolveTarget(nothing), (error: unknown) => {
      return (
        isFailure(error) && error.kind === "configuration" && error.evidence.code === "NO_REGION"
      );
    });
  });

  it("never replaces a chosen profile by an API key of the environment", async () => {
    const { target, identityLabel } = await resolveTarget({
      ...nothing,
      settings: { region: "us-east-1", profile: "dev", endpoint: "" },
      environment: { AWS_BEARER_TOKEN_BEDROCK: "from-the-environment" },
    });
    assert.deepEqual(target.identity, { type: "chain", profile: "dev" });
    assert.equal(identityLabel, "profile dev (setting)");
  });

  it("refuses a request file's profile in a workspace that is not trusted", async () => {
    const request = { ...nothing.request, profile: "production" };
    const environment = { AWS_REGION: "us-east-1" };
    await assert.rejects(
      resolveTarget({ ...nothing, request, environment, isTrusted: false }),
      /not trusted/,
    );
  });

  it("takes the FIPS and dual-stack switches of the AWS SDKs", async () => {
    const environment = {
      AWS_REGION: "us-gov-west-1",
      AWS_USE_FIPS_ENDPOINT: "true",
      AWS_USE_DUALSTACK_ENDPOINT: "TRUE",
    };
    const { target } = await resolveTarget({ ...nothing, environment });
    assert.equal(runtimeOrigin(target).host, "bedrock-runtime-fips.us-gov-west-1.api.aws");
    const off = { AWS_REGION: "us-gov-west-1", AWS_USE_FIPS_ENDPOINT: "false" };
    const plain = await resolveTarget({ ...nothing, environment: off });
    assert.equal(runtimeOrigin(plain.target).host, "bedrock-runtime.us-gov-west-1.amazonaws.com");
  });

  it("refuses an endpoint that is no URL", async () => {
    const settings = { region: "us-east-1", profile: "", endpoint: "bedrock.local" };
    await assert.rejects(resolveTarget({ ...nothing, settings }), /not an http or https URL/);
  });

  it("makes no target of an endpoint with a login: targets are shown and recorded", async () => {
    const endpoint = "https://user:marked-password@gateway.example";
    const settings = { region: "us-east-1", profile: "", endpoint };
    await assert.rejects(resolveTarget({ ...nothing, settings }), (error) => {
      assert.equal(asFailure(error).evidence.code, "BAD_ENDPOINT");
      return !String(error).includes("marked-password");
    });
  });

  it("sends everything to the sandbox, with its own keys, while it is in use", async () => {
    const sandbox = {
      endpoint: "http://127.0.0.1:9",
      region: "us-east-1",
      accessKeyId: "id",
      secretAccessKey: "secret",
    };
    const { target } = await resolveTarget({ ...nothing, sandbox, apiKey: "key" });
    assert.equal(target.endpoint, sandbox.endpoint);
    assert.equal(target.identity.type, "keys");
  });
});
