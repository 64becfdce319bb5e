import type { Profile, ProfileKind } from "../client/profile.js";

const ways: Readonly<Record<ProfileKind, string>> = {
  sso: "IAM Identity Center",
  assumeRole: "assumed role",
  webIdentity: "web identity",
  process: "credential_process",
  login: "console sign-in",
  static: "keys in the files",
  none: "no credentials of its own",
};

/** How a profile comes to its credentials, and whose they are. */
export function profileDescription(profile: Profile): string {
  const { kind, roleName, accountId, sourceProfile } = profile;
  const who = [roleName, accountId && `in ${accountId}`].filter(Boolean).join(" ");
  return [ways[kind], who, sourceProfile && `from ${sourceProfile}`].filter(Boolean).join(", ");
}

/** Region, state of the sign-in, and what it will ask. `signedInUntil` matters to SSO alone. */
export function profileDetail(
  { kind, region, needsMfa }: Profile,
  signedInUntil: Date | undefined,
  now: Date,
): string {
  const parts = [
    region ?? "no region",
    ...(kind === "sso" ? [signInText(signedInUntil, now)] : []),
    ...(needsMfa ? ["asks for an MFA code"] : []),
  ];
  return parts.join(" · ");
}

/** Whether an SSO profile has to be signed in to before it can be used. */
export function needsSignIn({ kind }: Profile, until: Date | undefined, now: Date): boolean {
  return kind === "sso" && (until === undefined || until <= now);
}

function signInText(until: Date | undefined, now: Date): string {
  if (!until) return "not signed in";
  const minutes = Math.round((until.getTime() - now.getTime()) / 60_000);
  if (minutes <= 0) return "sign-in expired";
  if (minutes < 120) return `signed in for ${minutes} min more`;
  return `signed in for ${Math.floor(minutes / 60)} h more`;
}
