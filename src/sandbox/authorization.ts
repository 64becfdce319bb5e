import { createHash } from "node:crypto";
import { frontDoorRefusal, type Refusal } from "./refusal.js";

/** Whose signature it is, and for what it counts. */
export interface Credential {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
}

/** What a signature says of itself, wherever in the request it stands. */
export interface Authorization extends Credential {
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** Reads an `Authorization` header of Version 4, or says what is wrong with it. */
export function parseAuthorization(text: string): Authorization | Refusal {
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
  const credential = readCredential(fields.get("Credential") ?? "");
  if (!credential) {
    return incomplete(
      "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term",
      text,
    );
  }
  return {
    ...credential,
    signedHeaders: (fields.get("SignedHeaders") ?? "").split(";"),
    signature: fields.get("Signature") ?? "",
  };
}

/** Reads `keyid/date/region/service/aws4_request`; undefined for fewer elements. */
export function readCredential(text: string): Credential | undefined {
  const elements = text.split("/");
  if (elements.length < 5) return undefined;
  const [terminator = "", service = "", region = "", date = "", ...id] = elements.reverse();
  return { accessKeyId: id.reverse().join("/"), date, region, service, terminator };
}

/** The header itself is answered as a hash only, as AWS does: it may hold a secret. */
export function incomplete(message: string, authorization: string): Refusal {
  return frontDoorRefusal(
    "IncompleteSignatureException",
    400,
    `${message} (Hashed with SHA-256 and encoded with Base64) Authorization=${hashOf(authorization)}`,
  );
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
