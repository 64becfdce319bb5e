import type { Timeline } from "./pagesProtocol.js";

/** Upper ends in milliseconds, as people read them. */
const classEnds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000] as const;
/** Fine classes for the median: twenty in a decade, so it is right within 6 %. */
const finePerDecade = 20;
/** A silence of this length always stands out. */
const stallMs = 1_000;
/** ... and one of ten times the usual gap, unless nobody could notice it. */
const stallFactor = 10;
const noticeableMs = 200;
/** More bands than this would be one gray surface. */
const maxStalls = 200;

export type Silence = Timeline["stalls"][number];

/** Gaps between arrivals; what arrives in one read has no gap. */
export class GapHistogram {
  private readonly counts = Array.from({ length: classEnds.length + 1 }, () => 0);
  private readonly fine = new Map<number, number>();
  private total = 0;
  private silences: Silence[] = [];

  add(fromMs: number, toMs: number): void {
    const gap = toMs - fromMs;
    if (gap <= 0) return;
    const at = classEnds.findIndex((end) => gap <= end);
    const index = at < 0 ? classEnds.length : at;
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    const fine = Math.round(Math.log10(gap) * finePerDecade);
    this.fine.set(fine, (this.fine.get(fine) ?? 0) + 1);
    this.total += 1;
    if (gap >= noticeableMs) this.remember({ fromMs, toMs });
  }

  /**
   * @param last the silence after the last arrival: it has no arrival at its end, so it is no gap.
   * @param isLive whether it goes on.
   */
  result(
    last?: Silence,
    isLive = false,
  ): Pick<Timeline, "gaps" | "stalls" | "medianGapMs" | "silentMs"> {
    const median = this.median();
    const silences = last ? [...this.silences, last] : this.silences;
    const limit = Math.min(stallMs, Math.max(noticeableMs, (median ?? 0) * stallFactor));
    return {
      gaps: this.counts.map((count, index) => {
        const end = classEnds[index];
        return { count, ...(end !== undefined && { upToMs: end }) };
      }),
      stalls: silences.filter((one) => lengthOf(one) > limit),
      ...(median !== undefined && { medianGapMs: median }),
      ...(last && isLive && lengthOf(last) > limit && { silentMs: lengthOf(last) }),
    };
  }

  private remember(silence: Silence): void {
    this.silences.push(silence);
    if (this.silences.length <= 2 * maxStalls) return;
    const longest = [...this.silences].sort((a, b) => lengthOf(b) - lengthOf(a));
    const kept = new Set(longest.slice(0, maxStalls));
    this.silences = this.silences.filter((one) => kept.has(one));
  }

  private median(): number | undefined {
    if (this.total === 0) return undefined;
    let passed = 0;
    for (const [fine, count] of [...this.fine].sort(([a], [b]) => a - b)) {
      passed += count;
      if (passed * 2 >= this.total) return 10 ** (fine / finePerDecade);
    }
    return undefined;
  }
}

function lengthOf({ fromMs, toMs }: Silence): number {
  return toMs - fromMs;
}
