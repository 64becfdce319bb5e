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

function signerFor(signing: Signing): SignatureV4 {
  return new SignatureV4({
    service: signing.service ?? "bedrock",
    region: signing.region ?? keys.region,
    credentials: {
      accessKeyId: signing.accessKeyId ?? keys.accessKeyId,
      secretAccessKey: keys.secretAccessKey,
      ...(signing.sessionToken === undefined ? {} : { sessionToken: signing.sessionToken }),
    },
    sha256: Sha256,
  });
}

/** A request signed by the library that the official clients use. */
async function signed(signing: Signing = {}): Promise<SignedRequest> {
  const body = '{"a":1}';
  const request = await signerFor(signing).sign(
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

/** The same with the signature in the query. */
async function presigned(signing: Signing = {}, expiresIn = 60): Promise<SignedRequest> {
  const body = '{"a":1}';
  const headers = { host: "127.0.0.1:1234" };
  const path = signing.path ?? encodedPath;
  const { query = {} } = await signerFor(signing).presign(
    { method: "POST", protocol: "http:", hostname: "127.0.0.1", path, query: {}, headers, body },
    { signingDate: signing.date ?? now, expiresIn },
  );
  return {
    method: "POST",
    target: `${path}?${queryText(query)}`,
    headers: [["host", headers.host]],
    body: Buffer.from(body),
  };
}

function queryText(query: Readonly<Record<string, string | string[] | null>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join("&");
}

/** A short-term API key as AWS's token generators make it. */
async function shortTermKey(signing: Signing = {}): Promise<string> {
  const { query = {} } = await signerFor(signing).presign(
    {
      method: "POST",
      protocol: "https:",
      hostname: "bedrock.amazonaws.com",
      path: "/",
      query: { Action: "CallWithBearerToken" },
      headers: { host: "bedrock.amazonaws.com" },
    },
    { signingDate: signing.date ?? now, expiresIn: 3600 },
  );
  const url = `bedrock.amazonaws.com/?${queryText(query)}&Version=1`;
  return `bedrock-api-key-${Buffer.from(url).toString("base64")}`;
}

function withHeader(request: SignedRequest, name: string, value?: string): SignedRequest {
  const others = request.headers.filter(([lineName]) => lineName !== name);
  return { ...request, headers: value === undefined ? others : [...others, [name, value]] };
}

function refusalOf(request: SignedRequest): string | undefined {
  const refusal = checkIdentity(request, keys, now);
  return refusal && `${refusal.status} ${refusal.name}: ${refusal.message}`;
}

function bearer(token: string): string | undefined {
  return refusalOf({
    method: "GET",
    target: "/",
    headers: [["authorization", `Bearer ${token}`]],
    body: Buffer.alloc(0),
  });
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
      withHeader(request, "host", "127.0.0.2:1234"),
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

  it("takes a host that was signed without its port, and no other port", async () => {
    const portless = await signed({ headers: { host: "127.0.0.1" } });
    assert.equal(refusalOf(withHeader(portless, "host", "127.0.0.1:1234")), undefined);
    assert.match(
      refusalOf(withHeader(await signed(), "host", "127.0.0.1:1")) ?? "",
      /^403 Invalid/,
    );
  });

  it("takes a signature in the query, with a session token too", async () => {
    for (const signing of [{}, { path: colonPath }, { sessionToken: "t/+=" }]) {
      assert.equal(refusalOf(await presigned(signing)), undefined);
    }
    const old = new Date(now.getTime() - 50 * minute);
    assert.equal(refusalOf(await presigned({ date: old }, 3600)), undefined);
    assert.match(refusalOf(await presigned({ date: old }, 1800)) ?? "", /- 30 min\.\)/);
  });

  it("refuses a presigned request that is changed, expired, of another scope or incomplete", async () => {
    const request = await presigned();
    const without = (name: string): SignedRequest => ({
      ...request,
      target: request.target.replace(new RegExp(`${name}=[^&]*&?`), ""),
    });
    const old = new Date(now.getTime() - 2 * minute);
    const refused: readonly [SignedRequest, RegExp][] = [
      [{ ...request, body: Buffer.from("{}") }, /^403 InvalidSignature.*does not match/],
      [{ ...request, target: `${request.target}&x=1` }, /^403 InvalidSignature.*does not match/],
      [await presigned({ date: old }), /^403 InvalidSignature.*Signature expired: .* - 1 min\.\)/],
      [await presigned({ region: "eu-west-1" }), /scoped to a valid region/],
      [await presigned({ accessKeyId: "AKIAOTHER" }), /^403 UnrecognizedClientException/],
      [without("X-Amz-Expires"), /^403 InvalidSignature.*does not match/],
      [without("X-Amz-Date"), /^400 IncompleteSignature.*must include 'X-Amz-Date'\. Re-examine/],
      [without("X-Amz-Signature"), /^400 IncompleteSignature.*'X-Amz-Signature'/],
      [
        { ...request, target: request.target.replace("HMAC-SHA256", "HMAC-SHA1") },
        /^400 IncompleteSignature.*algorithm/,
      ],
      [
        { ...request, target: request.target.replace("Expires=60", "Expires=604801") },
        /^400 IncompleteSignature.*X-Amz-Expires/,
      ],
    ];
    for (const [one, message] of refused) assert.match(refusalOf(one) ?? "", message);
  });

  it("takes short-term API keys that its own access key has signed", async () => {
    assert.equal(bearer(await shortTermKey()), undefined);
    assert.equal(bearer(await shortTermKey({ sessionToken: "t/+=" })), undefined);
    for (const wrong of [
      await shortTermKey({ accessKeyId: "AKIAOTHER" }),
      await shortTermKey({ region: "eu-west-1" }),
      await shortTermKey({ date: new Date(now.getTime() - 61 * minute) }),
      "bedrock-api-key-AAAA",
    ]) {
      assert.match(bearer(wrong) ?? "", /^403 AccessDeniedException: Authentication failed/);
    }
  });
});
