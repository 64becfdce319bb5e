import * as vscode from "vscode";
import { escapeItems } from "../withoutLinks.js";

/** Regions with Bedrock, for those who would rather pick. Any other may be typed: lists grow old. */
const regionGroups = (): readonly (readonly [string, readonly string[]])[] => [
  [
    vscode.l10n.t("North America"),
    ["us-east-1", "us-east-2", "us-west-2", "ca-central-1", "ca-west-1"],
  ],
  [
    vscode.l10n.t("Europe"),
    [
      "eu-central-1",
      "eu-central-2",
      "eu-north-1",
      "eu-south-1",
      "eu-south-2",
      "eu-west-1",
      "eu-west-2",
      "eu-west-3",
    ],
  ],
  [
    vscode.l10n.t("Asia Pacific"),
    [
      "ap-northeast-1",
      "ap-northeast-2",
      "ap-northeast-3",
      "ap-south-1",
      "ap-south-2",
      "ap-southeast-1",
      "ap-southeast-2",
      "ap-southeast-3",
      "ap-southeast-4",
    ],
  ],
  [
    vscode.l10n.t("Elsewhere"),
    ["sa-east-1", "mx-central-1", "me-central-1", "me-south-1", "il-central-1", "af-south-1"],
  ],
  ["GovCloud", ["us-gov-east-1", "us-gov-west-1"]],
];

interface RegionItem extends vscode.QuickPickItem {
  /** Empty: none of the settings'. */
  readonly region?: string;
}

/** The region, empty for the profile's or environment's; undefined when the user left. */
export async function pickRegion(current: string): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<RegionItem>();
  try {
    pick.title = vscode.l10n.t("Select Region");
    pick.placeholder =
      current === ""
        ? vscode.l10n.t("Pick a region, or type any, for example eu-central-1")
        : vscode.l10n.t("Now: {0}. Pick a region, or type any, for example eu-central-1", current);
    const known = itemsOf(current);
    pick.items = escapeItems(known);
    pick.activeItems = pick.items.filter(({ region }) => region === current);
    pick.onDidChangeValue((value) => (pick.items = escapeItems(withTyped(known, value.trim()))));
    return await new Promise((resolve) => {
      pick.onDidAccept(() => resolve(pick.selectedItems[0]?.region));
      pick.onDidHide(() => resolve(undefined));
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}

function itemsOf(current: string): readonly RegionItem[] {
  const groups = regionGroups();
  const isListed = groups.some(([, names]) => names.includes(current));
  return [
    {
      label: vscode.l10n.t("The profile's or the environment's"),
      description: "AWS_REGION, AWS_DEFAULT_REGION",
      region: "",
    },
    ...(current === "" || isListed ? [] : [regionItem(current, current)]),
    ...groups.flatMap(([label, names]): RegionItem[] => [
      { label, kind: vscode.QuickPickItemKind.Separator },
      ...names.map((region) => regionItem(region, current)),
    ]),
  ];
}

function regionItem(region: string, current: string): RegionItem {
  return {
    label: region,
    ...(region === current && { iconPath: new vscode.ThemeIcon("check") }),
    region,
  };
}

function withTyped(known: readonly RegionItem[], value: string): readonly RegionItem[] {
  // A region becomes part of a host name.
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(value)) return known;
  if (known.some(({ region }) => region === value)) return known;
  return [
    ...known,
    {
      label: vscode.l10n.t('Use "{0}"', value),
      iconPath: new vscode.ThemeIcon("edit"),
      region: value,
      alwaysShow: true,
    },
  ];
}
