import * as l10n from "../../l10n.js";
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
  const next = family && cutShort.has(verdict) ? continuedBody(family, body, text) : undefined;
  if (!next) return [];
  const action = { type: "sendBody", body: JSON.stringify(next) } as const;
  return [{ id: "continue", label: l10n.t("Continue from Here"), action }];
}
