import assert from "node:assert/strict";
import {
  BedrockRuntimeClient,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { isFailure } from "../../../src/failure.js";
import { invokePath } from "../../../src/wire/endpoint.js";
import { bearerHeaders, signRequest } from "../../../src/wire/sign.js";

const keys = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG" };
const temporary = { ...keys, sessionToken: "FwoGZXIvYXdzE/+token==" };

/** Headers that the signature leaves out. */
const unsigned = new Set(["authorization", "user-agent", "x-amzn-trace-id"]);

interface SignedRequest {
  readonly hostname: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface OfficialCall {
  readonly modelId: string;
  readonly region: string;
  readonly credentials: typeof keys & { readonly sessionToken?: string };
  readonly body: string;
}

/** The very request that the official client would put on the wire. */
async function officialRequest(call: OfficialCall): Promise<SignedRequest> {
  const captured = new Error("captured");
  let signed: SignedRequest | undefined;
  const client = new BedrockRuntimeClient({
    region: call.region,
    credentials: call.credentials,
    maxAttempts: 1,
    requestHandler: {
      handle(request: SignedRequest) {
        signed = request;
        return Promise.reject(captured);
      },
    },
  });
  const command = new InvokeModelWithResponseStreamCommand({
    modelId: call.modelId,
    body: call.body,
    contentType: "application/json",
    accept: "application/json",
    guardrailIdentifier: "abc",
    trace: "ENABLED",
  });
  await assert.rejects(client.send(command), (error) => error === captured);
  client.destroy();
  assert.ok(signed);
  return signed;
}

/** `20261122T101112Z` as it stands in the header. */
function dateOf(amzDate = ""): Date {
  return new Date(amzDate.replace(/(....)(..)(..)T(..)(..)(..)Z/, "$1-$2-$3T$4:$5:$6Z"));
}

describe("signRequest", () => {
  const calls: Readonly<Record<string, OfficialCall>> = {
    "a model id with a colon": {
      modelId: "anthropic.claude-3-5-sonnet-20240620-v1:0",
      region: "us-east-1",
      credentials: keys,
      body: '{"a":"€"}',
    },
    "an ARN, with a session token": {
      modelId:
        "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-20250514-v1:0",
      region: "eu-west-1",
      credentials: temporary,
      body: "{}",
    },
    "an imported model in another partition": {
      modelId: "arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:imported-model/abcdef012345",
      region: "us-gov-west-1",
      credentials: temporary,
      body: '{"prompt":"x"}',
    },
  };
  for (const [title, call] of Object.entries(calls)) {
    it(`signs ${title} as the official client does`, async () => {
      const official = await officialRequest(call);
      const headers = Object.fromEntries(
        Object.entries(official.headers).filter(([name]) => !unsigned.has(name)),
      );
      const ours = await signRequest(
        {
          method: "POST",
          origin: new URL(`https://${official.hostname}`),
          path: invokePath(call.modelId),
          headers,
          body: Buffer.from(call.body),
        },
        {
          region: call.region,
          credentials: call.credentials,
          date: dateOf(official.headers["x-amz-date"]),
        },
      );
      assert.equal(official.path, invokePath(call.modelId));
      assert.equal(ours["authorization"], official.headers["authorization"]);
      assert.deepEqual({ ...ours, authorization: "" }, { ...headers, authorization: "" });
    });
  }

  it("binds the signature to body, path, region, clock and keys", async () => {
    const request = {
      method: "POST" as const,
      origin: new URL("https://bedrock-runtime.us-east-1.amazonaws.com"),
      path: "/model/a/invoke-with-response-stream",
      headers: { "content-type": "application/json" },
      body: Buffer.from("{}"),
    };
    const scope = { region: "us-east-1", credentials: keys, date: new Date(0) };
    const sign = async (...args: Parameters<typeof signRequest>) =>
      (await signRequest(...args))["authorization"]?.split("Signature=")[1];
    const signatures = await Promise.all([
      sign(request, scope),
      sign({ ...request, body: Buffer.from("{ }") }, scope),
      sign({ ...request, path: "/model/b/invoke-with-response-stream" }, scope),
      sign({ ...request, headers: { "content-type": "text/plain" } }, scope),
      sign({ ...request, origin: new URL("https://other.example:444") }, scope),
      sign(request, { ...scope, region: "us-west-2" }),
      sign(request, { ...scope, date: new Date(1000) }),
      sign(request, { ...scope, credentials: temporary }),
      sign(request, { ...scope, credentials: { ...keys, secretAccessKey: "other" } }),
    ]);
    assert.equal(new Set(signatures).size, signatures.length);
    assert.equal(await sign(request, scope), signatures[0], "the same again");
  });

  it("signs query parameters", async () => {
    const request = {
      method: "GET" as const,
      origin: new URL("https://bedrock.us-east-1.amazonaws.com"),
      path: "/inference-profiles",
      headers: {},
      body: new Uint8Array(),
    };
    const scope = { region: "us-east-1", credentials: keys, date: new Date(0) };
    const [without, first, second] = await Promise.all([
      signRequest(request, scope),
      signRequest({ ...request, query: { nextToken: "a/b=" } }, scope),
      signRequest({ ...request, query: { nextToken: "a/c=" } }, scope),
    ]);
    const signatures = [without, first, second].map((headers) => headers["authorization"]);
    assert.equal(new Set(signatures).size, 3);
  });
});

const unusable = (error: unknown) =>
  isFailure(error) &&
  error.kind === "credentials" &&
  error.evidence.code === "UNUSABLE_CREDENTIALS" &&
  !error.message.includes("marked");

describe("unusable credentials", () => {
  it("are refused before anything is sent, and not quoted", async () => {
    for (const apiKey of ["", "marked key", "marked\n", "marked\r\nx-evil: 1", "markéd"]) {
      assert.throws(() => bearerHeaders(apiKey), unusable);
    }
    const request = {
      method: "POST" as const,
      origin: new URL("https://host.example"),
      path: "/",
      headers: {},
      body: new Uint8Array(),
    };
    for (const more of [{ sessionToken: "marked\n" }, { accessKeyId: "marked id" }]) {
      const credentials = { ...keys, ...more };
      const scope = { region: "us-east-1", credentials, date: new Date(0) };
      await assert.rejects(signRequest(request, scope), unusable);
    }
  });
});

describe("bearerHeaders", () => {
  it("is one header", () => {
    assert.deepEqual(bearerHeaders("ABSKkey"), { authorization: "Bearer ABSKkey" });
  });
});
