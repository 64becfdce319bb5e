import assert from "node:assert/strict";
import type { Profile } from "../../../src/client/profile.js";
import { needsSignIn, profileDescription, profileDetail } from "../../../src/editor/profileText.js";

const now = new Date("2026-01-02T03:00:00Z");
const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const sso: Profile = {
  name: "dev",
  kind: "sso",
  region: "eu-central-1",
  roleName: "Reader",
  accountId: "111122223333",
  needsMfa: false,
};

describe("a profile in the picker", () => {
  it("tells its way to credentials and whose they are", () => {
    assert.equal(profileDescription(sso), "IAM Identity Center, Reader in 111122223333");
    const role: Profile = { name: "r", kind: "assumeRole", sourceProfile: "base", needsMfa: true };
    assert.equal(profileDescription(role), "assumed role, from base");
    assert.equal(profileDetail(role, undefined, now), "no region · asks for an MFA code");
  });

  for (const [until, text, needed] of [
    [undefined, "not signed in", true],
    [inMinutes(-1), "sign-in expired", true],
    [inMinutes(45), "signed in for 45 min more", false],
    [inMinutes(7 * 60 + 50), "signed in for 7 h more", false],
  ] as const) {
    it(`says "${text}"`, () => {
      assert.equal(profileDetail(sso, until, now), `eu-central-1 · ${text}`);
      assert.equal(needsSignIn(sso, until, now), needed);
    });
  }

  it("asks nobody to sign in who has keys", () => {
    const keys: Profile = { name: "k", kind: "static", needsMfa: false };
    assert.equal(needsSignIn(keys, undefined, now), false);
    assert.equal(profileDetail(keys, undefined, now), "no region");
  });
});
