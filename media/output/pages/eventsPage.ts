import * as l10n from "../../../src/l10n.js";
import { count } from "../../../src/views/amounts.js";
import type { EventPage } from "../../../src/views/pagesProtocol.js";
import type { CodeColors } from "../code/codeColors.js";
import { element, setText } from "../dom.js";
import { eventDetailBlock } from "./eventDetailBlock.js";
import { EventFilterBar } from "./eventFilterBar.js";
import { eventLine, eventTableHead, fillEventLine } from "./eventLine.js";
import { EventStore } from "./eventStore.js";
import { failureOf, type PageHost, type RunPage } from "./runPage.js";
import { VirtualRows } from "./virtualRows.js";

/** A run that streams is looked at again this often. */
const renewMs = 200;

/** Every event of the run as it came over the wire, one line each. */
export class EventsPage implements RunPage {
  readonly element: HTMLElement;
  private readonly filterBar: EventFilterBar;
  private readonly grid: HTMLElement;
  private readonly note = element("p", { class: "page-note", attributes: { role: "status" } });
  private readonly rows: VirtualRows;
  private readonly store: EventStore;
  private runId: string | undefined;
  private renewTimer: ReturnType<typeof setTimeout> | undefined;
  private matching = 0;
  /** Place of the row that the keyboard is on. */
  private active = 0;
  private opened: number | undefined;

  constructor(
    private readonly host: PageHost,
    private readonly colors: CodeColors,
  ) {
    this.store = new EventStore({
      host,
      onDidChange: (page) => this.show(page),
      onDidFail: (message) => setText(this.note, message),
    });
    this.rows = new VirtualRows({
      create: eventLine,
      fill: (row, at) => this.fill(row, at),
      onDidShow: (from, to) => this.store.need(from, to),
    });
    this.filterBar = new EventFilterBar({
      onDidChange: () => this.begin(),
      save: (type) => {
        if (this.runId !== undefined) void host.act({ type, runId: this.runId });
      },
    });
    this.grid = this.rows.scroller;
    const grid = element(
      "div",
      { class: "event-grid", attributes: { role: "treegrid", "aria-label": l10n.t("Events") } },
      eventTableHead(),
      this.grid,
    );
    grid.addEventListener("keydown", (event) => this.onKeyDown(event));
    grid.addEventListener("click", (event) => this.onClick(event));
    this.element = element(
      "section",
      {
        class: "page events-page",
        attributes: { id: "events", role: "tabpanel", "aria-labelledby": "tab-events" },
      },
      this.filterBar.element,
      grid,
      this.note,
    );
  }

  open(runId: string): void {
    if (this.runId === runId) return;
    this.runId = runId;
    this.begin();
  }

  close(): void {
    clearTimeout(this.renewTimer);
    this.renewTimer = undefined;
    this.runId = undefined;
    this.store.begin(undefined, {});
    this.closeDetail();
  }

  didChange(): void {
    if (this.renewTimer !== undefined || this.runId === undefined) return;
    this.renewTimer = setTimeout(() => {
      this.renewTimer = undefined;
      this.store.renew();
    }, renewMs);
  }

  private begin(): void {
    this.closeDetail();
    this.active = 0;
    this.rows.pin(0);
    this.matching = 0;
    this.rows.reset();
    setText(this.note, "");
    this.store.begin(this.runId, this.filterBar.filter);
  }

  private show(page: EventPage): void {
    // Whoever is at the end of a list that grows wants to stay there; at the start, too.
    const follows = this.matching > 0 && this.rows.isAtEnd && page.matching > this.matching;
    const wasScrolled = this.grid.scrollTop > 0;
    this.matching = page.matching;
    this.rows.setCount(page.matching);
    this.rows.refresh();
    if (follows && wasScrolled) this.rows.scrollToEnd();
    this.grid.parentElement?.setAttribute("aria-rowcount", `${page.matching + 1}`);
    this.filterBar.showTypes(page.types);
    setText(this.note, noteOf(page));
  }

  private fill(row: HTMLElement, at: number): void {
    fillEventLine(row, at, this.store.at(at));
    row.id = `event-${at}`;
    row.dataset["at"] = `${at}`;
    row.tabIndex = at === this.active ? 0 : -1;
    row.setAttribute("aria-expanded", `${at === this.opened}`);
  }

  private onClick(event: MouseEvent): void {
    if (!(event.target instanceof Element)) return;
    const row = event.target.closest<HTMLElement>(".event-row[data-at]");
    if (!row) return;
    this.activate(Number(row.dataset["at"]));
    this.toggle();
  }

  private onKeyDown(event: KeyboardEvent): void {
    const isOnRow = event.target instanceof Element && event.target.matches(".event-row");
    if (!isOnRow) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "c") {
      if (document.getSelection()?.isCollapsed !== false) void this.copy(this.active);
      return;
    }
    const next = this.next(event.key);
    if (next !== undefined) this.activate(Math.max(0, Math.min(this.matching - 1, next)));
    else if (event.key === "Enter" || event.key === " ") this.toggle();
    else if (event.key === "ArrowRight" && this.opened !== this.active) this.toggle();
    else if (event.key === "ArrowLeft" || event.key === "Escape") this.closeDetail();
    else return;
    event.preventDefault();
  }

  private next(key: string): number | undefined {
    const { active, rows } = this;
    if (key === "ArrowDown") return active + 1;
    if (key === "ArrowUp") return active - 1;
    if (key === "PageDown") return active + rows.rowsInView;
    if (key === "PageUp") return active - rows.rowsInView;
    if (key === "Home") return 0;
    return key === "End" ? this.matching - 1 : undefined;
  }

  private activate(at: number): void {
    if (this.matching === 0) return;
    this.active = at;
    this.rows.reveal(at);
    this.rows.pin(at)?.focus({ preventScroll: true });
    this.rows.refresh();
  }

  private toggle(): void {
    if (this.opened === this.active) this.closeDetail();
    else void this.openDetail(this.active);
  }

  private async openDetail(at: number): Promise<void> {
    const row = this.store.at(at);
    const { runId } = this;
    if (!row || runId === undefined) return;
    const outcome = await this.host.request({ type: "event", runId, index: row.index });
    if (this.runId !== runId || this.active !== at) return;
    if (outcome.type !== "ok" || outcome.reply?.type !== "event") {
      setText(this.note, failureOf(outcome));
      return;
    }
    this.closeDetail();
    this.opened = at;
    const block = eventDetailBlock(outcome.reply, this.colors, () => this.copy(at));
    this.rows.open({ at, block });
    this.rows.refresh();
  }

  private closeDetail(): void {
    this.opened = undefined;
    this.colors.clear();
    this.rows.open(undefined);
    this.rows.refresh();
  }

  private async copy(at: number): Promise<boolean> {
    const index = this.store.at(at)?.index;
    if (index === undefined || this.runId === undefined) return false;
    return this.host.act({ type: "copyEvent", runId: this.runId, index }, l10n.t("Copied."));
  }
}

function noteOf({ matching, scanned, total }: EventPage): string {
  if (total === 0) return l10n.t("No event has come.");
  const found =
    matching < total
      ? l10n.t("{0} of {1} events", count(matching), count(total))
      : total === 1
        ? l10n.t("1 event")
        : l10n.t("{0} events", count(total));
  if (scanned >= total) return found;
  return l10n.t("{0}, {1} % searched", found, Math.floor((scanned / total) * 100));
}
