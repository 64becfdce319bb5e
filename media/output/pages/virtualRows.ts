import { element } from "../dom.js";

/** As VS Code's own lists. */
const rowHeight = 22;
/** Rows beyond the edges, so that a fast wheel shows no holes. */
const overscan = 10;

export interface VirtualRowsOptions {
  /** Builds an empty row. */
  readonly create: () => HTMLElement;
  /** Writes what stands at this place into a row, which may have shown another. */
  readonly fill: (row: HTMLElement, at: number) => void;
  /** These places are in view now. */
  readonly onDidShow: (from: number, to: number) => void;
}

/**
 * Any number of rows of one height, of which only those in view exist. One of them can have a block
 * of its own height below it.
 */
export class VirtualRows {
  readonly scroller: HTMLElement;
  private readonly space = element("div", {
    class: "row-space",
    attributes: { role: "rowgroup" },
  });
  private readonly shown = new Map<number, HTMLElement>();
  private spare: HTMLElement[] = [];
  private count = 0;
  private opened: { readonly at: number; readonly block: HTMLElement } | undefined;
  private openedHeight = 0;
  private pinned = 0;
  private frame = 0;
  private readonly measure = new ResizeObserver(() => this.onDidResize());

  constructor(private readonly options: VirtualRowsOptions) {
    this.scroller = element("div", { class: "rows" }, this.space);
    this.scroller.addEventListener("scroll", () => this.later(), { passive: true });
    new ResizeObserver(() => this.later()).observe(this.scroller);
  }

  get isAtEnd(): boolean {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    return scrollHeight - clientHeight - scrollTop <= rowHeight;
  }

  setCount(count: number): void {
    if (count === this.count) return;
    this.count = count;
    this.layOut();
  }

  /** Everything may have changed. */
  refresh(): void {
    for (const [at, row] of this.shown) this.options.fill(row, at);
    this.later();
  }

  /** Another list: from its first row on. */
  reset(): void {
    this.open(undefined);
    this.count = 0;
    this.scroller.scrollTop = 0;
    this.layOut();
  }

  scrollToEnd(): void {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** Scrolls as little as shows the row. */
  reveal(at: number): void {
    const top = this.topOf(at);
    const { scrollTop, clientHeight } = this.scroller;
    if (top < scrollTop) this.scroller.scrollTop = top;
    else if (top + rowHeight > scrollTop + clientHeight) {
      this.scroller.scrollTop = top + rowHeight - clientHeight;
    }
  }

  /** Keeps this row in existence wherever the list is scrolled to: it may have the focus. */
  pin(at: number): HTMLElement | undefined {
    this.pinned = at;
    if (at < this.count && !this.shown.has(at)) this.add(at);
    return this.shown.get(at);
  }

  get rowsInView(): number {
    return Math.max(1, Math.floor(this.scroller.clientHeight / rowHeight) - 1);
  }

  /** Puts a block below a row, in place of the one before. */
  open(opened: { readonly at: number; readonly block: HTMLElement } | undefined): void {
    if (this.opened) {
      this.measure.unobserve(this.opened.block);
      this.opened.block.remove();
    }
    this.opened = opened;
    this.openedHeight = 0;
    if (opened) {
      this.space.append(opened.block);
      this.measure.observe(opened.block);
      this.openedHeight = opened.block.offsetHeight;
    }
    this.layOut();
  }

  private onDidResize(): void {
    const height = this.opened?.block.offsetHeight ?? 0;
    if (height === this.openedHeight) return;
    this.openedHeight = height;
    this.layOut();
  }

  private layOut(): void {
    const height = this.count * rowHeight + this.openedHeight;
    this.space.style.height = `${height}px`;
    if (this.opened) move(this.opened.block, (this.opened.at + 1) * rowHeight);
    for (const [at, row] of this.shown) move(row, this.topOf(at));
    this.later();
  }

  private topOf(at: number): number {
    return at * rowHeight + (this.opened && at > this.opened.at ? this.openedHeight : 0);
  }

  private later(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.render());
  }

  private render(): void {
    this.frame = 0;
    const { scrollTop, clientHeight } = this.scroller;
    if (clientHeight === 0) return;
    const from = Math.max(0, this.placeAt(scrollTop) - overscan);
    const to = Math.min(this.count, this.placeAt(scrollTop + clientHeight) + overscan + 1);
    for (const [at, row] of this.shown) {
      if ((at >= from && at < to) || (at === this.pinned && at < this.count)) continue;
      this.shown.delete(at);
      this.spare.push(row);
    }
    for (let at = from; at < to; at++) {
      if (!this.shown.has(at)) this.add(at);
    }
    for (const row of this.spare) row.remove();
    this.spare = this.spare.slice(0, 2 * overscan);
    if (to > from) this.options.onDidShow(from, to);
  }

  private placeAt(top: number): number {
    const { opened, openedHeight } = this;
    const isBelow = opened && top > (opened.at + 1) * rowHeight;
    return Math.floor((isBelow ? Math.max(top - openedHeight, 0) : top) / rowHeight);
  }

  private add(at: number): void {
    const spare = this.spare.pop();
    const row = spare ?? this.options.create();
    this.options.fill(row, at);
    move(row, this.topOf(at));
    this.shown.set(at, row);
    if (!row.isConnected) this.space.append(row);
  }
}

function move(target: HTMLElement, top: number): void {
  target.style.transform = `translateY(${top}px)`;
}
