import { createHash, createHmac } from "node:crypto";
import { Failure } from "../failure.js";
import * as l10n from "../l10n.js";

/** The service's signing name; it is not the `bedrock-runtime` of the host. */
const signingName = "bedrock";

/** AWS keys. `sessionToken` is there for temporary ones. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A request as it will be sent, but for who sends it. */
export interface UnsignedRequest {
  readonly method: "GET" | "POST";
  /** Scheme, host and port; its path is not looked at. */
  readonly origin: URL;
  /** The path as it goes on the wire, percent-encoded once, without query. */
  readonly path: string;
  /** Decoded query parameters. */
  readonly query?: Readonly<Record<string, string>>;
  /** Every header to be signed; `host` is added from the origin when absent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What a signature is bound to besides the request. */
export interface SigningScope {
  readonly region: string;
  readonly credentials: Credentials;
  readonly date: Date;
  /** Signing name of the service; Bedrock's by default. */
  readonly service?: string;
}

/** The signer, 80 KiB with all it brings: loaded ahead of the first request that is signed. */
export function loadSigner() {
  return import("@smithy/signature-v4");
}

/**
 * Signs with Signature Version 4 and returns all headers to send, those passed in included.
 * Throws Failure("credentials") for keys that no header can carry.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export async function signRequest(
  unsigned: UnsignedRequest,
  { region, credentials, date, service = signingName }: SigningScope,
): Promise<Record<string, string>> {
  const { accessKeyId, sessionToken = "" } = credentials;
  if (!isHeaderText(accessKeyId) || !isHeaderText(sessionToken)) {
    throw unusable(
      l10n.t("The access key id or the session token holds characters that none has."),
    );
  }
  const { SignatureV4 } = await loadSigner();
  const signer = new SignatureV4({
    service,
    region,
    credentials,
    sha256: NodeSha256,
    // The path on the wire is encoded once; the canonical path is that text encoded again.
    uriEscapePath: true,
  });
  const { origin } = unsigned;
  const signed = await signer.sign(
    {
      method: unsigned.method,
      protocol: origin.protocol,
      hostname: origin.hostname,
      ...(origin.port === "" ? {} : { port: Number(origin.port) }),
      path: unsigned.path,
      query: { ...unsigned.query },
      headers: { host: origin.host, ...unsigned.headers },
      body: unsigned.body,
    },
    { signingDate: date },
  );
  return signed.headers;
}

/**
 * The one header that a Bedrock API key needs; nothing else of the request is bound to it.
 * Throws Failure("credentials") for what cannot be a key, for example pasted with a line break.
 */
export function bearerHeaders(apiKey: string): Record<string, string> {
  if (apiKey === "" || !isHeaderText(apiKey)) {
    throw unusable(l10n.t("The Bedrock API key is empty or holds characters that no key has."));
  }
  return { authorization: `Bearer ${apiKey}` };
}

/** Printable ASCII without blanks. */
function isHeaderText(text: string): boolean {
  return /^[\x21-\x7e]*$/.test(text);
}

/** Says nothing of the value: it is a secret. */
function unusable(message: string): Failure {
  return new Failure("credentials", message, { code: "UNUSABLE_CREDENTIALS" });
}

/** SHA-256, or HMAC-SHA-256 when constructed with a key, in the shape that the signer asks for. */
class NodeSha256 {
  private readonly hash;

  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = key === undefined ? createHash("sha256") : createHmac("sha256", bytesOf(key));
  }

  update(data: Uint8Array): void {
    this.hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }

  /** Part of the signer's interface; it makes a new instance for every digest instead. */
  reset(): void {}
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array | string {
  if (typeof data === "string") return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
