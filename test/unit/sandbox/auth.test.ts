import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import { checkIdentity, type AccountKeys } from "../../../src/sandbox/auth.js";
import { expectedSignature, type SignedRequest } from "../../../src/sandbox/canonicalRequest.js";

const now = new Date("2026-11-22T10:00:00Z");
const keys: AccountKeys = {
  region: "us-east-1",
  accessKeyId: "AKIAEXAMPLE",
  secretAccessKey: "example/secret",
  bearerToken: "ABSKexample",
};

/** Node's crypto in the form that the signer wants. */
class Sha256 {
  private readonly hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash("sha256") : createHmac("sha256", bytesOf(secret));
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(bytesOf(data));
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }
  reset(): void {
    throw new Error("not needed");
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === "string") return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
}

interface Signing {
  readonly path?: string;
  readonly region?: string;
  readonly service?: string;
  readonly date?: Date;
  readonly accessKeyId?: string;
  readonly sessionToken?: string;
  readonly headers?: Record<string, string>;
}

const colonPath = "/model/anthropic.claude-3-haiku-20240307-v1:0/invoke-with-response-stream";
const encodedPath = colonPath.replace(":", "%3A");

/** A request signed by the library that the official clients use. */
async function signed(signing: Signing = {}): Promise<SignedRequest> {
  const signer = new SignatureV4({
    service: signing.service ?? "bedrock",
    region: signing.region ?? keys.region,
    credentials: {
      accessKeyId: signing.accessKeyId ?? keys.accessKeyId,
      secretAccessKey: keys.secretAccessKey,
      ...(signing.sessionToken === undefined ? {} : { sessionToken: signing.sessionToken }),
    },
    sha256: Sha256,
  });
  const body = '{"a":1}';
  const request = await signer.sign(
    {
      method: "POST",
      protocol: "http:",
      hostname: "127.0.0.1",
      path: signing.path ?? encodedPath,
      query: {},
      headers: { host: "127.0.0.1:1234", "content-type": "application/json", ...signing.headers },
      body,
    },
    { signingDate: signing.date ?? now },
  );
  return {
    method: "POST",
    target: request.path,
    headers: Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
    body: Buffer.from(body),
  };
}

function withHeader(request: SignedRequest, name: string, value?: string): SignedRequest {
  const others = request.headers.filter(([lineName]) => lineName !== name);
  return { ...request, headers: value === undefined ? others : [...others, [name, value]] };
}

function refusalOf(request: SignedRequest): string | undefined {
  const refusal = checkIdentity(request, keys, now);
  return refusal && `${refusal.status} ${refusal.name}: ${refusal.message}`;
}

describe("sandbox checking identities", () => {
  it("computes the signatures that AWS has published", () => {
    const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    const amzDate = "20150830T123600Z";
    const vanilla = expectedSignature(
      {
        method: "GET",
        target: "/",
        headers: [
          ["host", "example.amazonaws.com"],
          ["x-amz-date", amzDate],
        ],
        body: Buffer.alloc(0),
      },
      ["host", "x-amz-date"],
      amzDate,
      { date: "20150830", region: "us-east-1", service: "service" },
      secret,
    );
    assert.equal(vanilla, "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    const listUsers = expectedSignature(
      {
        method: "GET",
        target: "/?Version=2010-05-08&Action=ListUsers",
        headers: [
          ["host", "iam.amazonaws.com"],
          ["content-type", "application/x-www-form-urlencoded;   charset=utf-8 "],
          ["x-amz-date", amzDate],
        ],
        body: Buffer.alloc(0),
      },
      ["content-type", "host", "x-amz-date"],
      amzDate,
      { date: "20150830", region: "us-east-1", service: "iam" },
      secret,
    );
    assert.equal(listUsers, "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
  });

  it("lets in both ways of writing a model id, and a session token", async () => {
    const arnPath = `/model/${encodeURIComponent("arn:aws:bedrock:us-east-1::foundation-model/x.y-v1:0")}/invoke-with-response-stream`;
    for (const signing of [{}, { path: colonPath }, { path: arnPath }, { sessionToken: "t/+=" }]) {
      assert.equal(refusalOf(await signed(signing)), undefined);
    }
  });

  it("sees every change after signing", async () => {
    const request = await signed({ headers: { "x-amzn-bedrock-accept": "application/json" } });
    const mismatch =
      /^403 InvalidSignatureException: The request signature we calculated does not match/;
    const authorization = request.headers.find(([name]) => name === "authorization")?.[1] ?? "";
    const changed: SignedRequest[] = [
      { ...request, body: Buffer.from('{"a":2}') },
      { ...request, method: "PUT" },
      { ...request, target: request.target.replace("haiku", "opus") },
      { ...request, target: `${request.target}?x=1` },
      { ...request, target: request.target.replace("%3A", ":") },
      withHeader(request, "host", "127.0.0.1:1"),
      withHeader(request, "x-amzn-bedrock-accept", "*/*"),
      withHeader(request, "x-amzn-bedrock-accept"),
      withHeader(request, "authorization", authorization.slice(0, -1)),
      withHeader(
        request,
        "authorization",
        authorization.replace(/.$/, (c) => (c === "0" ? "1" : "0")),
      ),
    ];
    for (const one of changed) assert.match(refusalOf(one) ?? "", mismatch);
  });

  const minute = 60_000;
  const refused: readonly [string, Signing, RegExp][] = [
    [
      "an unknown key",
      { accessKeyId: "AKIAOTHER" },
      /^403 UnrecognizedClientException: The security token included in the request is invalid\.$/,
    ],
    [
      "another Region",
      { region: "eu-west-1" },
      /^403 InvalidSignatureException: Credential should be scoped to a valid region\./,
    ],
    ["another service", { service: "bedrock-runtime" }, /scoped to correct service: 'bedrock'/],
    [
      "a date of six minutes ago",
      { date: new Date(now.getTime() - 6 * minute) },
      /^403 InvalidSignatureException: Signature expired: 20261122T095400Z is now earlier than 20261122T095500Z \(20261122T100000Z - 5 min\.\)$/,
    ],
    [
      "a date in six minutes",
      { date: new Date(now.getTime() + 6 * minute) },
      /Signature not yet current: 20261122T100600Z is still later than 20261122T100500Z/,
    ],
  ];
  for (const [what, signing, message] of refused) {
    it(`refuses ${what}`, async () => {
      assert.match(refusalOf(await signed(signing)) ?? "", message);
    });
  }

  it("takes dates up to five minutes away", async () => {
    for (const ms of [-5 * minute, 5 * minute]) {
      assert.equal(refusalOf(await signed({ date: new Date(now.getTime() + ms) })), undefined);
    }
  });

  it("refuses no and incomplete authorization, and repeats none of it", async () => {
    const request = await signed();
    const incomplete: readonly [string | undefined, RegExp][] = [
      [undefined, /^403 MissingAuthenticationTokenException: Missing Authentication Token$/],
      ["Basic c2VjcmV0", /^400 IncompleteSignatureException: Invalid key=value pair/],
      ["AWS4-HMAC-SHA256 nothing", /^400 IncompleteSignatureException: Invalid key=value pair/],
      [
        "AWS4-HMAC-SHA256 Credential=AKIA/x",
        /requires 'Signature' parameter\. .*requires 'SignedHeaders' parameter/,
      ],
      [
        "AWS4-HMAC-SHA256 Credential=AKIA/x, SignedHeaders=host, Signature=00",
        /exactly 5 slash-delimited/,
      ],
      [
        "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261122/us-east-1/bedrock/aws4_request, SignedHeaders=x-amz-date, Signature=00",
        /'Host' or ':authority' must be a 'SignedHeader'/,
      ],
      [
        "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261121/us-east-1/bedrock/aws4, SignedHeaders=host, Signature=00",
        /valid terminator.*Date in Credential scope does not match/,
      ],
    ];
    for (const [authorization, message] of incomplete) {
      const refusal = refusalOf(withHeader(request, "authorization", authorization)) ?? "";
      assert.match(refusal, message);
      assert.ok(!refusal.includes("c2VjcmV0"));
    }
    assert.match(
      refusalOf(withHeader(request, "x-amz-date")) ?? "",
      /existence of either a 'X-Amz-Date'/,
    );
    assert.match(
      refusalOf(withHeader(request, "x-amz-date", "today")) ?? "",
      /ISO-8601 'basic format'/,
    );
  });

  it("takes its own bearer token and no other", () => {
    const bearer = (token: string): string | undefined =>
      refusalOf({
        method: "GET",
        target: "/",
        headers: [["authorization", `Bearer ${token}`]],
        body: Buffer.alloc(0),
      });
    assert.equal(bearer(keys.bearerToken), undefined);
    assert.match(
      bearer("ABSKother") ?? "",
      /^403 AccessDeniedException: Authentication failed: Please make sure your API Key is valid\.$/,
    );
    assert.match(
      bearer("other") ?? "",
      /^403 AccessDeniedException: Invalid API Key format: Must start with pre-defined prefix$/,
    );
    assert.match(bearer("") ?? "", /^403 AccessDeniedException/);
  });
});
