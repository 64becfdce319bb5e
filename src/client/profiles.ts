import type { Profile } from "./profile.js";

/** The profiles of the shared configuration files, by name; empty when there are none. */
export async function listProfiles(): Promise<readonly Profile[]> {
  const { loadProfiles } = await import("./credentialChain.js");
  const profiles = await loadProfiles();
  return profiles.toSorted((a, b) => a.name.localeCompare(b.name));
}

/** The region that a profile names; without a name, that of `AWS_PROFILE` or of `default`. */
export async function profileRegion(name?: string): Promise<string | undefined> {
  const wanted = name ?? (process.env["AWS_PROFILE"] || "default");
  const profiles = await listProfiles();
  return profiles.find((profile) => profile.name === wanted)?.region;
}

/** When the cached sign-in of an SSO profile ends; undefined when there is none. */
export async function signInExpiry(profile: Profile): Promise<Date | undefined> {
  const { ssoSignInExpiry } = await import("./credentialChain.js");
  return ssoSignInExpiry(profile);
}
