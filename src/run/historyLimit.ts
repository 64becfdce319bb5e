import type { HistoryEntry } from "./historyEntry.js";

/** How much is kept; the oldest goes first, pinned runs stay and do not count. */
export interface HistoryLimit {
  readonly runs: number;
  readonly megabytes: number;
}

const bytesPerMegabyte = 1_000_000;

/** The runs beyond a limit, the oldest first; a spared one stays and counts. */
export async function surplusRuns(
  entries: readonly HistoryEntry[],
  { runs, megabytes }: HistoryLimit,
  isSpared: (entry: HistoryEntry) => Promise<boolean>,
): Promise<readonly HistoryEntry[]> {
  const counted = entries.filter(({ pinned }) => !pinned);
  let count = counted.length;
  let bytes = counted.reduce((sum, entry) => sum + entry.bytes, 0);
  const surplus: HistoryEntry[] = [];
  for (const entry of counted.toReversed()) {
    if (count <= runs && bytes <= megabytes * bytesPerMegabyte) break;
    if (await isSpared(entry)) continue;
    surplus.push(entry);
    count -= 1;
    bytes -= entry.bytes;
  }
  return surplus;
}

/** Whether a limit keeps less than another in any way. */
export function isLower(one: HistoryLimit, other: HistoryLimit): boolean {
  return one.runs < other.runs || one.megabytes < other.megabytes;
}

export function isSameLimit(one: HistoryLimit, other: HistoryLimit): boolean {
  return one.runs === other.runs && one.megabytes === other.megabytes;
}
