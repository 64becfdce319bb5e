/** Milliseconds between two looks. */
const LOOK_MS = 50;

/**
 * Waits until a look at something that has no event of its own succeeds.
 * @param what completes the sentence "Waited in vain until ..." of the error.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  withinMs = 60_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > end) throw new Error(`Waited in vain until ${what} (${withinMs} ms).`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
