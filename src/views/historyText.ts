import type { HistoryEntry } from "../run/historyEntry.js";
import type { JournaledEnding } from "../run/journalLine.js";
import { severityOf, verdictText, type Severity } from "./failureText.js";
import { duration } from "./amounts.js";
import { modelLabel } from "./runTab.js";

/** Longest label; the view cuts it where its width ends. */
const maxLabelLength = 120;
const maxTooltipPrompt = 600;

const integers = new Intl.NumberFormat("en-US");

/** What a row is called: the name given to it, else how its prompt begins. */
export function entryLabel({ name, prompt, modelId, state }: HistoryEntry): string {
  if (name !== undefined) return name;
  if (state.type === "damaged") return "Damaged record";
  const line = prompt.replace(/\s+/g, " ").trim();
  return line === "" ? modelId : line.slice(0, maxLabelLength);
}

/** Model, time and tokens. */
export function entryDescription({ state, modelId }: HistoryEntry): string {
  switch (state.type) {
    case "damaged":
      return "";
    case "live":
      return `${modelLabel(modelId)} · under way`;
    case "interrupted":
      return `${modelLabel(modelId)} · interrupted`;
    case "ended": {
      const { timing, usage, failure } = state.ending;
      const tokens = usage?.outputTokens;
      return [
        modelLabel(modelId),
        failure?.kind === "interrupted" ? "interrupted" : duration(timing.totalMs),
        ...(tokens === undefined ? [] : [`${integers.format(tokens)} tokens`]),
      ].join(" · ");
    }
    default:
      return state satisfies never;
  }
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
export function entryTooltip(entry: HistoryEntry, language?: string): string {
  const { state, startedAt, modelId, region, identity, file, prompt } = entry;
  if (state.type === "damaged") return `This record cannot be read: ${file}`;
  const asked = prompt.trim();
  const lines = [
    asked.length > maxTooltipPrompt ? `${asked.slice(0, maxTooltipPrompt)}…` : asked,
    "",
    modelId,
    [region, identity].filter(Boolean).join(", "),
    new Date(startedAt).toLocaleString(language),
    endingText(entry),
  ];
  return lines.join("\n").trim();
}

function endingText({ state }: HistoryEntry): string {
  switch (state.type) {
    case "live":
      return "Under way";
    case "damaged":
      return "";
    case "interrupted":
      return "Interrupted: the record ends before the run did";
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
