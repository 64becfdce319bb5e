/** Numbers in [0, 1) that are the same in every run for one seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The same bytes in pieces of random length, empty ones included. */
export function cutAtRandom(
  bytes: Uint8Array,
  random: () => number,
  longest: number,
): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + Math.floor(random() * (longest + 1));
    pieces.push(bytes.subarray(at, end));
    at = Math.min(end, bytes.length);
  }
  return pieces;
}
