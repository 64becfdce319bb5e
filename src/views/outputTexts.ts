import { familyOf } from "../models/families.js";
import type { RunSummary } from "../run/runSummary.js";
import type { FailureContext } from "./failureText.js";
import { failureText, verdictText } from "./failureText.js";
import type { ShownAction } from "./outputProtocol.js";
import type { OutputTexts, ProjectedRun } from "./runProjection.js";

/** The panel's sentences, from the one place that writes them. */
export function outputTexts(contextOf: (run: ProjectedRun) => FailureContext): OutputTexts {
  return {
    failure: (record, run) => failureText(record, contextOf(run)),
    verdict: (summary) => verdictText(summary, tokenLimitOf(summary.modelId)),
    actions: (summary) => actionsFor(summary),
  };
}

/** Buttons below an ending. Each id is the id of the command behind it, without the prefix. */
function actionsFor({ verdict, failure }: RunSummary): readonly ShownAction[] {
  const again: ShownAction = { actionId: "runAgain", label: "Run Again" };
  if (failure?.kind === "credentials") {
    return [
      { actionId: "selectProfile", label: "Select Profile" },
      { actionId: "setApiKey", label: "Set API Key" },
      { actionId: "useSandbox", label: "Use Sandbox" },
      again,
    ];
  }
  if (failure?.code === "NO_REGION") {
    return [{ actionId: "selectRegion", label: "Select Region" }, again];
  }
  return verdict === "complete" ? [] : [again];
}

/** Names the key in the body that cuts the answer. */
function tokenLimitOf(modelId: string): string {
  const pointer = familyOf(modelId)?.maxTokensPointer;
  return pointer === undefined
    ? "the body's token limit"
    : `"${pointer.slice(1).replaceAll("/", ".")}"`;
}
