import { createHash, timingSafeEqual } from "node:crypto";
import { expectedSignature, type SignedRequest } from "./canonicalRequest.js";
import { frontDoorRefusal, type Refusal } from "./refusal.js";

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
 * Checks a request as the front door of AWS does, and answers with its words.
 * @returns the refusal, or undefined when the caller is who the keys say.
 */
export function checkIdentity(
  request: SignedRequest,
  keys: AccountKeys,
  now: Date,
): Refusal | undefined {
  const authorization = valueOf(request, "authorization");
  if (authorization === undefined || authorization.trim() === "") {
    return frontDoorRefusal(
      "MissingAuthenticationTokenException",
      403,
      "Missing Authentication Token",
    );
  }
  const bearer = /^Bearer +(.*)$/i.exec(authorization);
  if (bearer) return checkBearer(bearer[1] ?? "", keys);
  return checkSignature(request, authorization, keys, now);
}

/** Long-term keys of the service start with `ABSK`, short-term ones with the other. */
const BEARER_PREFIXES = ["ABSK", "bedrock-api-key-"];

function checkBearer(token: string, keys: AccountKeys): Refusal | undefined {
  if (equal(token.trim(), keys.bearerToken)) return undefined;
  const known = BEARER_PREFIXES.some((prefix) => token.startsWith(prefix));
  return frontDoorRefusal(
    "AccessDeniedException",
    403,
    known
      ? "Authentication failed: Please make sure your API Key is valid."
      : "Invalid API Key format: Must start with pre-defined prefix",
  );
}

interface Authorization {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
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
  if (time === undefined) {
    return incomplete(
      `Date must be in ISO-8601 'basic format'. Got '${amzDate}'. See http://en.wikipedia.org/wiki/ISO_8601`,
      text,
    );
  }
  return (
    checkScope(parsed, keys, amzDate) ??
    checkClock(amzDate, time, now) ??
    checkCoveredHeaders(request, parsed) ??
    compareSignatures(request, parsed, keys, amzDate)
  );
}

function parseAuthorization(text: string): Authorization | Refusal {
  const space = text.indexOf(" ");
  const fields = new Map<string, string>();
  for (const part of text.slice(space + 1).split(",")) {
    const equals = part.indexOf("=");
    if (!text.startsWith("AWS4-HMAC-SHA256 ") || equals < 0) {
      return frontDoorRefusal(
        "IncompleteSignatureException",
        400,
        "Invalid key=value pair (missing equal-sign) in Authorization header " +
          `(hashed with SHA-256 and encoded with Base64): '${hashOf(text)}'.`,
      );
    }
    fields.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  const missing = ["Credential", "Signature", "SignedHeaders"].filter((name) => !fields.get(name));
  if (missing.length > 0) {
    const sentences = missing.map((name) => `Authorization header requires '${name}' parameter.`);
    return incomplete(sentences.join(" "), text);
  }
  const credential = (fields.get("Credential") ?? "").split("/");
  if (credential.length < 5) {
    return incomplete(
      "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term",
      text,
    );
  }
  const [terminator = "", service = "", region = "", date = "", ...id] = credential.reverse();
  return {
    accessKeyId: id.reverse().join("/"),
    date,
    region,
    service,
    terminator,
    signedHeaders: (fields.get("SignedHeaders") ?? "").split(";"),
    signature: fields.get("Signature") ?? "",
  };
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

function checkClock(amzDate: string, time: number, now: Date): Refusal | undefined {
  const clock = toBasicDate(now.getTime());
  const earliest = now.getTime() - CLOCK_SKEW_MS;
  const latest = now.getTime() + CLOCK_SKEW_MS;
  if (time < earliest) {
    return invalidSignature(
      `Signature expired: ${amzDate} is now earlier than ${toBasicDate(earliest)} (${clock} - 5 min.)`,
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
  const absent = authorization.signedHeaders.find((name) => valueOf(request, name) === undefined);
  return absent === undefined ? undefined : mismatch();
}

function compareSignatures(
  request: SignedRequest,
  authorization: Authorization,
  keys: AccountKeys,
  amzDate: string,
): Refusal | undefined {
  const expected = expectedSignature(
    request,
    authorization.signedHeaders,
    amzDate,
    authorization,
    keys.secretAccessKey,
  );
  return equal(authorization.signature, expected) ? undefined : mismatch();
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

/** The header itself is answered as a hash only, as AWS does: it may hold a secret. */
function incomplete(message: string, authorization: string): Refusal {
  return frontDoorRefusal(
    "IncompleteSignatureException",
    400,
    `${message} (Hashed with SHA-256 and encoded with Base64) Authorization=${hashOf(authorization)}`,
  );
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64");
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

function parseBasicDate(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) || undefined;
}

function toBasicDate(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, "");
}

/** A `Date` header in its HTTP form, as `X-Amz-Date` would say it. */
function basicDate(httpDate: string | undefined): string | undefined {
  if (httpDate === undefined) return undefined;
  const time = Date.parse(httpDate);
  return Number.isNaN(time) ? httpDate : toBasicDate(time);
}
