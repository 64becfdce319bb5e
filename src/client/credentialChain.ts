// The only file that imports the AWS credential packages: a bundle of its own, loaded when the first
// signed request or the first profile picker needs it.
import { fromIni, fromNodeProviderChain } from "@aws-sdk/credential-providers";
import { getSSOTokenFromFile, loadSharedConfigFiles } from "@smithy/core/config";
import * as l10n from "../l10n.js";
import { chainFailure } from "./chainFailure.js";
import { withProcessLimits, type ProcessLimits } from "./credentialProcess.js";
import { readProfiles, type Profile } from "./profile.js";
import type { Credentials } from "../wire/sign.js";

export interface ChainOptions {
  /** The chosen profile: it alone is asked. Without one, the usual chain. */
  readonly profile?: string;
  /** For STS, where the profile names no region. */
  readonly region?: string;
  readonly askMfaCode?: (mfaSerial: string) => Promise<string>;
  /** For the programs that profiles name as `credential_process`. */
  readonly processLimits: ProcessLimits;
}

export interface ChainResult {
  readonly credentials: Credentials;
  readonly expiresAt?: Date;
  readonly accountId?: string;
  /** Where the keys came from, for people. */
  readonly source: string;
}

/**
 * Asks the chain once, without any cache. A chosen profile, by argument or `AWS_PROFILE`, is never
 * replaced by keys from elsewhere: neither the environment nor the machine's role is asked then. Nor
 * is the machine's role when a default profile has a way to credentials that fails.
 * Rejects with Failure("credentials").
 */
export async function chainCredentials(options: ChainOptions): Promise<ChainResult> {
  const profileName = options.profile ?? (process.env["AWS_PROFILE"] || undefined);
  const profiles = await loadProfiles();
  const profile = profiles.find(({ name }) => name === (profileName ?? "default"));
  const init = {
    ignoreCache: true,
    ...(options.askMfaCode && { mfaCodeProvider: options.askMfaCode }),
  };
  const isProfileAlone = asksProfileAlone(profileName, profile);
  try {
    const provider = isProfileAlone
      ? fromIni({ ...init, profile: profileName ?? "default" })
      : fromNodeProviderChain(init);
    const { region } = options;
    const found = await withProcessLimits(options.processLimits, () =>
      provider(
        region === undefined
          ? {}
          : { callerClientConfig: { region: () => Promise.resolve(region) } },
      ),
    );
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = found;
    // IAM Identity Center gives keys of the account that its profile names, without saying so.
    const accountId =
      found.accountId ??
      (isProfileAlone && profile?.kind === "sso" ? profile.accountId : undefined);
    return {
      credentials: {
        accessKeyId,
        secretAccessKey,
        ...(sessionToken !== undefined && { sessionToken }),
      },
      ...(expiration && { expiresAt: expiration }),
      ...(accountId !== undefined && { accountId }),
      source: describeSource(featuresOf(found), profileName ?? "default"),
    };
  } catch (error) {
    const signIn = profile && findSignIn(profile, profiles);
    const signedInUntil = signIn && (await ssoSignInExpiry(signIn));
    throw chainFailure(error, {
      ...(profileName !== undefined && { profileName }),
      ...(profile && { profile }),
      ...(signIn && { signIn: { profileName: signIn.name, until: signedInUntil } }),
      canAskMfaCode: options.askMfaCode !== undefined,
    });
  }
}

/** The SSO profile that a profile's credentials begin with: itself, or one that it assumes from. */
function findSignIn(profile: Profile, profiles: readonly Profile[]): Profile | undefined {
  const visited = new Set<Profile>();
  let current: Profile | undefined = profile;
  while (current && current.kind !== "sso" && !visited.has(current)) {
    visited.add(current);
    const source: string | undefined = current.sourceProfile;
    current = profiles.find(({ name }) => name === source);
  }
  return current?.kind === "sso" ? current : undefined;
}

/** The profiles of the shared configuration files, without anything secret. */
export async function loadProfiles(): Promise<readonly Profile[]> {
  // Always read anew: `aws configure` and `aws sso login` change them while VS Code runs.
  return readProfiles(await loadSharedConfigFiles({ ignoreCache: true }));
}

/** When the cached sign-in of an SSO profile ends; undefined when there is none. */
export async function ssoSignInExpiry(profile: Profile): Promise<Date | undefined> {
  const id = profile.ssoSession ?? profile.ssoStartUrl;
  if (id === undefined) return undefined;
  try {
    const { expiresAt } = await getSSOTokenFromFile(id);
    const date = new Date(expiresAt);
    return Number.isNaN(date.getTime()) ? undefined : date;
  } catch {
    return undefined;
  }
}

function asksProfileAlone(chosen: string | undefined, profile: Profile | undefined): boolean {
  if (chosen !== undefined) return true;
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;
  const hasEnvironmentKeys = Boolean(AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY);
  return !hasEnvironmentKeys && profile !== undefined && profile.kind !== "none";
}

/** The providers mark what they return; the marks are part of no declared type. */
function featuresOf(found: object): ReadonlySet<string> {
  const features = "$source" in found ? found.$source : undefined;
  return new Set(typeof features === "object" && features !== null ? Object.keys(features) : []);
}

function describeSource(features: ReadonlySet<string>, profileName: string): string {
  const profile = l10n.t('profile "{0}"', profileName);
  const sources: readonly [feature: string, text: string][] = [
    ["CREDENTIALS_PROFILE_SSO", l10n.t("{0} (IAM Identity Center)", profile)],
    ["CREDENTIALS_PROFILE_SSO_LEGACY", l10n.t("{0} (IAM Identity Center)", profile)],
    ["CREDENTIALS_PROFILE_PROCESS", l10n.t("{0} (credential_process)", profile)],
    ["CREDENTIALS_PROFILE_LOGIN", l10n.t("{0} (console sign-in)", profile)],
    ["CREDENTIALS_PROFILE_STS_WEB_ID_TOKEN", l10n.t("{0} (web identity)", profile)],
    ["CREDENTIALS_PROFILE_SOURCE_PROFILE", l10n.t("{0} (assumed role)", profile)],
    ["CREDENTIALS_STS_ASSUME_ROLE", l10n.t("{0} (assumed role)", profile)],
    ["CREDENTIALS_PROFILE", l10n.t("{0} (keys)", profile)],
    ["CREDENTIALS_ENV_VARS_STS_WEB_ID_TOKEN", l10n.t("web identity token of the environment")],
    ["CREDENTIALS_ENV_VARS", l10n.t("environment variables")],
    ["CREDENTIALS_HTTP", l10n.t("role of this container")],
  ];
  // Only the instance's metadata service leaves no mark.
  return sources.find(([feature]) => features.has(feature))?.[1] ?? l10n.t("role of this machine");
}
