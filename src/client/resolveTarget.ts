import { Failure } from "../failure.js";
import * as l10n from "../l10n.js";
import { badRegion, customOrigin, isKnownRegion } from "../wire/endpoint.js";
import { proxiesOfEnvironment } from "./secrets.js";
import type { Identity, Target } from "./target.js";

/** Everything that may say where a request goes and as whom, in one place. */
export interface TargetChoices {
  /** The request's own words. */
  readonly request: {
    readonly modelId: string;
    readonly region?: string;
    readonly profile?: string;
  };
  readonly settings: {
    readonly region: string;
    readonly profile: string;
    readonly endpoint: string;
  };
  /** The key in VS Code's SecretStorage. */
  readonly apiKey?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The sandbox while it is in use: it replaces place and identity. */
  readonly sandbox?: {
    readonly endpoint: string;
    readonly region: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  };
  /** Region that a profile of the AWS configuration files names. */
  readonly profileRegion: (profile: string | undefined) => Promise<string | undefined>;
  /** VS Code's `http.proxyStrictSSL`. */
  readonly verifyCertificate?: boolean;
  /** VS Code's `http.proxy` and `http.proxyAuthorization`. */
  readonly proxySettings?: readonly string[];
  /** False in Restricted Mode, where a file must not choose whose credentials sign. */
  readonly isTrusted: boolean;
}

/** A target, and for people where its parts came from. */
export interface ResolvedTarget {
  readonly target: Target;
  /** "request file", "ARN", "setting", "profile dev", "environment", "sandbox". */
  readonly regionSource: string;
  /** "profile dev (setting)", "Bedrock API key", "default credential chain". */
  readonly identityLabel: string;
}

/**
 * Decides the target. Region: request file, ARN, setting, profile, environment. Identity: request
 * file's profile, setting's profile, stored API key, `AWS_BEARER_TOKEN_BEDROCK`, the usual chain.
 *
 * @throws {Failure} `configuration` when no region is named, a file may not name a profile, or the
 *   endpoint cannot be one.
 */
export async function resolveTarget(choices: TargetChoices): Promise<ResolvedTarget> {
  const { request, sandbox } = choices;
  if (request.profile !== undefined && !choices.isTrusted) {
    throw new Failure(
      "configuration",
      l10n.t(
        'This workspace is not trusted, so its request file may not choose the profile "{0}". Trust the workspace or remove the key.',
        request.profile,
      ),
      { code: "UNTRUSTED" },
    );
  }
  if (sandbox) {
    const { endpoint, region, accessKeyId, secretAccessKey } = sandbox;
    const identity: Identity = { type: "keys", accessKeyId, secretAccessKey, source: "sandbox" };
    return {
      target: { endpoint, region, identity },
      regionSource: l10n.t("sandbox"),
      identityLabel: l10n.t("the sandbox's own keys"),
    };
  }
  const { identity, identityLabel } = chooseIdentity(choices);
  const { region, regionSource } = await chooseRegion(choices, identity);
  const { endpoint } = choices.settings;
  // Refused before it is part of a target: targets are shown and recorded, and a login is a secret.
  if (endpoint !== "") customOrigin(endpoint);
  else if (needsKnownRegion(choices, identity) && !isKnownRegion(region)) throw badRegion(region);
  const { environment, proxySettings = [] } = choices;
  const proxyLogins = [...proxySettings, ...proxiesOfEnvironment(environment)];
  return {
    target: {
      region,
      identity,
      ...(endpoint && { endpoint }),
      ...(isOn(choices.environment.AWS_USE_FIPS_ENDPOINT) && { useFips: true }),
      ...(isOn(choices.environment.AWS_USE_DUALSTACK_ENDPOINT) && { useDualStack: true }),
      ...(choices.verifyCertificate === false && { verifyCertificate: false }),
      ...(proxyLogins.length > 0 && { proxyLogins }),
    },
    regionSource,
    identityLabel,
  };
}

/**
 * A region becomes a part of the host. A key can be used by whoever receives it, unlike a signature, and
 * a file of a folder that is not trusted may name no host at all.
 */
function needsKnownRegion({ request, isTrusted }: TargetChoices, identity: Identity): boolean {
  const isOfRequest = request.region !== undefined || regionOfArn(request.modelId) !== undefined;
  return identity.type === "apiKey" || (isOfRequest && !isTrusted);
}

/** As the AWS SDKs read their switches. */
function isOn(value: string | undefined): boolean {
  return value?.toLowerCase() === "true";
}

function chooseIdentity(choices: TargetChoices): { identity: Identity; identityLabel: string } {
  const { request, settings, apiKey, environment } = choices;
  if (request.profile) {
    return profileIdentity(request.profile, l10n.t("request file"));
  }
  if (settings.profile !== "") return profileIdentity(settings.profile, l10n.t("setting"));
  if (apiKey) return keyIdentity(apiKey, l10n.t("Bedrock API key"));
  const fromEnvironment = environment.AWS_BEARER_TOKEN_BEDROCK;
  if (fromEnvironment) return keyIdentity(fromEnvironment, "AWS_BEARER_TOKEN_BEDROCK");
  return { identity: { type: "chain" }, identityLabel: l10n.t("default credential chain") };
}

function profileIdentity(profile: string, source: string) {
  const identity: Identity = { type: "chain", profile };
  return { identity, identityLabel: l10n.t("profile {0} ({1})", profile, source) };
}

function keyIdentity(apiKey: string, source: string) {
  const identity: Identity = { type: "apiKey", apiKey, source };
  return { identity, identityLabel: source };
}

async function chooseRegion(
  choices: TargetChoices,
  identity: Identity,
): Promise<{ region: string; regionSource: string }> {
  const { request, settings, environment } = choices;
  if (request.region) return { region: request.region, regionSource: l10n.t("request file") };
  const fromArn = regionOfArn(request.modelId);
  if (fromArn) return { region: fromArn, regionSource: "ARN" };
  if (settings.region !== "") return { region: settings.region, regionSource: l10n.t("setting") };
  const profile = identity.type === "chain" ? identity.profile : undefined;
  const fromEnvironment = environment.AWS_REGION || environment.AWS_DEFAULT_REGION;
  // Without a chosen profile the environment speaks first, as it does for the credentials.
  if (profile === undefined && fromEnvironment) {
    return { region: fromEnvironment, regionSource: l10n.t("environment") };
  }
  const fromProfile = await choices.profileRegion(profile);
  if (fromProfile)
    return { region: fromProfile, regionSource: l10n.t("profile {0}", profile ?? "default") };
  if (fromEnvironment) return { region: fromEnvironment, regionSource: l10n.t("environment") };
  throw new Failure("configuration", l10n.t("No AWS Region is chosen."), { code: "NO_REGION" });
}

/** `arn:partition:service:region:account:resource`. */
function regionOfArn(modelId: string): string | undefined {
  return modelId.startsWith("arn:") ? modelId.split(":")[3] || undefined : undefined;
}
