import * as l10n from "../../../src/l10n.js";
import { count, duration } from "../../../src/views/amounts.js";
import type { Timeline } from "../../../src/views/pagesProtocol.js";
import { element } from "../dom.js";

/** How often gaps of which length came, one bar for each class from the first to the last used. */
export function gapBars({ gaps, medianGapMs }: Timeline): HTMLElement[] {
  const used = gaps.map(({ count: number }, at) => (number > 0 ? at : -1)).filter((at) => at >= 0);
  const [first] = used;
  const last = used.at(-1);
  if (first === undefined || last === undefined) {
    return [element("p", { class: "quiet" }, l10n.t("Everything arrived at once."))];
  }
  const most = Math.max(...gaps.map(({ count: number }) => number));
  const list = element("ul", {
    class: "bars",
    attributes: { "aria-label": l10n.t("Gaps by length") },
  });
  for (let at = first; at <= last; at++) {
    const gap = gaps[at];
    if (gap) list.append(bar(gap, gaps[at - 1]?.upToMs ?? 0, most));
  }
  const median =
    medianGapMs === undefined ? "" : l10n.t("Half of them are below {0}.", gapText(medianGapMs));
  return [list, element("p", { class: "quiet" }, median)];
}

function bar(gap: Timeline["gaps"][number], fromMs: number, most: number): HTMLElement {
  const label = gap.upToMs === undefined ? `> ${gapText(fromMs)}` : `≤ ${gapText(gap.upToMs)}`;
  const fill = element("span", { class: "bar-fill", attributes: { "aria-hidden": "true" } });
  // A root shows rare gaps beside frequent ones; the number stands above.
  fill.style.setProperty("--part", `${Math.sqrt(gap.count / most)}`);
  const item = element(
    "li",
    { class: "bar", attributes: { title: gapsText(gap.count, label) } },
    element("span", { class: "bar-count" }, gap.count === 0 ? "" : count(gap.count)),
    fill,
    element("span", { class: "bar-label" }, label),
  );
  item.classList.toggle("long", fromMs >= 1_000);
  return item;
}

function gapsText(gaps: number, label: string): string {
  return gaps === 1 ? l10n.t("1 gap {0}", label) : l10n.t("{0} gaps {1}", count(gaps), label);
}

function gapText(ms: number): string {
  if (ms >= 1_000) return l10n.t("{0} s", l10n.decimal(Math.round(ms / 100) / 10));
  return ms < 1 ? duration(1) : l10n.t("{0} ms", Math.round(ms));
}
