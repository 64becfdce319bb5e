import * as l10n from "../l10n.js";
import type { HistoryEntry } from "../run/historyEntry.js";

/** Runs that stand together in the list. */
export interface HistoryGroup {
  readonly label: string;
  readonly entries: readonly HistoryEntry[];
  /** Shown open at first: what one looks for is mostly from today. */
  readonly isRecent: boolean;
}

const dayMs = 86_400_000;

/** Entries by day of their start, the pinned ones first; the order within is kept. */
export function historyGroups(
  entries: readonly HistoryEntry[],
  now: Date,
): readonly HistoryGroup[] {
  const groups = new Map<string, HistoryEntry[]>();
  const pinned = entries.filter((entry) => entry.pinned);
  if (pinned.length > 0) groups.set(l10n.t("Pinned"), pinned);
  for (const entry of entries) {
    if (entry.pinned) continue;
    const label = dayLabel(new Date(entry.startedAt), now);
    const group = groups.get(label);
    if (group) group.push(entry);
    else groups.set(label, [entry]);
  }
  return [...groups].map(([label, some], index) => ({
    label,
    entries: some,
    isRecent:
      index === 0 ||
      some.every(({ pinned, startedAt }) => !pinned && daysAgo(new Date(startedAt), now) <= 1),
  }));
}

function dayLabel(day: Date, now: Date): string {
  const age = daysAgo(day, now);
  if (age === 0) return l10n.t("Today");
  if (age === 1) return l10n.t("Yesterday");
  const isThisYear = day.getFullYear() === now.getFullYear();
  return day.toLocaleDateString(l10n.language(), {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(!isThisYear && { year: "numeric" }),
  });
}

function daysAgo(day: Date, now: Date): number {
  return Math.round((midnight(now) - midnight(day)) / dayMs);
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
