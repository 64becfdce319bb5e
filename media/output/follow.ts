/** Rounding of scroll positions at fractional zoom. */
const tolerancePx = 4;
/** Left above what stands below the text, lest it sticks to the edge; less than its own margin. */
const roomPx = 10;

/**
 * Keeps the end of the text in view until the reader scrolls up, and again once they are back at
 * the end. Of what stands below the text its beginning is kept in view: there is said how it ended.
 */
export class Follow {
  private lastTop = 0;
  private isOn = true;

  constructor(
    private readonly scroller: HTMLElement,
    content: HTMLElement,
    private readonly below: HTMLElement,
    /** Called when the reader has moved, or the end has moved out of view or into it. */
    private readonly onDidChange: (isFollowing: boolean) => void,
  ) {
    scroller.addEventListener("scroll", () => this.onScroll(), { passive: true });
    // The observer runs after layout and before paint, so following costs no layout of its own and
    // no frame shows the text before the jump.
    const observer = new ResizeObserver(() => this.keep());
    observer.observe(content);
    observer.observe(scroller);
  }

  get isFollowing(): boolean {
    return this.isOn;
  }

  /**
   * While the end is followed, the browser must not move the text by itself: it would look like a
   * reader who scrolls up, whenever a block turns out lower than was guessed.
   */
  private set following(isOn: boolean) {
    this.isOn = isOn;
    this.scroller.style.setProperty("overflow-anchor", isOn ? "none" : "auto");
  }

  get isAtEnd(): boolean {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    return scrollHeight - clientHeight - scrollTop <= tolerancePx;
  }

  start(): void {
    this.following = true;
    // With the next frame, whose layout has to be made anyway.
    requestAnimationFrame(() => {
      if (this.isOn) this.scroller.scrollTop = 0;
      this.keep();
    });
  }

  /** Shows the start of the text, and lets the reader move. */
  stop(): void {
    this.following = false;
    this.scroller.scrollTop = 0;
    this.lastTop = 0;
    this.onDidChange(false);
  }

  private keep(): void {
    // Behind another page there is no place to be at.
    if (this.scroller.clientHeight === 0) return;
    if (this.isOn) this.goToEnd();
    this.lastTop = this.scroller.scrollTop;
    this.onDidChange(this.isOn);
  }

  private goToEnd(): void {
    const { scroller, below } = this;
    if (below.firstElementChild === null) {
      scroller.scrollTop = scroller.scrollHeight;
      return;
    }
    const distance = below.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    // Never back: who unfolds a part at the end wants to see that one.
    scroller.scrollTop += Math.max(0, distance - roomPx);
  }

  private onScroll(): void {
    if (this.scroller.clientHeight === 0) return;
    const { scrollTop } = this.scroller;
    if (this.isAtEnd) this.following = true;
    else if (scrollTop < this.lastTop) this.following = false;
    this.lastTop = scrollTop;
    this.onDidChange(this.isOn);
  }
}
