import { readCredential, type Authorization } from "./authorization.js";
import { splitTarget, type SignedRequest } from "./canonicalRequest.js";
import { frontDoorRefusal, type Refusal } from "./refusal.js";

/** A signature in the query, and what it is over. */
export interface Presigned {
  readonly authorization: Authorization;
  readonly amzDate: string;
  /** Undefined where the query names none, as signers for other services than S3 do. */
  readonly expiresSeconds: number | undefined;
  /** Path and query without the signature: it cannot cover itself. */
  readonly unsignedTarget: string;
}

/** Whether the query of a target holds a signature of Version 4, or a part of one. */
export function isPresigned(target: string): boolean {
  return /(?:^|&)X-Amz-(?:Algorithm|Credential|Signature)=/.test(splitTarget(target)[1]);
}

const needed = [
  "X-Amz-Algorithm",
  "X-Amz-Credential",
  "X-Amz-Signature",
  "X-Amz-SignedHeaders",
  "X-Amz-Date",
];

/** A week: no signature lives longer. */
const LONGEST_LIFE_SECONDS = 604_800;

/** Reads the query of a presigned request, or says what is wrong with it. */
export function readPresigned(target: string): Presigned | Refusal {
  const [path, query] = splitTarget(target);
  const parameters = new URLSearchParams(query);
  const value = (name: string): string => parameters.get(name) ?? "";
  const missing = needed.filter((name) => value(name) === "");
  if (missing.length > 0) {
    const names = missing.map((name) => `'${name}'`).join(", ");
    return incomplete(`AWS query-string parameters must include ${names}.`);
  }
  if (value("X-Amz-Algorithm") !== "AWS4-HMAC-SHA256") {
    return incomplete(`Unsupported AWS 'algorithm': '${value("X-Amz-Algorithm")}'.`);
  }
  const credential = readCredential(value("X-Amz-Credential"));
  if (!credential) {
    return incomplete("Credential must have exactly 5 slash-delimited elements.");
  }
  const expires = parameters.get("X-Amz-Expires");
  const expiresSeconds = expires === null ? undefined : Number(expires);
  if (
    expiresSeconds !== undefined &&
    !(expiresSeconds >= 1 && expiresSeconds <= LONGEST_LIFE_SECONDS)
  ) {
    return incomplete(`X-Amz-Expires must be between 1 and ${LONGEST_LIFE_SECONDS} seconds.`);
  }
  const covered = query.split("&").filter((pair) => !pair.startsWith("X-Amz-Signature="));
  return {
    authorization: {
      ...credential,
      signedHeaders: value("X-Amz-SignedHeaders").split(";"),
      signature: value("X-Amz-Signature"),
    },
    amzDate: value("X-Amz-Date"),
    expiresSeconds,
    unsignedTarget: `${path}?${covered.join("&")}`,
  };
}

function incomplete(message: string): Refusal {
  return frontDoorRefusal(
    "IncompleteSignatureException",
    400,
    `${message} Re-examine the query-string parameters.`,
  );
}

/**
 * The presigned request inside a short-term API key, as AWS's token generators make them; undefined for
 * any other key. https://github.com/aws/aws-bedrock-token-generator-js
 */
export function shortTermKeyRequest(token: string): SignedRequest | undefined {
  const encoded = /^bedrock-api-key-([A-Za-z0-9+/=_-]+)$/.exec(token)?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const [, host, target] = /^([a-z0-9.-]+)(\/\S*)$/.exec(text) ?? [];
  if (host === undefined || target === undefined) return undefined;
  return {
    method: "POST",
    // Added behind the signature.
    target: target.replace(/&Version=1$/, ""),
    headers: [["host", host]],
    body: new Uint8Array(),
  };
}
