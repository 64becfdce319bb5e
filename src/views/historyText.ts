import * as l10n from "../l10n.js";
import type { HistoryEntry } from "../run/historyEntry.js";
import type { JournaledEnding } from "../run/parseEnding.js";
import { severityOf } from "./failureText.js";
import { verdictText, type Severity } from "./verdictText.js";
import { count, duration } from "./amounts.js";
import { modelLabel } from "./runTab.js";

/** Longest label; the view cuts it where its width ends. */
const maxLabelLength = 120;
const maxTooltipPrompt = 600;

/** What a row is called: the name given to it, else how its prompt begins. */
export function entryLabel({ name, prompt, modelId, state }: HistoryEntry): string {
  if (name !== undefined) return name;
  if (state.type === "damaged") return l10n.t("Damaged record");
  if (state.type === "unreadable") return l10n.t("Unreadable record");
  const line = prompt.replace(/\s+/g, " ").trim();
  return line === "" ? modelId : line.slice(0, maxLabelLength);
}

/** Model, time and tokens. */
export function entryDescription({ state, modelId }: HistoryEntry): string {
  switch (state.type) {
    case "damaged":
    case "unreadable":
      return "";
    case "live":
      return l10n.t("{0} · under way", modelLabel(modelId));
    case "interrupted":
      return l10n.t("{0} · interrupted", modelLabel(modelId));
    case "ended": {
      const { timing, usage, failure, verdict } = state.ending;
      if (verdict === "unrecognized") {
        return l10n.t("{0} · recorded by another version", modelLabel(modelId));
      }
      const tokens = usage?.outputTokens;
      return [
        modelLabel(modelId),
        failure?.kind === "interrupted" ? l10n.t("interrupted") : duration(timing.totalMs),
        ...(tokens === undefined ? [] : [tokensText(tokens)]),
      ].join(" · ");
    }
    default:
      return state satisfies never;
  }
}

function tokensText(tokens: number): string {
  return tokens === 1 ? l10n.t("1 token") : l10n.t("{0} tokens", count(tokens));
}

/** Codicon and theme color of a row. */
export function entryIcon({ state }: HistoryEntry): {
  readonly icon: string;
  readonly color?: string;
} {
  switch (state.type) {
    case "live":
      return { icon: "loading~spin" };
    case "damaged":
    case "unreadable":
      return { icon: "question" };
    case "interrupted":
      return { icon: "debug-disconnect", color: colors.warning };
    case "ended": {
      if (state.ending.failure?.kind === "interrupted") {
        return { icon: "debug-disconnect", color: colors.warning };
      }
      const { icon, severity } = verdictOfEnding(state.ending);
      return { icon, color: colors[severity] };
    }
    default:
      return state satisfies never;
  }
}

/** All that is known of a run without reading it. */
export function entryTooltip(entry: HistoryEntry): string {
  const { state, startedAt, modelId, region, identity, file, prompt } = entry;
  if (state.type === "damaged") return l10n.t("This record cannot be read: {0}", file);
  if (state.type === "unreadable") {
    return l10n.t("This record cannot be read now; it is looked at again soon: {0}", file);
  }
  const asked = prompt.trim();
  const lines = [
    asked.length > maxTooltipPrompt ? `${asked.slice(0, maxTooltipPrompt)}…` : asked,
    "",
    modelId,
    [region, identity].filter(Boolean).join(", "),
    new Date(startedAt).toLocaleString(l10n.language()),
    endingText(entry),
  ];
  return lines.join("\n").trim();
}

function endingText({ state }: HistoryEntry): string {
  switch (state.type) {
    case "live":
      return l10n.t("Under way");
    case "damaged":
    case "unreadable":
      return "";
    case "interrupted":
      return l10n.t("Interrupted: the record ends before the run did");
    case "ended":
      return state.ending.failure?.message ?? verdictOfEnding(state.ending).label;
    default:
      return state satisfies never;
  }
}

function verdictOfEnding(ending: JournaledEnding) {
  const text = verdictText({ ...ending, text: "", reasoning: "", toolCalls: [] });
  const { failure, verdict } = ending;
  const severity = verdict === "failed" && failure ? severityOf(failure) : text.severity;
  return { ...text, severity };
}

const colors: Readonly<Record<Severity, string>> = {
  ok: "testing.iconPassed",
  info: "descriptionForeground",
  warning: "list.warningForeground",
  error: "list.errorForeground",
};
