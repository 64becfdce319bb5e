import type { InferenceProfile } from "../../client/catalogItems.js";
import * as l10n from "../../l10n.js";
import { baseModelId } from "../../models/baseModelId.js";
import type { Fix, FixContext } from "./fix.js";

/** More profiles of one model than this are no longer a quick fix. */
const mostProfiles = 4;

/**
 * Geographies of cross-region profiles that a region can use, the nearest first. Those of AWS's
 * "Supported Regions and models for inference profiles", by the beginning of the region's name.
 */
const geographies: readonly (readonly [regions: RegExp, prefixes: readonly string[]])[] = [
  [/^us-gov-/, ["us-gov"]],
  [/^us-/, ["us", "global"]],
  [/^eu-/, ["eu", "global"]],
  [/^ap-northeast-[13]$/, ["jp", "apac", "global"]],
  [/^ap-southeast-[246]$/, ["au", "apac", "global"]],
  [/^ap-/, ["apac", "global"]],
  [/^ca-/, ["ca", "us", "global"]],
  [/^(?:sa|mx)-/, ["us", "global"]],
];

/** The prefix to try when nothing is known of the account. */
const usual: readonly (readonly [regions: RegExp, prefix: string])[] = [
  [/^us-gov-/, "us-gov"],
  [/^(?:us|ca|sa|mx)-/, "us"],
  [/^eu-/, "eu"],
  [/^ap-/, "apac"],
];

/**
 * The same model through an inference profile: those that the account has for it, nearest geography
 * first, or the one that the region's geography suggests when the account's list cannot be read.
 */
export function inferenceProfileFixes(context: FixContext): readonly Fix[] {
  const base = baseModelId(context.request.modelId);
  if (base === undefined) return [];
  const { inferenceProfiles } = context;
  if (!inferenceProfiles) {
    const guess = usualProfileId(base, context.region);
    return guess === undefined ? [selectModel()] : [useModel(guess, true), selectModel()];
  }
  const ids = profilesOf(base, context.region, inferenceProfiles);
  const fixes = ids.slice(0, mostProfiles).map((id, i) => useModel(id, i === 0));
  return [...fixes, selectModel()];
}

/** Ids, for account profiles ARNs, of the profiles that route to a model; the nearest first. */
function profilesOf(
  base: string,
  region: string,
  profiles: readonly InferenceProfile[],
): readonly string[] {
  const nearest = geographies.find(([regions]) => regions.test(region))?.[1] ?? ["global"];
  const rank = (id: string): number => {
    const at = nearest.findIndex((prefix) => id.startsWith(`${prefix}.`));
    return at < 0 ? nearest.length : at;
  };
  return profiles
    .filter(({ modelArns }) => modelArns.some((arn) => arn.endsWith(`:foundation-model/${base}`)))
    .map(({ type, inferenceProfileId, inferenceProfileArn }) =>
      type === "APPLICATION" ? inferenceProfileArn : inferenceProfileId,
    )
    .sort((a, b) => rank(a) - rank(b));
}

/** For example `eu.anthropic.claude-…` in `eu-west-1`; undefined where no geography is usual. */
function usualProfileId(base: string, region: string): string | undefined {
  const prefix = usual.find(([regions]) => regions.test(region))?.[1];
  return prefix === undefined ? undefined : `${prefix}.${base}`;
}

export const selectModel = (): Fix => ({
  id: "selectModel",
  label: l10n.t("Select Model…"),
  action: { type: "command", command: "selectModel" },
});

function useModel(modelId: string, isPreferred: boolean): Fix {
  const name = modelId.startsWith("arn:") ? modelId.slice(modelId.lastIndexOf("/") + 1) : modelId;
  return {
    id: `model:${modelId}`,
    label: l10n.t("Use inference profile {0}", name),
    isPreferred,
    action: { type: "change", changes: [{ type: "modelId", modelId }] },
  };
}
