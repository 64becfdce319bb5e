import * as l10n from "../../l10n.js";
import { baseModelId } from "../../models/baseModelId.js";
import { continuedBody } from "../../models/continuation.js";
import { familyOfRequest } from "../../models/families.js";
import type { Verdict } from "../../run/runSummary.js";
import type { Fix, FixContext } from "./fix.js";

/** Endings after which the model had more to say. */
const cutShort: ReadonlySet<Verdict> = new Set([
  "maxTokens",
  "stopped",
  "connectionLost",
  "stalled",
  "failed",
]);

/** Asks for the rest of a cut answer, where the family takes the beginning of one. */
export function continueFix({ verdict, text, request, body }: FixContext): readonly Fix[] {
  const family = body && familyOfRequest(request.modelId, body);
  if (!family || !cutShort.has(verdict)) return [];
  const next = continuedBody(family, baseModelId(request.modelId) ?? "", body, text);
  if (!next) return [];
  const action = { type: "sendBody", body: JSON.stringify(next) } as const;
  return [{ id: "continue", label: l10n.t("Continue from Here"), action }];
}
