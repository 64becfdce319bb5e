import type { Usage } from "./family.js";

/** Counts as found in a chunk: a missing one says nothing about the one before. */
export type FoundUsage = { readonly [Key in keyof Usage]?: Usage[Key] | undefined };

/** The counts so far with the found ones replaced. */
export function mergeUsage(sofar: Usage, found: FoundUsage): Usage {
  const merged: { -readonly [Key in keyof Usage]: Usage[Key] } = { ...sofar };
  for (const key of usageKeys) {
    const count = found[key];
    if (count !== undefined) {
      merged[key] = count;
    }
  }
  return merged;
}

const usageKeys = [
  "inputTokens",
  "outputTokens",
  "cacheReadInputTokens",
  "cacheWriteInputTokens",
] as const satisfies readonly (keyof Usage)[];
