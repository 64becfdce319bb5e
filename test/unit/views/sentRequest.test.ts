import assert from "node:assert/strict";
import { sentRequest } from "../../../src/views/sentRequest.js";

const secrets = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "top-secret",
  sessionToken: "session-secret",
};
const target = {
  region: "eu-central-1",
  identity: { type: "keys", ...secrets, source: "sandbox" },
} as const;
const modelId =
  "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.amazon.nova-pro-v1:0";

describe("the request as it was sent", () => {
  it("shows address, headers and body, and none of the secrets that signed it", () => {
    const body = '{"max_tokens":1.0,"n":"ü"}';
    const shown = sentRequest(
      { request: { modelId, body, serviceTier: "flex" }, target },
      "keys",
      false,
    );
    assert.equal(
      shown.line,
      "POST https://bedrock-runtime.eu-central-1.amazonaws.com/model/arn%3Aaws%3Abedrock%3Aeu-central-1%3A123456789012%3Ainference-profile%2Feu.amazon.nova-pro-v1%3A0/invoke-with-response-stream",
    );
    assert.equal(shown.body, body);
    assert.equal(shown.bodyBytes, 27);
    const headers = new Map(shown.headers.map(({ name, value }) => [name, value]));
    assert.equal(headers.get("content-length"), "27");
    assert.equal(headers.get("x-amzn-bedrock-service-tier"), "flex");
    assert.equal(headers.get("authorization"), "(not shown)");
    const all = JSON.stringify(shown);
    for (const secret of Object.values(secrets)) assert.ok(!all.includes(secret), secret);
  });

  it("lays the body out without changing its values", () => {
    const request = { modelId, body: '{"max_tokens":1.0}' };
    assert.equal(sentRequest({ request, target }, "", true).body, '{\n  "max_tokens": 1.0\n}');
    const broken = { modelId, body: '{"max_tokens":' };
    assert.equal(sentRequest({ request: broken, target }, "", true).body, broken.body);
  });

  it("says what was wrong with a request that could not be sent", () => {
    const request = { modelId, body: "{}", guardrailIdentifier: "ü" };
    const shown = sentRequest({ request, target: { ...target, region: "" } }, "", true);
    assert.match(shown.line, /No AWS region/);
    assert.match(shown.headers[0]?.value ?? "", /printable ASCII/);
  });
});
