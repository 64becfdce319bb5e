/**
 * Milliseconds within which something happens that waits for no timer and no peer. It takes a few
 * of them; the room is for a machine that does other work, too, and is far below every timeout
 * that the tests set. How quick it really is, the benchmark tells.
 */
export const promptlyMs = 5_000;
