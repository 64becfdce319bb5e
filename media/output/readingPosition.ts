/**
 * Where the reader is: how far below the top of which block. Heights of blocks that were never in
 * view are guesses, so a number of pixels alone would be another place after a reload.
 */
export interface ReadingPosition {
  readonly block: number;
  readonly offset: number;
  readonly isFollowing: boolean;
}

/** Those of the answer itself, not those inside one of its blocks of code. */
const chapters = ":is(.answer, .reasoning-text, .json-text, .plain) > .chapter";
const blocks = `${chapters} > *`;

/** Guesses above the place become measures while it comes into view; two frames settle that. */
const settlingFrames = 2;

export function readingPosition(scroller: HTMLElement, isFollowing: boolean): ReadingPosition {
  // The end is a place of its own.
  if (isFollowing) return { block: -1, offset: 0, isFollowing };
  const top = scroller.getBoundingClientRect().top;
  const isBelow = (one: Element) => one.getBoundingClientRect().bottom > top;
  // Chapters first: to ask a block of one that is out of view for its place lays out all of it.
  const all = [...scroller.querySelectorAll(blocks)];
  const chapter = [...scroller.querySelectorAll(chapters)].find(isBelow);
  const first = all.findIndex((one) => one.parentElement === chapter);
  const block = all.findIndex((one, i) => i >= first && isBelow(one));
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
