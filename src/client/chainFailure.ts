import { Failure, type FailureEvidence } from "../failure.js";
import type { Profile } from "./profile.js";

/** What the chain was asked for, and what the configuration files say about it. */
export interface ChainContext {
  /** The chosen profile, if one was chosen. */
  readonly profileName?: string;
  /** The chosen or default profile, when the files have it. */
  readonly profile?: Profile;
  /** The SSO profile at the root of it, and the end of its cached sign-in if there is one. */
  readonly signIn?: { readonly profileName: string; readonly until: Date | undefined };
  readonly canAskMfaCode: boolean;
  readonly now?: Date;
}

/** Longest stretch of a provider's own words in a message. */
const longestReason = 300;

/**
 * Why the chain gave no credentials. Decided by what the files say and by the error's name; its code
 * is one of PROFILE_NOT_FOUND, SSO_EXPIRED, SSO_FAILED, MFA_REQUIRED, PROCESS_FAILED,
 * ASSUME_ROLE_FAILED, WEB_IDENTITY_FAILED, LOGIN_FAILED, NO_CREDENTIALS, CHAIN_FAILED.
 */
export function chainFailure(error: unknown, context: ChainContext): Failure {
  const { profileName, profile } = context;
  if (profileName !== undefined && !profile) {
    return failure(error, "PROFILE_NOT_FOUND", `The AWS files have no profile "${profileName}".`);
  }
  const expired = expiredSignIn(error, context);
  if (expired) return expired;
  const name = profile?.name ?? "default";
  const reason = reasonOf(error);
  switch (profile?.kind ?? "none") {
    case "sso":
      return failure(
        error,
        "SSO_FAILED",
        `IAM Identity Center refused profile "${name}": ${reason}`,
      );
    case "process":
      return failure(
        error,
        "PROCESS_FAILED",
        `The credential_process of profile "${name}" failed: ${reason}`,
      );
    case "assumeRole":
      if (profile?.needsMfa && !context.canAskMfaCode) {
        return failure(error, "MFA_REQUIRED", `Profile "${name}" asks for an MFA code.`);
      }
      return failure(
        error,
        "ASSUME_ROLE_FAILED",
        `Profile "${name}" could not assume its role${roleOf(profile)}: ${reason}`,
      );
    case "webIdentity":
      return failure(
        error,
        "WEB_IDENTITY_FAILED",
        `The web identity of profile "${name}" was not accepted: ${reason}`,
      );
    case "login":
      return failure(error, "LOGIN_FAILED", `Profile "${name}" is not signed in: ${reason}`);
    case "static":
    case "none":
      return withoutCredentials(error, reason, context);
  }
}

function expiredSignIn(error: unknown, context: ChainContext): Failure | undefined {
  const { signIn, now = new Date() } = context;
  if (!signIn) return undefined;
  const { profileName, until } = signIn;
  if (!until) return failure(error, "SSO_EXPIRED", `Profile "${profileName}" is not signed in.`);
  if (until > now) return undefined;
  const sentence = `The sign-in of profile "${profileName}" expired at ${until.toISOString()}.`;
  return failure(error, "SSO_EXPIRED", sentence);
}

function withoutCredentials(error: unknown, reason: string, context: ChainContext): Failure {
  const { profileName } = context;
  if (profileName !== undefined) {
    return failure(
      error,
      "NO_CREDENTIALS",
      `Profile "${profileName}" yields no credentials: ${reason}`,
    );
  }
  if (errorName(error) === "CredentialsProviderError") {
    return failure(
      error,
      "NO_CREDENTIALS",
      'No AWS credentials were found in the environment variables, in the AWS files\' profile "default", ' +
        "in a web identity token, or in the role of this container or machine.",
    );
  }
  return failure(error, "CHAIN_FAILED", `The AWS credentials could not be read: ${reason}`);
}

/** No `cause`: the providers' errors quote command lines and answers, which may hold secrets. */
function failure(error: unknown, code: string, message: string): Failure {
  const name = errorName(error);
  const isServiceError =
    error instanceof Error && "$metadata" in error && name !== "CredentialsProviderError";
  const evidence: FailureEvidence = { code, ...(isServiceError && { exception: name }) };
  return new Failure("credentials", message, evidence);
}

function errorName(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

function roleOf(profile: Profile | undefined): string {
  return profile?.roleName === undefined ? "" : ` ${profile.roleName}`;
}

/** The provider's own words, fit to be shown. */
function reasonOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  // Node puts the whole command line before what the command printed; it may hold a password.
  const line = words
    .replace(/^Command failed:.*$/m, "")
    .replace(/\s+/g, " ")
    .trim();
  if (line === "") return "it ended with an error and said nothing.";
  const short = line.length > longestReason ? `${line.slice(0, longestReason)}…` : line;
  return /[.!?…]$/.test(short) ? short : `${short}.`;
}
