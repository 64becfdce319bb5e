import { byteSize, duration } from "../../../src/views/amounts.js";
import type { EventRow } from "../../../src/views/pagesProtocol.js";
import { element, setText } from "../dom.js";

/** A gap of this length is worth a look. */
const longGapMs = 1_000;

const columns = ["number", "time", "gap", "size", "type", "data"] as const;

const titles: Readonly<Record<(typeof columns)[number], string>> = {
  number: "#",
  time: "Time",
  gap: "Gap",
  size: "Size",
  type: "Type",
  data: "Payload",
};

export function eventTableHead(): HTMLElement {
  const cells = columns.map((column) =>
    element(
      "span",
      { class: `cell-${column}`, attributes: { role: "columnheader" } },
      titles[column],
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
  setText(time, row ? `${(row.atMs / 1_000).toFixed(3)} s` : "");
  setText(gap, row?.gapMs === undefined ? "" : gapText(row.gapMs));
  gap.classList.toggle("long", (row?.gapMs ?? 0) >= longGapMs);
  setText(size, row ? byteSize(row.bytes) : "");
  setText(type, row ? typeText(row) : "");
  const [gist, raw] = data.children;
  if (gist) setText(gist, row?.gist ?? "");
  if (raw) setText(raw, row?.preview ?? "");
}

function gapText(ms: number): string {
  return ms > 0 && ms < 10 ? `${ms.toFixed(1)} ms` : duration(ms);
}

function typeText({ type, attempt }: EventRow): string {
  return attempt > 1 ? `${type} (attempt ${attempt})` : type;
}
