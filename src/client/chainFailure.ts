import { Failure, type FailureEvidence } from "../failure.js";
import * as l10n from "../l10n.js";
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
    return failure(
      error,
      "PROFILE_NOT_FOUND",
      l10n.t('The AWS files have no profile "{0}".', profileName),
    );
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
        l10n.t('IAM Identity Center refused profile "{0}": {1}', name, reason),
      );
    case "process":
      return failure(
        error,
        "PROCESS_FAILED",
        l10n.t('The credential_process of profile "{0}" failed: {1}', name, reason),
      );
    case "assumeRole":
      if (profile?.needsMfa && !context.canAskMfaCode) {
        return failure(error, "MFA_REQUIRED", l10n.t('Profile "{0}" asks for an MFA code.', name));
      }
      return failure(
        error,
        "ASSUME_ROLE_FAILED",
        profile?.roleName === undefined
          ? l10n.t('Profile "{0}" could not assume its role: {1}', name, reason)
          : l10n.t(
              'Profile "{0}" could not assume its role {1}: {2}',
              name,
              profile.roleName,
              reason,
            ),
      );
    case "webIdentity":
      return failure(
        error,
        "WEB_IDENTITY_FAILED",
        l10n.t('The web identity of profile "{0}" was not accepted: {1}', name, reason),
      );
    case "login":
      return failure(
        error,
        "LOGIN_FAILED",
        l10n.t('Profile "{0}" is not signed in: {1}', name, reason),
      );
    case "static":
    case "none":
      return withoutCredentials(error, reason, context);
  }
}

function expiredSignIn(error: unknown, context: ChainContext): Failure | undefined {
  const { signIn, now = new Date() } = context;
  if (!signIn) return undefined;
  const { profileName, until } = signIn;
  if (!until)
    return failure(error, "SSO_EXPIRED", l10n.t('Profile "{0}" is not signed in.', profileName));
  if (until > now) return undefined;
  const sentence = l10n.t(
    'The sign-in of profile "{0}" expired at {1}.',
    profileName,
    until.toISOString(),
  );
  return failure(error, "SSO_EXPIRED", sentence);
}

function withoutCredentials(error: unknown, reason: string, context: ChainContext): Failure {
  const { profileName } = context;
  if (profileName !== undefined) {
    return failure(
      error,
      "NO_CREDENTIALS",
      l10n.t('Profile "{0}" yields no credentials: {1}', profileName, reason),
    );
  }
  if (errorName(error) === "CredentialsProviderError") {
    return failure(
      error,
      "NO_CREDENTIALS",
      l10n.t(
        'No AWS credentials were found in the environment variables, in the AWS files\' profile "default", in a web identity token, or in the role of this container or machine.',
      ),
    );
  }
  return failure(
    error,
    "CHAIN_FAILED",
    l10n.t("The AWS credentials could not be read: {0}", reason),
  );
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

/** The provider's own words, fit to be shown. */
function reasonOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  // Node puts the whole command line before what the command printed; it may hold a password.
  const line = words
    .replace(/^Command failed:.*$/m, "")
    .replace(/\s+/g, " ")
    .trim();
  if (line === "") return l10n.t("it ended with an error and said nothing.");
  const short = line.length > longestReason ? `${line.slice(0, longestReason)}…` : line;
  return /[.!?…]$/.test(short) ? short : `${short}.`;
}
