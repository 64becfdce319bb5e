import type { FailureRecord } from "../failure.js";
import * as l10n from "../l10n.js";
import type { RunSummary, Verdict } from "../run/runSummary.js";
import { byteSize } from "./amounts.js";
import { severityOf, titleOfFailure } from "./failureText.js";

/** How much attention an ending asks for. */
export type Severity = "ok" | "info" | "warning" | "error";

export interface VerdictText {
  readonly label: string;
  readonly severity: Severity;
  /** Codicon id without `$()`. */
  readonly icon: string;
  readonly nextStep?: string;
  /** What else has to be known of the answer. */
  readonly detail?: string;
}

type Ending = Omit<VerdictText, "nextStep" | "detail">;

function endingOf(verdict: Verdict): Ending {
  switch (verdict) {
    case "complete":
      return { label: l10n.t("Complete"), severity: "ok", icon: "pass" };
    case "stopSequence":
      return { label: l10n.t("Stopped at a stop sequence"), severity: "ok", icon: "pass" };
    case "toolUse":
      return { label: l10n.t("Wants to use a tool"), severity: "ok", icon: "tools" };
    case "maxTokens":
      return { label: l10n.t("Cut at the token limit"), severity: "warning", icon: "warning" };
    case "contentFiltered":
      return { label: l10n.t("Content filtered"), severity: "warning", icon: "shield" };
    case "guardrailIntervened":
      return { label: l10n.t("Guardrail intervened"), severity: "warning", icon: "shield" };
    case "refused":
      return { label: l10n.t("Refused by the model"), severity: "warning", icon: "circle-slash" };
    case "stopped":
      return { label: l10n.t("Stopped by you"), severity: "info", icon: "debug-stop" };
    case "connectionLost":
      return { label: l10n.t("Connection lost"), severity: "error", icon: "debug-disconnect" };
    case "stalled":
      return { label: l10n.t("Stalled"), severity: "error", icon: "watch" };
    case "failed":
      return { label: l10n.t("Failed"), severity: "error", icon: "error" };
    case "unrecognized":
      return { label: l10n.t("Recorded by another version"), severity: "info", icon: "question" };
    default:
      return verdict satisfies never;
  }
}

/** The verdict in words, and what the record of the run lacks. */
export function verdictText(summary: RunSummary, limitedBy?: string): VerdictText {
  const text = verdictTextOf(summary, limitedBy);
  const { unrecordedBytes } = summary;
  if (unrecordedBytes === undefined) return text;
  const detail = l10n.t(
    "{0} of the answer are missing: they could not be recorded.",
    byteSize(unrecordedBytes),
  );
  return { ...text, detail };
}

/** A failed run is named by its exception. */
function verdictTextOf(summary: RunSummary, limitedBy: string | undefined): VerdictText {
  const text = endingOf(summary.verdict);
  if (summary.verdict === "failed" && summary.failure) {
    const severity = severityOf(summary.failure);
    return { label: labelOfFailure(summary.failure), severity, icon: severity };
  }
  if (summary.verdict === "maxTokens") {
    const nextStep =
      limitedBy === undefined
        ? l10n.t("The answer is cut: raise the token limit and run again.")
        : l10n.t("The answer is cut: raise {0} and run again.", limitedBy);
    return { ...text, nextStep };
  }
  if (summary.verdict === "stopped") {
    return { ...text, nextStep: l10n.t("The service may still bill what it had generated.") };
  }
  return text;
}

function labelOfFailure(failure: FailureRecord): string {
  const title = titleOfFailure(failure);
  return failure.exception && failure.exception !== title
    ? l10n.t("{0} ({1})", title, failure.exception)
    : title;
}
