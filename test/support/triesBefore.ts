/** How often this test was tried before in this run; mocha's types hide what its API page tells. */
export function triesBefore(test: Mocha.Runnable): number {
  const tries: unknown = Reflect.apply(Reflect.get(test, "currentRetry"), test, []);
  return Number(tries);
}
