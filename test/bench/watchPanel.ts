/** What was seen on the screen while something streamed; times since the epoch. */
export interface Painted {
  readonly firstTextAt: number;
  readonly lastTextAt: number;
  readonly longestFrameMs: number;
}

/** Where the streamed text appears. */
export interface Place {
  /** Elements whose text is the answer, all of them together. */
  readonly selector: string;
  /** Characters that stood there before: only more of them count as text. */
  readonly lettersBefore: number;
}

/**
 * Runs inside the page that shows the text: notes when it grows, and how long frames take. A change
 * counts as painted in the task behind the frame that draws it.
 */
export function watchPanel({ selector, lettersBefore }: Place) {
  const now = () => performance.timeOrigin + performance.now();
  const lengthOf = () =>
    [...document.querySelectorAll(selector)].reduce(
      (sum, part) => sum + (part.textContent?.length ?? 0),
      0,
    );
  let isOver = false;
  let firstTextAt = 0;
  let lastTextAt = 0;
  let longestFrameMs = 0;
  let changedAt = 0;
  let previousFrame = 0;
  let isFresh = true;
  const observer = new MutationObserver(() => {
    changedAt = now();
    // The answer before leaves the panel first.
    if (isFresh && lengthOf() > lettersBefore + 400) return;
    isFresh = false;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        lastTextAt = now();
        if (firstTextAt === 0 && lengthOf() > lettersBefore) firstTextAt = lastTextAt;
      };
      port2.postMessage(0);
    });
  });
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  const frame = (time: number): void => {
    if (firstTextAt > 0 && previousFrame > 0) {
      longestFrameMs = Math.max(longestFrameMs, time - previousFrame);
    }
    previousFrame = time;
    if (!isOver) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  return {
    isAtRest: () => firstTextAt > 0 && now() - changedAt > 300,
    end(): Painted {
      isOver = true;
      observer.disconnect();
      return { firstTextAt, lastTextAt, longestFrameMs };
    },
  };
}
