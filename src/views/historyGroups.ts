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
  language?: string,
): readonly HistoryGroup[] {
  const groups = new Map<string, HistoryEntry[]>();
  const pinned = entries.filter((entry) => entry.pinned);
  if (pinned.length > 0) groups.set("Pinned", pinned);
  for (const entry of entries) {
    if (entry.pinned) continue;
    const label = dayLabel(new Date(entry.startedAt), now, language);
    groups.set(label, [...(groups.get(label) ?? []), entry]);
  }
  return [...groups].map(([label, some], index) => ({
    label,
    entries: some,
    isRecent: index === 0 || label === "Today" || label === "Yesterday",
  }));
}

function dayLabel(day: Date, now: Date, language: string | undefined): string {
  const daysAgo = Math.round((midnight(now) - midnight(day)) / dayMs);
  if (daysAgo === 0) return "Today";
  if (daysAgo === 1) return "Yesterday";
  const isThisYear = day.getFullYear() === now.getFullYear();
  return day.toLocaleDateString(language, {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(!isThisYear && { year: "numeric" }),
  });
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
