import uPlot from "uplot";
import * as l10n from "../../../src/l10n.js";
import { byteSize, count } from "../../../src/views/amounts.js";
import type { Timeline } from "../../../src/views/pagesProtocol.js";
import { drawMarks, drawStalls } from "./plotMarks.js";
import { plotColors, type PlotColors } from "./plotColors.js";

/** Draws what it is given. */
export interface Plot {
  update(timeline: Timeline): void;
}

const widestPx = 16;

/** Milliseconds that the pointer or the keyboard is at; undefined when it is nowhere. */
type OnDidRead = (atMs: number | undefined) => void;

/** A plot that fills its container and follows its size and the theme. */
export function createPlot(container: HTMLElement, onDidRead: OnDidRead): Plot {
  let shown: Timeline | undefined;
  let plot: uPlot | undefined;
  let unit: Timeline["unit"] | undefined;
  const build = (timeline: Timeline) => {
    plot?.destroy();
    unit = timeline.unit;
    plot = new uPlot(
      optionsOf(timeline.unit, sizeOf(container), () => shown, onDidRead),
      [[0], [0], [0]],
      container,
    );
  };
  const update = (timeline: Timeline) => {
    shown = timeline;
    if (!plot || unit !== timeline.unit) build(timeline);
    plot?.setData(dataOf(timeline));
  };
  let wasNarrow = isNarrow(container.clientWidth);
  new ResizeObserver(() => {
    const { width } = sizeOf(container);
    if (shown && isNarrow(width) !== wasNarrow) {
      build(shown);
      update(shown);
    } else plot?.setSize(sizeOf(container));
    wasNarrow = isNarrow(width);
  }).observe(container);
  // VS Code writes another theme into the root's style.
  new MutationObserver(() => {
    if (!shown) return;
    build(shown);
    update(shown);
  }).observe(document.documentElement, { attributes: true, attributeFilter: ["style", "class"] });
  container.tabIndex = 0;
  container.setAttribute("role", "img");
  container.addEventListener("keydown", (event) => {
    if (plot && moveCursor(plot, event.key)) event.preventDefault();
  });
  container.addEventListener("blur", () => plot?.setCursor({ left: -10, top: -10 }));
  return { update };
}

/** No room for a second axis. */
function isNarrow(width: number): boolean {
  return width < 300;
}

function sizeOf(container: HTMLElement): { width: number; height: number } {
  const { clientWidth, clientHeight } = container;
  return { width: Math.max(80, clientWidth), height: Math.max(80, clientHeight) };
}

/** The sums at the end of each step, from nothing at the start to the last at the end. */
function dataOf({ stepMs, bytes, output, totalMs }: Timeline): uPlot.AlignedData {
  const times = bytes.map((_, at) => Math.min((at + 1) * stepMs, totalMs) / 1_000);
  const end = totalMs / 1_000;
  return [
    [0, ...times, end],
    [0, ...output, output.at(-1) ?? 0],
    [0, ...bytes, bytes.at(-1) ?? 0],
  ];
}

function optionsOf(
  unit: Timeline["unit"],
  size: { readonly width: number; readonly height: number },
  shown: () => Timeline | undefined,
  onDidRead: OnDidRead,
): uPlot.Options {
  const colors = plotColors();
  const hasOneAxis = isNarrow(size.width);
  return {
    ...size,
    legend: { show: false },
    padding: [18, hasOneAxis ? 8 : 0, 0, 0],
    scales: {
      x: { time: false, range: (_, min, max) => [Math.min(0, min), Math.max(max, 0.01)] },
      y: { range: fromZero },
      bytes: { range: fromZero },
    },
    cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false, setScale: false } },
    axes: axesOf(colors, hasOneAxis),
    series: seriesOf(unit, colors),
    hooks: {
      drawClear: [(plot) => drawStalls(plot, shown(), colors)],
      draw: [(plot) => drawMarks(plot, shown(), colors)],
      setCursor: [
        (plot) => {
          const { left = -1 } = plot.cursor;
          onDidRead(left < 0 ? undefined : plot.posToVal(left, "x") * 1_000);
        },
      ],
    },
  };
}

function fromZero(_: uPlot, __: number, max: number): [number, number] {
  return [0, Math.max(max, 1) * 1.05];
}

function axesOf(colors: PlotColors, hasOneAxis: boolean): uPlot.Axis[] {
  const axis: uPlot.Axis = {
    stroke: colors.text,
    font: colors.font,
    grid: { stroke: colors.grid, width: 1 },
    ticks: { show: false },
    gap: 6,
  };
  const seconds = (_: uPlot, ticks: number[]) =>
    ticks.map((one) => l10n.t("{0} s", l10n.decimal(one)));
  const counts = (_: uPlot, ticks: number[]) => ticks.map(compact);
  const sizes = (_: uPlot, ticks: number[]) =>
    ticks.map((one) => byteSize(one).replace(/[.,]0 /, " "));
  return [
    { ...axis, size: 26, space: 56, values: seconds },
    { ...axis, size: 46, space: 30, values: counts },
    {
      ...axis,
      ...{ scale: "bytes", side: 1, size: 58, space: 30 },
      show: !hasOneAxis,
      grid: { show: false },
      values: sizes,
    },
  ];
}

function seriesOf(unit: Timeline["unit"], { output, bytes }: PlotColors): uPlot.Series[] {
  const points = { show: false };
  return [
    {},
    { label: unit, stroke: output, width: 2, fill: fadeOf(output), points },
    { label: "bytes", scale: "bytes", stroke: bytes, width: 1.5, dash: [4, 3], points },
  ];
}

function compact(value: number): string {
  return value >= 10_000 ? l10n.t("{0}k", count(value / 1_000)) : count(value);
}

/** The color below the line, fading to nothing at the bottom. */
function fadeOf(color: string): NonNullable<uPlot.Series["fill"]> {
  return (plot) => {
    const { top, height } = plot.bbox;
    const fade = plot.ctx.createLinearGradient(0, top, 0, top + height);
    fade.addColorStop(0, withAlpha(color, 0.3));
    fade.addColorStop(1, withAlpha(color, 0.02));
    return fade;
  };
}

function withAlpha(color: string, alpha: number): string {
  return `color-mix(in srgb, ${color} ${alpha * 100}%, transparent)`;
}

/** Steps of a fiftieth of the width, from the start when the cursor is nowhere. */
function moveCursor(plot: uPlot, key: string): boolean {
  const width = plot.over.clientWidth;
  const { left = -1 } = plot.cursor;
  const from = left < 0 ? 0 : left;
  const step = Math.min(widestPx, width / 50);
  const places: Readonly<Record<string, number>> = {
    ArrowRight: from + step,
    ArrowLeft: from - step,
    Home: 0,
    End: width,
  };
  const to = places[key];
  if (to === undefined) return false;
  plot.setCursor({ left: Math.max(0, Math.min(width, to)), top: plot.over.clientHeight / 2 });
  return true;
}
