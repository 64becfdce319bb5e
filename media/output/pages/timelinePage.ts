import * as l10n from "../../../src/l10n.js";
import { byteSize, count, duration } from "../../../src/views/amounts.js";
import type { Timeline } from "../../../src/views/pagesProtocol.js";
import { element, setText, show } from "../dom.js";
import { gapBars } from "./gapBars.js";
import type { Plot } from "./plot.js";
import { loadPlot } from "./plotScript.js";
import { failureOf, type PageHost, type RunPage } from "./runPage.js";

/** Ten times a second at most: nobody sees more, and a stream has other things to do. */
const redrawMs = 100;
/** While nothing arrives, a silence grows before the reader's eyes. */
const silentRedrawMs = 250;

/** Bytes and tokens over time, and where it was silent. */
export class TimelinePage implements RunPage {
  readonly element: HTMLElement;
  private readonly readout = {
    time: element("span", { class: "readout-time" }),
    output: element("span", { class: "readout-output" }),
    bytes: element("span", { class: "readout-bytes" }),
  };
  private readonly canvas = element("div", { class: "plot" });
  private readonly summary = element("p", { class: "quiet plot-summary" });
  private readonly gaps = element("div", { class: "gaps" });
  private readonly note = element("p", { class: "page-note", attributes: { role: "status" } });
  private readonly content: HTMLElement;
  private plot: Plot | undefined;
  /** One at a time, whoever wants to draw meanwhile: two would lie upon one another. */
  private makingPlot: Promise<Plot> | undefined;
  private runId: string | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private dueAt = 0;
  private shown: Timeline | undefined;

  constructor(private readonly host: PageHost) {
    const { time, output, bytes } = this.readout;
    this.content = element(
      "div",
      { class: "page-content" },
      element("div", { class: "readout" }, output, bytes, time),
      this.canvas,
      this.summary,
      element("h2", { class: "page-title" }, l10n.t("Gaps between arrivals")),
      this.gaps,
    );
    const look = { id: "timeline", role: "tabpanel", "aria-labelledby": "tab-timeline" };
    this.element = element(
      "section",
      { class: "page timeline-page", attributes: { ...look, tabindex: "0" } },
      this.content,
      this.note,
    );
    show(this.content, false);
  }

  open(runId: string): void {
    if (this.runId === runId) return;
    this.runId = runId;
    void this.load();
  }

  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.runId = undefined;
  }

  didChange(): void {
    if (this.runId === undefined) return;
    this.loadWithin(redrawMs);
  }

  private loadWithin(ms: number): void {
    const dueAt = performance.now() + ms;
    if (this.timer !== undefined && this.dueAt <= dueAt) return;
    clearTimeout(this.timer);
    this.dueAt = dueAt;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.load();
    }, ms);
  }

  private async load(): Promise<void> {
    const { runId } = this;
    if (runId === undefined) return;
    const outcome = await this.host.request({ type: "timeline", runId });
    if (this.runId !== runId) return;
    if (outcome.type !== "ok" || outcome.reply?.type !== "timeline") {
      setText(this.note, failureOf(outcome));
      return;
    }
    const timeline = outcome.reply;
    setText(this.note, timeline.events === 0 ? nothingYet(timeline) : "");
    if (timeline.isLive) this.loadWithin(silentRedrawMs);
    show(this.content, timeline.events > 0);
    if (timeline.events === 0) return;
    try {
      this.makingPlot ??= this.makePlot();
      this.plot = await this.makingPlot;
    } catch {
      this.makingPlot = undefined;
      setText(this.note, l10n.t("The part of the panel that draws could not be loaded."));
      return;
    }
    if (this.runId === runId) this.draw(timeline);
  }

  private async makePlot(): Promise<Plot> {
    const createPlot = await loadPlot();
    return createPlot(this.canvas, (at) => this.read(at));
  }

  private draw(timeline: Timeline): void {
    this.shown = timeline;
    this.plot?.update(timeline);
    this.canvas.setAttribute("aria-label", inWords(timeline));
    setText(this.summary, inWords(timeline));
    this.gaps.replaceChildren(...gapBars(timeline));
    this.read(undefined);
  }

  /** Shows the values at a time, or the last ones. */
  private read(atMs: number | undefined): void {
    const { shown } = this;
    if (!shown) return;
    const last = shown.bytes.length - 1;
    const at = atMs === undefined ? last : Math.min(last, Math.floor(atMs / shown.stepMs) - 1);
    const output = at < 0 ? 0 : (shown.output[at] ?? 0);
    const isExact = shown.unit === "characters" || at === last;
    setText(this.readout.output, outputText(output, shown.unit, isExact));
    setText(this.readout.bytes, byteSize(at < 0 ? 0 : (shown.bytes[at] ?? 0)));
    setText(this.readout.time, l10n.t("{0} s", l10n.decimal((atMs ?? shown.totalMs) / 1_000, 2)));
  }
}

function outputText(output: number, unit: Timeline["unit"], isExact: boolean): string {
  const number = count(output);
  if (unit === "characters") return l10n.t("{0} characters", number);
  return isExact ? l10n.t("{0} tokens", number) : l10n.t("about {0} tokens", number);
}

function stallsText(stalls: number, longest: string): string {
  if (stalls === 0) return l10n.t("no stall");
  return stalls === 1
    ? l10n.t("1 stall, the longest {0}", longest)
    : l10n.t("{0} stalls, the longest {1}", count(stalls), longest);
}

function nothingYet({ isLive, totalMs }: Timeline): string {
  return isLive
    ? l10n.t("Nothing has arrived for {0}.", duration(totalMs))
    : l10n.t("Nothing has arrived.");
}

function inWords(timeline: Timeline): string {
  const { firstByteMs, firstTextMs, totalMs, stalls, isLive, silentMs } = timeline;
  const longest = Math.max(0, ...stalls.map(({ fromMs, toMs }) => toMs - fromMs));
  const parts = [
    firstByteMs === undefined ? "" : l10n.t("First byte after {0}", duration(firstByteMs)),
    firstTextMs === undefined ? "" : l10n.t("first text after {0}", duration(firstTextMs)),
    isLive ? "" : l10n.t("the end after {0}", duration(totalMs)),
    stallsText(stalls.length, duration(longest)),
    silentMs === undefined ? "" : l10n.t("silent for {0} now", duration(silentMs)),
  ];
  return `${parts.filter((part) => part !== "").join(", ")}.`;
}
