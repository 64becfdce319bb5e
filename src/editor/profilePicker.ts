import * as vscode from "vscode";
import type { Profile } from "../client/profile.js";
import { signIn } from "./fixes/signIn.js";
import { needsSignIn, profileDescription, profileDetail } from "./profileText.js";
import { escapeItems } from "../withoutLinks.js";

export interface ProfilePickerOptions {
  readonly profiles: readonly Profile[];
  /** When the cached sign-in of an SSO profile ends. */
  readonly signInExpiry: (profile: Profile) => Promise<Date | undefined>;
  /** The chosen profile, empty when none is. */
  readonly current: string;
  readonly hasApiKey: boolean;
  /** Somebody is about to sign in. */
  readonly forgetCredentials: () => void;
}

/** What was picked: a profile's name, empty for the usual chain, or the wish to set an API key. */
export type PickedIdentity =
  { readonly type: "profile"; readonly name: string } | { readonly type: "apiKey" };

interface ProfileItem extends vscode.QuickPickItem {
  readonly choice?: PickedIdentity;
  readonly profile?: Profile;
}

const signInButton = (): vscode.QuickInputButton => ({
  iconPath: new vscode.ThemeIcon("sign-in"),
  tooltip: vscode.l10n.t("Sign in with the AWS CLI (aws sso login)"),
});

/** Lets the user say who signs; undefined when they left. */
export async function pickProfile(
  options: ProfilePickerOptions,
): Promise<PickedIdentity | undefined> {
  const pick = vscode.window.createQuickPick<ProfileItem>();
  try {
    pick.title = vscode.l10n.t("Select AWS Profile");
    pick.placeholder =
      options.current === ""
        ? vscode.l10n.t("No profile is chosen: the default chain applies")
        : vscode.l10n.t("Now: {0}", options.current);
    pick.matchOnDescription = true;
    pick.matchOnDetail = true;
    pick.items = escapeItems(await itemsOf(options));
    pick.activeItems = pick.items.filter(
      ({ choice }) => choice?.type === "profile" && choice.name === options.current,
    );
    return await new Promise((resolve) => {
      pick.onDidAccept(() => resolve(pick.selectedItems[0]?.choice));
      pick.onDidHide(() => resolve(undefined));
      pick.onDidTriggerItemButton(({ item: { profile } }) => {
        if (!profile) return;
        options.forgetCredentials();
        signIn({ type: "signIn", command: "sso login", profile: profile.name });
        pick.hide();
      });
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}

async function itemsOf(options: ProfilePickerOptions): Promise<ProfileItem[]> {
  const { profiles, hasApiKey } = options;
  const ofFiles = await Promise.all(profiles.map((profile) => profileItem(profile, options)));
  return [
    {
      label: vscode.l10n.t("Default credential chain"),
      description: vscode.l10n.t("environment, AWS_PROFILE or the default profile, roles"),
      ...(hasApiKey && { detail: vscode.l10n.t("The stored Bedrock API key comes first.") }),
      choice: { type: "profile", name: "" },
    },
    { label: vscode.l10n.t("Profiles"), kind: vscode.QuickPickItemKind.Separator },
    ...ofFiles,
    { label: vscode.l10n.t("Without a profile"), kind: vscode.QuickPickItemKind.Separator },
    {
      label: vscode.l10n.t("Bedrock API key…"),
      iconPath: new vscode.ThemeIcon("key"),
      description: hasApiKey
        ? vscode.l10n.t("replace the stored one")
        : vscode.l10n.t("kept in VS Code's secret storage"),
      choice: { type: "apiKey" },
    },
  ];
}

async function profileItem(
  profile: Profile,
  { signInExpiry, current }: ProfilePickerOptions,
): Promise<ProfileItem> {
  const { name } = profile;
  const now = new Date();
  const until = profile.kind === "sso" ? await signInExpiry(profile) : undefined;
  return {
    label: name,
    ...(name === current && { iconPath: new vscode.ThemeIcon("check") }),
    description: profileDescription(profile),
    detail: profileDetail(profile, until, now),
    ...(needsSignIn(profile, until, now) && { buttons: [signInButton()] }),
    choice: { type: "profile", name },
    profile,
  };
}
