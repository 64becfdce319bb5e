import * as l10n from "../../../src/l10n.js";
import { byteSize, duration } from "../../../src/views/amounts.js";
import type { EventRow } from "../../../src/views/pagesProtocol.js";
import { element, setText } from "../dom.js";

/** A gap of this length is worth a look. */
const longGapMs = 1_000;

const columns = ["number", "time", "gap", "size", "type", "data"] as const;

function titleOf(column: (typeof columns)[number]): string {
  switch (column) {
    case "number":
      return "#";
    case "time":
      return l10n.t("Time");
    case "gap":
      return l10n.t("Gap");
    case "size":
      return l10n.t("Size");
    case "type":
      return l10n.t("Type");
    case "data":
      return l10n.t("Payload");
    default:
      return column satisfies never;
  }
}

export function eventTableHead(): HTMLElement {
  const cells = columns.map((column) =>
    element(
      "span",
      { class: `cell-${column}`, attributes: { role: "columnheader" } },
      titleOf(column),
    ),
  );
  const row = element("div", { class: "event-row head", attributes: { role: "row" } }, ...cells);
  return element("div", { class: "rows-head", attributes: { role: "rowgroup" } }, row);
}

export function eventLine(): HTMLElement {
  const cells = columns.map((column) => {
    const isForeign = column === "type" || column === "data";
    const look = { class: `cell-${column}`, attributes: { role: "gridcell" } };
    return element(isForeign ? "bdi" : "span", look);
  });
  cells.at(-1)?.append(element("bdi", { class: "gist" }), element("bdi", { class: "raw-line" }));
  return element("div", { class: "event-row", attributes: { role: "row" } }, ...cells);
}

/** Writes an event into a line, or nothing but its place while it is on its way. */
export function fillEventLine(line: HTMLElement, at: number, row: EventRow | undefined): void {
  line.setAttribute("aria-rowindex", `${at + 2}`);
  line.dataset["kind"] = row?.kind ?? "loading";
  const [number, time, gap, size, type, data] = line.children;
  if (!number || !time || !gap || !size || !type || !data) return;
  setText(number, row ? `${row.index + 1}` : "");
  setText(time, row ? l10n.t("{0} s", l10n.decimal(row.atMs / 1_000, 3)) : "");
  setText(gap, row?.gapMs === undefined ? "" : gapText(row.gapMs));
  gap.classList.toggle("long", (row?.gapMs ?? 0) >= longGapMs);
  setText(size, row ? byteSize(row.bytes) : "");
  setText(type, row ? typeText(row) : "");
  // The column may be too narrow for it.
  type.setAttribute("title", row ? typeText(row) : "");
  const [gist, raw] = data.children;
  if (gist) setText(gist, row?.gist ?? "");
  if (raw) setText(raw, row?.preview ?? "");
}

function gapText(ms: number): string {
  return ms > 0 && ms < 10 ? l10n.t("{0} ms", l10n.decimal(ms, 1)) : duration(ms);
}

function typeText({ type, attempt }: EventRow): string {
  return attempt > 1 ? l10n.t("{0} (attempt {1})", type, attempt) : type;
}
