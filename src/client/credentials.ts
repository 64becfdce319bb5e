import type { Credentials } from "../wire/sign.js";
import type { Identity } from "./target.js";

/** Who a request is sent as. Holds secrets: never log, store or post it; `source` may be shown. */
export type ResolvedIdentity =
  | {
      readonly type: "keys";
      readonly credentials: Credentials;
      readonly expiresAt?: Date;
      readonly accountId?: string;
      /** For people: where the keys came from, for example `profile "dev" (IAM Identity Center)`. */
      readonly source: string;
    }
  | { readonly type: "apiKey"; readonly apiKey: string; readonly source: string };

export interface CredentialSource {
  /**
   * The identity to sign with; cached until five minutes before it expires. `forceRefresh` asks the
   * chain again, for use once after ExpiredToken.
   * Rejects with Failure("credentials"), or with the signal's reason.
   */
  resolve(
    signal: AbortSignal,
    options?: { readonly forceRefresh?: boolean },
  ): Promise<ResolvedIdentity>;
}

export interface CredentialSourceOptions {
  /** Region for STS and sign-in calls where the profile names none. */
  readonly region?: string;
  readonly clock?: () => Date;
  /** Asked for a profile with `mfa_serial`. Without it such a profile fails with code MFA_REQUIRED. */
  readonly askMfaCode?: (mfaSerial: string) => Promise<string>;
}

/** The source of credentials for an identity. Costs nothing until `resolve` is called. */
export function credentialSource(
  identity: Identity,
  options: CredentialSourceOptions = {},
): CredentialSource {
  throw new Error(`not built yet ${identity.type} ${String(options.region)}`);
}
