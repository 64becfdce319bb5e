/**
 * Waits for work that knows no signal, no longer than the signal allows; the work itself goes on, for
 * others who wait. Rejects with the signal's reason.
 */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // Whoever left is not told how it ended.
  work.catch(() => undefined);
  signal.throwIfAborted();
  let leave: (() => void) | undefined;
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason);
    signal.addEventListener("abort", leave, { once: true });
  });
  try {
    return await Promise.race([work, left]);
  } finally {
    if (leave) signal.removeEventListener("abort", leave);
  }
}
