import { createHash, createHmac } from "node:crypto";
import type { HeaderLine } from "./exchange.js";

/** What a Signature Version 4 signature covers. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  readonly headers: readonly HeaderLine[];
  /** Undefined while it is not read; the hash that a header claims counts for it then. */
  readonly body?: Uint8Array;
}

/** SHA-256 of an unread body as the client says it, in hex. */
export function claimedBodyHash({ headers }: SignedRequest): string | undefined {
  const claim = headers.find(([name]) => name === "x-amz-content-sha256")?.[1];
  return claim !== undefined && /^[0-9a-f]{64}$/.test(claim) ? claim : undefined;
}

/** Day, region, service and terminator of a credential: `20261122/us-east-1/bedrock/aws4_request`. */
export interface Scope {
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/**
 * The signature that this request must carry, in lower-case hex.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 *
 * Written from that page and on Node's crypto alone, so that no client is checked by its own signer.
 */
export function expectedSignature(
  request: SignedRequest,
  signedHeaders: readonly string[],
  amzDate: string,
  scope: Scope,
  secretAccessKey: string,
): string {
  const stringToSign = [
    "AWS4-HMAC-SHA256",
    amzDate,
    `${scope.date}/${scope.region}/${scope.service}/aws4_request`,
    sha256(canonicalRequest(request, signedHeaders)),
  ].join("\n");
  const steps = [scope.date, scope.region, scope.service, "aws4_request"];
  const key = steps.reduce<Uint8Array>(hmac, Buffer.from(`AWS4${secretAccessKey}`));
  return Buffer.from(hmac(key, stringToSign)).toString("hex");
}

/** The text whose hash is signed. */
export function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[]): string {
  const [path = "", query = ""] = splitTarget(request.target);
  const values = new Map<string, string[]>();
  for (const [name, value] of request.headers) {
    const all = values.get(name);
    if (all) all.push(value);
    else values.set(name, [value]);
  }
  return [
    request.method,
    canonicalPath(path),
    canonicalQuery(query),
    ...signedHeaders.map((name) => `${name}:${canonicalValue(values.get(name))}`),
    "",
    signedHeaders.join(";"),
    request.body ? sha256(request.body) : (claimedBodyHash(request) ?? ""),
  ].join("\n");
}

/** Path and query of a request target, without the question mark. */
export function splitTarget(target: string): [path: string, query: string] {
  const mark = target.indexOf("?");
  return mark < 0 ? [target, ""] : [target.slice(0, mark), target.slice(mark + 1)];
}

function hmac(key: Uint8Array, text: string): Uint8Array {
  return createHmac("sha256", key).update(text).digest();
}

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/**
 * Every segment of the path as sent, encoded once more: `%3A` becomes `%253A`, a raw `:` `%3A`.
 * So both ways of writing a model id are right, each with its own signature.
 */
function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(encode(segment));
  }
  const trailing = segments.length > 0 && path.endsWith("/") ? "/" : "";
  return `/${segments.join("/")}${trailing}`;
}

function canonicalQuery(query: string): string {
  if (query === "") return "";
  return query
    .split("&")
    .map((pair) => {
      const equals = pair.indexOf("=");
      const name = equals < 0 ? pair : pair.slice(0, equals);
      const value = equals < 0 ? "" : pair.slice(equals + 1);
      return [encode(decode(name)), encode(decode(value))] as const;
    })
    .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Percent-encodes all but the unreserved characters of RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function canonicalValue(values: readonly string[] = []): string {
  return values.map((value) => value.trim().replace(/ +/g, " ")).join(",");
}
