import type { Profile } from "../../client/profile.js";
import type { FailureRecord } from "../../failure.js";
import * as l10n from "../../l10n.js";
import type { Fix, FixCommand, FixContext } from "./fix.js";
import { selectModel } from "./modelFixes.js";
import { fileRegionFixes, regionOfArn } from "./regionFixes.js";

const selectProfile = () => command("selectProfile", l10n.t("Select Profile"));
const selectRegion = () => command("selectRegion", l10n.t("Select Region"));
const setApiKey = () => command("setApiKey", l10n.t("Set API Key"));
const useSandbox = () => command("useSandbox", l10n.t("Use Sandbox"));

const endpoint = () => setting("bedrockStream.endpoint", l10n.t("Open Endpoint Setting"));
const profile = () => setting("bedrockStream.profile", l10n.t("Open Profile Setting"));
const region = () => setting("bedrockStream.region", l10n.t("Open Region Setting"));
const stallTimeout = () =>
  setting("bedrockStream.stallTimeout", l10n.t("Open Stall Timeout Setting"));
const connectTimeout = () =>
  setting("bedrockStream.connectTimeout", l10n.t("Open Connect Timeout Setting"));
const httpProxy = () => setting("http.proxy", l10n.t("Open Proxy Setting"));
const systemCertificates = () =>
  setting("http.systemCertificates", l10n.t("Open Certificate Setting"));

/** What can be changed outside the body: place, identity, settings. */
export function setupFixes(failure: FailureRecord, context: FixContext): readonly Fix[] {
  const ofRegion = regionFixes(context);
  if (ofRegion.length > 0 && mayBeWrongRegion(failure)) return ofRegion;
  switch (failure.kind) {
    case "credentials":
      return credentialFixes(failure, context);
    case "accessDenied":
      return context.identity.type === "apiKey"
        ? [setApiKey(), selectProfile()]
        : [selectProfile()];
    case "notFound":
      return [selectModel(), region()];
    case "quotaExceeded":
      return [selectRegion()];
    case "configuration":
      return configurationFixes(failure);
    case "timeout":
      return failure.code === "CONNECT" ? [connectTimeout(), httpProxy()] : [stallTimeout()];
    case "connection":
      return connectionFixes(failure, context);
    case "tls":
      return [systemCertificates(), ...ownEndpoint(context)];
    case "proxy":
      return [httpProxy()];
    case "unexpectedAnswer":
      return [...ownEndpoint(context), httpProxy()];
    case "invalidRequest":
    case "throttled":
    case "modelNotReady":
    case "modelTimeout":
    case "modelError":
    case "service":
    case "unknownException":
    case "incomplete":
    case "interrupted":
    case "protocol":
    case "callerMistake":
    case "internal":
    case "unrecognized":
      return [];
    default:
      failure.kind satisfies never;
      return [];
  }
}

/** A wrong region shows in many ways: a bad identifier, nothing found, a signature for elsewhere. */
function mayBeWrongRegion({ kind }: FailureRecord): boolean {
  return ["invalidRequest", "notFound", "accessDenied", "credentials"].includes(kind);
}

function regionFixes({ request, region: inUse, fileRegion, identity }: FixContext) {
  const arnRegion = regionOfArn(request.modelId);
  if (arnRegion === undefined || arnRegion === inUse) return [];
  if (fileRegion !== undefined && fileRegion !== arnRegion) return fileRegionFixes(arnRegion);
  const isSandbox = identity.type === "keys" && identity.source === "sandbox";
  return isSandbox ? [command("stopSandbox", l10n.t("Stop Sandbox"))] : [];
}

function credentialFixes(failure: FailureRecord, context: FixContext): readonly Fix[] {
  const { identity } = context;
  if (identity.type === "apiKey") return [preferred(setApiKey()), selectProfile(), useSandbox()];
  const signIn = identity.type === "chain" ? signInFix(failure, identity.profile, context) : [];
  const spelled = failure.code === "PROFILE_NOT_FOUND" ? [profile()] : [];
  return [...signIn, ...spelled, selectProfile(), setApiKey(), useSandbox()];
}

function signInFix(
  failure: FailureRecord,
  chosen: string | undefined,
  { awsProfiles = [] }: FixContext,
): readonly Fix[] {
  const name = chosen ?? process.env.AWS_PROFILE ?? "default";
  const root = signedInProfile(name, awsProfiles);
  const byCode = { SSO_EXPIRED: "sso", SSO_FAILED: "sso", LOGIN_FAILED: "login" } as const;
  const kind = root?.kind ?? Object.entries(byCode).find(([code]) => code === failure.code)?.[1];
  if (kind !== "sso" && kind !== "login") return [];
  const signInAs = root?.name ?? name;
  return [
    {
      id: "signIn",
      label: l10n.t("Sign In Again ({0})", signInAs),
      isPreferred: true,
      action: {
        type: "signIn",
        command: kind === "sso" ? "sso login" : "login",
        profile: signInAs === "default" ? undefined : signInAs,
      },
    },
  ];
}

/** The profile itself, or the one whose role it takes: only that one is signed in to. */
function signedInProfile(name: string, profiles: readonly Profile[]): Profile | undefined {
  const seen = new Set<string>();
  for (let at: string | undefined = name; at !== undefined && !seen.has(at);) {
    seen.add(at);
    const found: Profile | undefined = profiles.find((one) => one.name === at);
    if (found?.kind === "sso" || found?.kind === "login") return found;
    at = found?.sourceProfile;
  }
  return undefined;
}

function configurationFixes({ code = "" }: FailureRecord): readonly Fix[] {
  switch (code) {
    case "NO_REGION":
      return [preferred(selectRegion()), useSandbox()];
    case "BAD_REGION":
      return [preferred(selectRegion()), region()];
    case "NO_MODEL":
      return [{ ...selectModel(), isPreferred: true }];
    case "BAD_ENDPOINT":
    case "ENDPOINT_CONFLICT":
    case "PLAIN_HTTP":
      return [preferred(endpoint())];
    case "UNTRUSTED":
      return [
        {
          id: "manageTrust",
          label: l10n.t("Manage Trust"),
          isPreferred: true,
          action: { type: "manageTrust" },
        },
      ];
    default:
      return [];
  }
}

function connectionFixes({ code }: FailureRecord, context: FixContext): readonly Fix[] {
  const isNameUnknown = code === "ENOTFOUND" || code === "EAI_AGAIN";
  return [...ownEndpoint(context), ...(isNameUnknown ? [region()] : []), httpProxy()];
}

/** The sandbox's endpoint is no setting of the user's. */
function ownEndpoint({ endpoint: inUse, identity }: FixContext): readonly Fix[] {
  const isSandbox = identity.type === "keys" && identity.source === "sandbox";
  return inUse !== undefined && !isSandbox ? [preferred(endpoint())] : [];
}

function preferred(fix: Fix): Fix {
  return { ...fix, isPreferred: true };
}

function command(id: FixCommand, label: string): Fix {
  return { id, label, action: { type: "command", command: id } };
}

function setting(id: string, label: string): Fix {
  return { id: `setting:${id}`, label, action: { type: "openSetting", setting: id } };
}
