import * as l10n from "../l10n.js";
import { maxTokensPointerOf } from "../models/families.js";
import type { FailureContext } from "./failureText.js";
import { failureText } from "./failureText.js";
import { verdictText } from "./verdictText.js";
import type { ShownAction } from "./outputProtocol.js";
import type { OutputTexts, ProjectedRun } from "./runProjection.js";

/** A way out of a failure, as far as a button shows it. */
interface OfferedFix {
  readonly id: string;
  readonly label: string;
  readonly action: { readonly type: string };
}

/** The panel's sentences, from the one place that writes them. */
export function outputTexts(
  contextOf: (run: ProjectedRun) => FailureContext,
  fixesOf: (run: ProjectedRun) => readonly OfferedFix[],
): OutputTexts {
  return {
    failure: (record, run) => failureText(record, contextOf(run)),
    verdict: (summary) => verdictText(summary, tokenLimitOf(summary.modelId)),
    identity: (run) => identityText(contextOf(run)),
    actions: (_, run) => buttonsOf(fixesOf(run)),
  };
}

/** Buttons below an ending; more would hide each other. The panel shows the raw answer by itself. */
const mostButtons = 5;

function buttonsOf(fixes: readonly OfferedFix[]): readonly ShownAction[] {
  const again = fixes.filter(({ id }) => id === "runAgain");
  const others = fixes.filter(({ id }) => id !== "runAgain" && id !== "showRawAnswer");
  return [...others.slice(0, mostButtons - 1), ...again].map(({ id, label, action }) => ({
    actionId: id,
    label: action.type === "change" ? l10n.t("{0} and Run Again", label) : label,
  }));
}

/** What was chosen, and what it led to where that says more. */
function identityText({ identity, signedAs }: FailureContext): string {
  return signedAs === undefined || signedAs === identity ? identity : `${identity}: ${signedAs}`;
}

/** Names the key in the body that cuts the answer, where the family has one. */
function tokenLimitOf(modelId: string): string | undefined {
  const pointer = maxTokensPointerOf(modelId);
  return pointer && `"${pointer.slice(1).replaceAll("/", ".")}"`;
}
