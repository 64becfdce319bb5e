import assert from "node:assert/strict";
import { isFailure } from "../../../src/failure.js";
import {
  controlOrigin,
  encodeSegment,
  invokePath,
  partitionOf,
  pathBelow,
  runtimeOrigin,
  type EndpointChoice,
} from "../../../src/wire/endpoint.js";

const configurationFault = (code: string) => (error: unknown) =>
  isFailure(error) && error.kind === "configuration" && error.evidence.code === code;

describe("runtimeOrigin", () => {
  const rows: readonly [region: string, partition: string, plain: string, dualStack: string][] = [
    ["us-east-1", "aws", "us-east-1.amazonaws.com", "us-east-1.api.aws"],
    ["mx-central-1", "aws", "mx-central-1.amazonaws.com", "mx-central-1.api.aws"],
    [
      "cn-north-1",
      "aws-cn",
      "cn-north-1.amazonaws.com.cn",
      "cn-north-1.api.amazonwebservices.com.cn",
    ],
    ["us-gov-west-1", "aws-us-gov", "us-gov-west-1.amazonaws.com", "us-gov-west-1.api.aws"],
    [
      "eusc-de-east-1",
      "aws-eusc",
      "eusc-de-east-1.amazonaws.eu",
      "eusc-de-east-1.api.amazonwebservices.eu",
    ],
    ["us-iso-east-1", "aws-iso", "us-iso-east-1.c2s.ic.gov", "us-iso-east-1.api.aws.ic.gov"],
    [
      "us-isob-east-1",
      "aws-iso-b",
      "us-isob-east-1.sc2s.sgov.gov",
      "us-isob-east-1.api.aws.scloud",
    ],
    [
      "eu-isoe-west-1",
      "aws-iso-e",
      "eu-isoe-west-1.cloud.adc-e.uk",
      "eu-isoe-west-1.api.cloud-aws.adc-e.uk",
    ],
    [
      "us-isof-south-1",
      "aws-iso-f",
      "us-isof-south-1.csp.hci.ic.gov",
      "us-isof-south-1.api.aws.hci.ic.gov",
    ],
    // A region of the future.
    ["moon-north-9", "aws", "moon-north-9.amazonaws.com", "moon-north-9.api.aws"],
  ];
  for (const [region, partition, plain, dualStack] of rows) {
    it(`knows the hosts of ${region} in ${partition}`, () => {
      assert.equal(partitionOf(region), partition);
      const host = (more: Partial<EndpointChoice>) => runtimeOrigin({ region, ...more }).href;
      assert.equal(host({}), `https://bedrock-runtime.${plain}/`);
      assert.equal(host({ useFips: true }), `https://bedrock-runtime-fips.${plain}/`);
      assert.equal(host({ useDualStack: true }), `https://bedrock-runtime.${dualStack}/`);
      assert.equal(
        host({ useFips: true, useDualStack: true }),
        `https://bedrock-runtime-fips.${dualStack}/`,
      );
      assert.equal(controlOrigin({ region }).href, `https://bedrock.${plain}/`);
      assert.equal(
        controlOrigin({ region, useFips: true, useDualStack: true }).href,
        `https://bedrock-fips.${dualStack}/`,
      );
    });
  }

  it("takes an override with its port and base path", () => {
    const endpoint = "http://127.0.0.1:8080/gateway/bedrock/";
    const origin = runtimeOrigin({ region: "us-east-1", endpoint });
    assert.equal(origin.host, "127.0.0.1:8080");
    assert.equal(pathBelow(origin, "/model/x"), "/gateway/bedrock/model/x");
    assert.equal(pathBelow(new URL("https://host"), "/model/x"), "/model/x");
  });

  it("takes an empty override for none", () => {
    const origin = runtimeOrigin({ region: "us-east-1", endpoint: "", useFips: true });
    assert.equal(origin.host, "bedrock-runtime-fips.us-east-1.amazonaws.com");
  });

  it("refuses an override together with FIPS or dual-stack", () => {
    const endpoint = "https://gateway.example";
    for (const more of [{ useFips: true }, { useDualStack: true }]) {
      assert.throws(
        () => runtimeOrigin({ region: "us-east-1", endpoint, ...more }),
        configurationFault("ENDPOINT_CONFLICT"),
      );
    }
  });

  it("refuses what cannot be an endpoint, and quotes no password", () => {
    for (const endpoint of [
      "gateway",
      "ftp://gateway",
      "https://",
      "https://g/?a=b",
      "https://g/#a",
    ]) {
      assert.throws(
        () => runtimeOrigin({ region: "us-east-1", endpoint }),
        configurationFault("BAD_ENDPOINT"),
        endpoint,
      );
    }
  });

  for (const endpoint of [
    "https://user:marked-password@gateway",
    "ftp://user:marked-password@gateway",
    "htps:/user:marked-password@gateway",
    "user:marked-password@gateway:8080",
  ]) {
    it(`refuses ${endpoint.replace("marked-", "")} and does not say its password`, () => {
      assert.throws(
        () => runtimeOrigin({ region: "us-east-1", endpoint }),
        (error) =>
          configurationFault("BAD_ENDPOINT")(error) && !String(error).includes("marked-password"),
      );
    });
  }

  it("refuses regions that could change the host", () => {
    assert.throws(() => runtimeOrigin({ region: "" }), configurationFault("NO_REGION"));
    for (const region of [
      "evil.example/#",
      "us east",
      "us-east-1.",
      "a@b",
      "-x",
      "ä",
      "s3",
      "local",
      "us-east",
    ]) {
      assert.throws(() => runtimeOrigin({ region }), configurationFault("BAD_REGION"), region);
    }
  });
});

describe("controlOrigin", () => {
  it("asks a gateway on its own host", () => {
    const endpoint = "http://127.0.0.1:8080/base";
    assert.equal(controlOrigin({ region: "us-east-1", endpoint }).href, endpoint);
  });

  it("asks the region's public host where the endpoint serves the runtime only", () => {
    for (const endpoint of [
      "https://vpce-0a1b-2c3d.bedrock-runtime.eu-west-1.vpce.amazonaws.com",
      "https://bedrock-runtime-fips.eu-west-1.amazonaws.com",
      "https://bedrock-runtime.eu-west-1.api.aws",
    ]) {
      const { href } = controlOrigin({ region: "eu-west-1", endpoint });
      assert.equal(href, "https://bedrock.eu-west-1.amazonaws.com/", endpoint);
    }
  });
});

describe("invokePath", () => {
  it("encodes ids and ARNs as the AWS SDKs do", () => {
    assert.equal(
      invokePath("anthropic.claude-v2:1"),
      "/model/anthropic.claude-v2%3A1/invoke-with-response-stream",
    );
    assert.equal(
      invokePath("arn:aws:bedrock:us-east-1::foundation-model/a.b"),
      "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A%3Afoundation-model%2Fa.b/invoke-with-response-stream",
    );
  });

  it("leaves nothing that could end the segment", () => {
    assert.equal(encodeSegment("a b/?#%!'()*~_-.é"), "a%20b%2F%3F%23%25%21%27%28%29%2A~_-.%C3%A9");
  });
});
