/**
 * Where the reader is: how far below the top of which block. Heights of blocks that were never in
 * view are guesses, so a number of pixels alone would be another place after a reload.
 */
export interface ReadingPosition {
  readonly block: number;
  readonly offset: number;
  readonly isFollowing: boolean;
}

const blocks = ".text-block, .markdown > *";

/** Guesses above the place become measures while it comes into view; two frames settle that. */
const settlingFrames = 2;

export function readingPosition(scroller: HTMLElement, isFollowing: boolean): ReadingPosition {
  const top = scroller.getBoundingClientRect().top;
  const all = [...scroller.querySelectorAll(blocks)];
  const block = all.findIndex((one) => one.getBoundingClientRect().bottom > top);
  const offset = top - (all[block]?.getBoundingClientRect().top ?? top);
  return { block, offset, isFollowing };
}

/** Goes there, and returns true, once the text has come that far. */
export function goTo(scroller: HTMLElement, { block, offset }: ReadingPosition): boolean {
  const target = block < 0 ? undefined : scroller.querySelectorAll(blocks).item(block);
  if (!target) return false;
  const move = (framesLeft: number) => {
    const distance = target.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    scroller.scrollTop += distance + offset;
    if (framesLeft > 0) requestAnimationFrame(() => move(framesLeft - 1));
  };
  move(settlingFrames);
  return true;
}
