import { bearerHeaders, signRequest, type UnsignedRequest } from "../wire/sign.js";
import type { ResolvedIdentity } from "./credentials.js";

/** All headers of a request as this identity, those passed in included. */
export async function authorize(
  unsigned: UnsignedRequest,
  region: string,
  identity: ResolvedIdentity,
  date: Date,
): Promise<Record<string, string>> {
  switch (identity.type) {
    case "apiKey":
      return { ...unsigned.headers, host: unsigned.origin.host, ...bearerHeaders(identity.apiKey) };
    case "keys":
      return signRequest(unsigned, { region, credentials: identity.credentials, date });
  }
}
