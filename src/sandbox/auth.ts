import { timingSafeEqual } from "node:crypto";
import { incomplete, parseAuthorization, type Authorization } from "./authorization.js";
import { parseBasicDate, toBasicDate } from "./basicDate.js";
import { claimedBodyHash, expectedSignature, type SignedRequest } from "./canonicalRequest.js";
import { isPresigned, readPresigned, shortTermKeyRequest } from "./presigned.js";
import { frontDoorRefusal, isRefusal, type Refusal } from "./refusal.js";

/** Who may call. */
export interface AccountKeys {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly bearerToken: string;
}

/** How far a request's date may be from the service's clock. */
const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * Checks a request as the front door of AWS does, and answers with its words. Of a request whose body is
 * not read yet it checks what the head tells.
 * @returns the refusal, or undefined when the caller is who the keys say.
 */
export function checkIdentity(
  request: SignedRequest,
  keys: AccountKeys,
  now: Date,
): Refusal | undefined {
  const authorization = valueOf(request, "authorization");
  if (authorization === undefined || authorization.trim() === "") {
    if (isPresigned(request.target)) return checkPresigned(request, keys, now);
    return frontDoorRefusal(
      "MissingAuthenticationTokenException",
      403,
      "Missing Authentication Token",
    );
  }
  const bearer = /^Bearer (.*)$/i.exec(authorization);
  if (bearer) return checkBearer((bearer[1] ?? "").trim(), keys, now);
  return checkSignature(request, authorization, keys, now);
}

/** Long-term keys of the service start with `ABSK`, short-term ones with the other. */
const BEARER_PREFIXES = ["ABSK", "bedrock-api-key-"];

function checkBearer(token: string, keys: AccountKeys, now: Date): Refusal | undefined {
  if (equal(token, keys.bearerToken)) return undefined;
  const known = BEARER_PREFIXES.some((prefix) => token.startsWith(prefix));
  if (!known) return badKey("Invalid API Key format: Must start with pre-defined prefix");
  const request = shortTermKeyRequest(token);
  // Made by a token generator from the sandbox's own access key.
  if (request && checkPresigned(request, keys, now) === undefined) return undefined;
  return badKey("Authentication failed: Please make sure your API Key is valid.");
}

function badKey(message: string): Refusal {
  // As people got it: with a capital letter, unlike the answers to signatures.
  return { ...frontDoorRefusal("AccessDeniedException", 403, message), messageKey: "Message" };
}

/** Checks a signature that stands in the query. */
function checkPresigned(request: SignedRequest, keys: AccountKeys, now: Date): Refusal | undefined {
  const presigned = readPresigned(request.target);
  if (isRefusal(presigned)) return presigned;
  const { authorization, amzDate, expiresSeconds, unsignedTarget } = presigned;
  const time = parseBasicDate(amzDate);
  if (time === undefined) return wrongDate(amzDate, request.target);
  const signed = { ...request, target: unsignedTarget };
  return (
    checkScope(authorization, keys, amzDate) ??
    checkClock(
      amzDate,
      time,
      now,
      expiresSeconds === undefined ? undefined : expiresSeconds * 1000,
    ) ??
    checkCoveredHeaders(signed, authorization) ??
    compareSignatures(signed, authorization, keys, amzDate)
  );
}

function checkSignature(
  request: SignedRequest,
  text: string,
  keys: AccountKeys,
  now: Date,
): Refusal | undefined {
  const parsed = parseAuthorization(text);
  if ("status" in parsed) return parsed;
  const amzDate = valueOf(request, "x-amz-date") ?? basicDate(valueOf(request, "date"));
  if (amzDate === undefined) {
    return incomplete(
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
      text,
    );
  }
  const time = parseBasicDate(amzDate);
  if (time === undefined) return wrongDate(amzDate, text);
  return (
    checkScope(parsed, keys, amzDate) ??
    checkClock(amzDate, time, now) ??
    checkCoveredHeaders(request, parsed) ??
    compareSignatures(request, parsed, keys, amzDate)
  );
}

function wrongDate(amzDate: string, authorization: string): Refusal {
  return incomplete(
    `Date must be in ISO-8601 'basic format'. Got '${amzDate}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    authorization,
  );
}

function checkScope(
  authorization: Authorization,
  keys: AccountKeys,
  amzDate: string,
): Refusal | undefined {
  if (!equal(authorization.accessKeyId, keys.accessKeyId)) {
    return frontDoorRefusal(
      "UnrecognizedClientException",
      403,
      "The security token included in the request is invalid.",
    );
  }
  const wrong: string[] = [];
  if (authorization.region !== keys.region) {
    wrong.push("Credential should be scoped to a valid region.");
  }
  if (authorization.service !== "bedrock") {
    wrong.push("Credential should be scoped to correct service: 'bedrock'.");
  }
  if (authorization.terminator !== "aws4_request") {
    wrong.push(
      `Credential should be scoped with a valid terminator: 'aws4_request', not '${authorization.terminator}'.`,
    );
  }
  const day = amzDate.slice(0, 8);
  if (authorization.date !== day) {
    wrong.push(
      "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: " +
        `'${authorization.date}' != '${day}', from '${amzDate}'.`,
    );
  }
  return wrong.length > 0 ? invalidSignature(wrong.join(" ")) : undefined;
}

/** @param lifeMs how long the signature counts. */
function checkClock(
  amzDate: string,
  time: number,
  now: Date,
  lifeMs = CLOCK_SKEW_MS,
): Refusal | undefined {
  const clock = toBasicDate(now.getTime());
  const earliest = now.getTime() - lifeMs;
  const latest = now.getTime() + CLOCK_SKEW_MS;
  if (time < earliest) {
    return invalidSignature(
      `Signature expired: ${amzDate} is now earlier than ${toBasicDate(earliest)} (${clock} - ${Math.ceil(lifeMs / 60_000)} min.)`,
    );
  }
  if (time > latest) {
    return invalidSignature(
      `Signature not yet current: ${amzDate} is still later than ${toBasicDate(latest)} (${clock} + 5 min.)`,
    );
  }
  return undefined;
}

function checkCoveredHeaders(
  request: SignedRequest,
  authorization: Authorization,
): Refusal | undefined {
  if (!["host", ":authority"].some((name) => authorization.signedHeaders.includes(name))) {
    return invalidSignature(
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization header.",
    );
  }
  const present = new Set(request.headers.map(([name]) => name));
  return authorization.signedHeaders.every((name) => present.has(name)) ? undefined : mismatch();
}

function compareSignatures(
  request: SignedRequest,
  authorization: Authorization,
  keys: AccountKeys,
  amzDate: string,
): Refusal | undefined {
  if (request.body === undefined && claimedBodyHash(request) === undefined) return undefined;
  const fits = (one: SignedRequest): boolean =>
    equal(
      authorization.signature,
      expectedSignature(
        one,
        authorization.signedHeaders,
        amzDate,
        authorization,
        keys.secretAccessKey,
      ),
    );
  return fits(request) || fits(withoutPort(request)) ? undefined : mismatch();
}

/**
 * The request as signers write it that never met a port: on the ports of the scheme, `Host` has none,
 * and older versions of Anthropic's client sign the bare name.
 */
function withoutPort(request: SignedRequest): SignedRequest {
  const headers = request.headers.map(
    ([name, value]) =>
      [
        name,
        name === "host" || name === ":authority" ? value.replace(/:\d+$/, "") : value,
      ] as const,
  );
  return { ...request, headers };
}

function mismatch(): Refusal {
  return invalidSignature(
    "The request signature we calculated does not match the signature you provided. Check your AWS " +
      "Secret Access Key and signing method. Consult the service documentation for details.",
  );
}

function invalidSignature(message: string): Refusal {
  return frontDoorRefusal("InvalidSignatureException", 403, message);
}

function valueOf(request: SignedRequest, name: string): string | undefined {
  return request.headers.find(([lineName]) => lineName === name)?.[1];
}

/** Compares in constant time; lengths are no secret. */
function equal(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** A `Date` header in its HTTP form, as `X-Amz-Date` would say it. */
function basicDate(httpDate: string | undefined): string | undefined {
  if (httpDate === undefined) return undefined;
  const time = Date.parse(httpDate);
  return Number.isNaN(time) ? httpDate : toBasicDate(time);
}
