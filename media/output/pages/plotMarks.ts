import type uPlot from "uplot";
import * as l10n from "../../../src/l10n.js";
import type { Timeline } from "../../../src/views/pagesProtocol.js";
import type { PlotColors } from "./plotColors.js";

/** Between two labels that stand beside each other, in CSS pixels. */
const labelGapPx = 6;

/** Shades the silences, below everything else. */
export function drawStalls(plot: uPlot, shown: Timeline | undefined, colors: PlotColors): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.fillStyle = colors.stall;
  for (const { fromMs, toMs } of shown?.stalls ?? []) {
    const left = plot.valToPos(fromMs / 1_000, "x", true);
    const right = plot.valToPos(toMs / 1_000, "x", true);
    ctx.fillRect(left, bbox.top, Math.max(1, right - left), bbox.height);
  }
  ctx.restore();
}

/** Lines with names where the first byte and the first text came. */
export function drawMarks(plot: uPlot, shown: Timeline | undefined, colors: PlotColors): void {
  if (!shown) return;
  const { ctx } = plot;
  ctx.save();
  ctx.strokeStyle = colors.mark;
  ctx.fillStyle = colors.text;
  ctx.lineWidth = devicePixelRatio;
  ctx.font = colors.font.replace("11px", `${11 * devicePixelRatio}px`);
  // The axes leave their own alignment behind.
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  const labels = [
    { atMs: shown.firstByteMs, label: l10n.t("first byte") },
    { atMs: shown.firstTextMs, label: l10n.t("first text") },
  ];
  let free = 0;
  for (const { atMs, label } of labels) {
    if (atMs !== undefined) free = drawMark(plot, atMs, label, free);
  }
  ctx.restore();
}

/** Draws one; returns where the next label may begin. */
function drawMark(plot: uPlot, atMs: number, label: string, free: number): number {
  const { ctx, bbox } = plot;
  const left = Math.round(plot.valToPos(atMs / 1_000, "x", true)) + 0.5;
  ctx.beginPath();
  ctx.setLineDash([2 * devicePixelRatio, 2 * devicePixelRatio]);
  ctx.moveTo(left, bbox.top - 2 * devicePixelRatio);
  ctx.lineTo(left, bbox.top + bbox.height);
  ctx.stroke();
  const { width } = ctx.measureText(label);
  const right = bbox.left + bbox.width;
  const start = Math.max(free, Math.min(left, right - width));
  if (start + width > right + 1) return free;
  ctx.fillText(label, start, bbox.top - 3 * devicePixelRatio);
  return start + width + labelGapPx * devicePixelRatio;
}
