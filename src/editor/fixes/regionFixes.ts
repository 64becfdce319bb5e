import * as l10n from "../../l10n.js";
import type { Fix } from "./fix.js";

/** Region of an ARN: `arn:partition:service:region:account:resource`. Undefined for other ids. */
export function regionOfArn(modelId: string): string | undefined {
  return modelId.startsWith("arn:") ? modelId.split(":")[3] || undefined : undefined;
}

/** For a request file whose `region` is not the one of the ARN that it names. */
export function fileRegionFixes(arnRegion: string): readonly Fix[] {
  return [
    {
      id: `region:${arnRegion}`,
      label: l10n.t('Change "region" to {0}, the ARN\'s', arnRegion),
      isPreferred: true,
      action: { type: "change", changes: [{ type: "region", region: arnRegion }] },
    },
    {
      id: "region:",
      label: l10n.t('Remove "region": the ARN names it'),
      action: { type: "change", changes: [{ type: "region", region: undefined }] },
    },
  ];
}
