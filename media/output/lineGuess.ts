/** Width of a letter, on average. */
const letterPx = 7;

/**
 * Guesses how many lines a text takes, for what was never laid out. A guess that is too low costs
 * time: the browser takes what it has not measured for being in view, and lays it out. One that is
 * too high only moves the scroll bar.
 */
export class LineGuess {
  private columns = 90;

  /** `element` is as wide as the text; without it the guess is that of a wide panel. */
  constructor(element?: HTMLElement) {
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width ?? 0;
      if (width > 0) this.columns = Math.max(10, Math.floor(width / letterPx));
    });
    observer.observe(element);
  }

  lines(text: { readonly lineFeeds: number; readonly length: number }): number {
    return text.lineFeeds + Math.floor(text.length / this.columns);
  }
}

export function lineFeedsIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}
