import type { Profile, ProfileKind } from "../client/profile.js";
import * as l10n from "../l10n.js";

function wayText(kind: ProfileKind): string {
  switch (kind) {
    case "sso":
      return "IAM Identity Center";
    case "assumeRole":
      return l10n.t("assumed role");
    case "webIdentity":
      return l10n.t("web identity");
    case "process":
      return "credential_process";
    case "login":
      return l10n.t("console sign-in");
    case "static":
      return l10n.t("keys in the files");
    case "none":
      return l10n.t("no credentials of its own");
    default:
      return kind satisfies never;
  }
}

/** How a profile comes to its credentials, and whose they are. */
export function profileDescription(profile: Profile): string {
  const { kind, roleName, accountId, sourceProfile } = profile;
  const who =
    roleName && accountId ? l10n.t("{0} in {1}", roleName, accountId) : (roleName ?? accountId);
  return [wayText(kind), who, sourceProfile && l10n.t("from {0}", sourceProfile)]
    .filter(Boolean)
    .join(", ");
}

/** Region, state of the sign-in, and what it will ask. `signedInUntil` matters to SSO alone. */
export function profileDetail(
  { kind, region, needsMfa }: Profile,
  signedInUntil: Date | undefined,
  now: Date,
): string {
  const parts = [
    region ?? l10n.t("no region"),
    ...(kind === "sso" ? [signInText(signedInUntil, now)] : []),
    ...(needsMfa ? [l10n.t("asks for an MFA code")] : []),
  ];
  return parts.join(" · ");
}

/** Whether an SSO profile has to be signed in to before it can be used. */
export function needsSignIn({ kind }: Profile, until: Date | undefined, now: Date): boolean {
  return kind === "sso" && (until === undefined || until <= now);
}

function signInText(until: Date | undefined, now: Date): string {
  if (!until) return l10n.t("not signed in");
  const minutes = Math.round((until.getTime() - now.getTime()) / 60_000);
  if (minutes <= 0) return l10n.t("sign-in expired");
  if (minutes < 120) return l10n.t("signed in for {0} min more", minutes);
  return l10n.t("signed in for {0} h more", Math.floor(minutes / 60));
}
