/** What was seen on the screen while something streamed; times since the epoch. */
export interface Painted {
  readonly firstTextAt: number;
  /** NaN when not all that was waited for has been seen. */
  readonly lastTextAt: number;
  readonly longestFrameMs: number;
  /** Letters that are no blanks. */
  readonly letters: number;
}

/** Of the server's chunks of five letters, two are blanks: "the  ". */
export const lettersPerChunk = 3;

/** Where the streamed text appears. */
export interface Place {
  /** Elements whose text is the answer, all of them together. */
  readonly selector: string;
  /** Letters, blanks not counted, with which the text is whole; else it is when it rests. */
  readonly letters?: number;
}

/**
 * Runs inside the page that shows the text: notes when it grows, and how long frames take. A change
 * counts as painted in the task behind the frame that draws it.
 */
export function watchPanel({ selector, letters: wanted }: Place) {
  const now = () => performance.timeOrigin + performance.now();
  const text = () => [...document.querySelectorAll(selector)].map((part) => part.textContent ?? "");
  const lengthOf = () => text().reduce((sum, part) => sum + part.length, 0);
  const lettersOf = () => text().reduce((sum, part) => sum + part.replace(/\s/g, "").length, 0);
  let isOver = false;
  let isWhole = false;
  let firstTextAt = 0;
  let lastTextAt = 0;
  let longestFrameMs = 0;
  let changedAt = 0;
  let previousFrame = 0;
  const before = document.querySelector(selector);
  let isFresh = before !== null;
  const didPaint = (): void => {
    if (isWhole) return;
    lastTextAt = now();
    if (firstTextAt === 0 && lengthOf() > 0) firstTextAt = lastTextAt;
    isWhole = wanted !== undefined && lettersOf() >= wanted;
  };
  const observer = new MutationObserver(() => {
    changedAt = now();
    // The answer before leaves the page first.
    if (isFresh && before?.isConnected === true && lengthOf() > 400) return;
    isFresh = false;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = didPaint;
      port2.postMessage(0);
    });
  });
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  const frame = (time: number): void => {
    if (firstTextAt > 0 && previousFrame > 0 && !isWhole) {
      longestFrameMs = Math.max(longestFrameMs, time - previousFrame);
    }
    previousFrame = time;
    if (!isOver) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  return {
    isAtRest: () => (wanted === undefined ? firstTextAt > 0 && now() - changedAt > 300 : isWhole),
    end(): Painted {
      isOver = true;
      observer.disconnect();
      if (wanted !== undefined && !isWhole) lastTextAt = NaN;
      return { firstTextAt, lastTextAt, longestFrameMs, letters: lettersOf() };
    },
  };
}
