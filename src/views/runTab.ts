import * as l10n from "../l10n.js";
import type { RunSummary } from "../run/runSummary.js";
import type { ShowableRun } from "../run/showableRun.js";
import type { RunTab } from "./outputProtocol.js";

/** A run as a tab; `verdictOf` is asked only when it has ended. */
export function runTab(
  run: Pick<ShowableRun, "id" | "request" | "startedAt" | "state"> &
    Partial<Pick<ShowableRun, "kind">>,
  verdictOf: (summary: RunSummary) => NonNullable<RunTab["verdict"]>,
): RunTab {
  const { state } = run;
  return {
    runId: run.id,
    modelId: run.request.modelId,
    label:
      run.kind === "replay"
        ? l10n.t("Replay: {0}", modelLabel(run.request.modelId))
        : modelLabel(run.request.modelId),
    startedAt: run.startedAt,
    state: state.type,
    ...(state.type === "ended" && { verdict: verdictOf(state.summary) }),
  };
}

const geography = /^(?:us-gov|us|eu|apac|jp|au|ca|sa|global)\./;
const provider = /^[a-z0-9-]+\./;
const dateAndVersion = /(?:-\d{8})?(?:-v\d+)?(?::\d+(?::\w+)?)?$/;
/** Shorter than this, a name says too little without its provider: `v3`, `r1`. */
const minLabelLength = 4;

/** `us.anthropic.claude-sonnet-4-5-20250929-v1:0` is `claude-sonnet-4-5`; an ARN is its last part. */
export function modelLabel(modelId: string): string {
  const resource = modelId.slice(modelId.lastIndexOf("/") + 1);
  const withProvider = resource.replace(geography, "").replace(dateAndVersion, "");
  const name = withProvider.replace(provider, "");
  if (name.length >= minLabelLength) return name;
  return withProvider || resource || modelId;
}
