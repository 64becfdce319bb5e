import { invoke } from "../../../src/client/invoke.js";
import type { Target } from "../../../src/client/target.js";
import { familyOf, chunkReaderFor } from "../../../src/models/families.js";
import { baseModelId } from "../../../src/models/baseModelId.js";
import { openJournal } from "../../../src/run/journal.js";
import { Run, type RunOptions } from "../../../src/run/run.js";
import type { Sandbox } from "../../../src/sandbox/server.js";

export interface RunChoices {
  readonly id?: string;
  readonly maxTokens?: number;
  readonly modelId?: string;
  readonly maxAttempts?: number;
  readonly stallTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
  /** Where the run is recorded; nowhere by default. */
  readonly journalFolder?: string;
  readonly onJournalTrouble?: (error: unknown) => void;
}

/** Claude: its answer has many events besides text, so faults fall between different ones. */
export const claude = "anthropic.claude-3-5-sonnet-20240620-v1:0";

/** A run against a sandbox, over a real socket, the way the extension makes one. */
export function runAgainst(...asked: Parameters<typeof optionsAgainst>): Run {
  return new Run(optionsAgainst(...asked));
}

/** What such a run is made of. */
export function optionsAgainst(
  sandbox: Pick<Sandbox, "endpoint" | "region" | "bearerToken">,
  prompt: string,
  choices: RunChoices = {},
): RunOptions {
  const { modelId = claude, maxAttempts = 1, stallTimeoutMs = 5_000, maxTokens } = choices;
  const { endpoint, region, bearerToken: apiKey } = sandbox;
  const identity = { type: "apiKey", apiKey, source: "test" } as const;
  const target: Target = { endpoint, region, identity };
  const family = familyOf(modelId);
  const body = JSON.stringify(
    family?.body(
      { prompt, ...(maxTokens !== undefined && { maxTokens }) },
      baseModelId(modelId) ?? modelId,
    ) ?? { prompt },
  );
  const request = { modelId, body };
  const { journalFolder, onJournalTrouble = () => undefined } = choices;
  const header = {
    id: "run",
    startedAt: Date.now(),
    request,
    target: { region, identity: "test" },
  };
  return {
    id: choices.id ?? "run",
    ...(journalFolder !== undefined && {
      journal: openJournal(journalFolder, header, onJournalTrouble),
    }),
    request,
    target,
    maxAttempts,
    newReader: () => chunkReaderFor(modelId),
    invoke: ({ onSilence }, signal) => {
      const { connectTimeoutMs = 5_000 } = choices;
      const credentials = { resolve: () => Promise.resolve(identity) };
      const timeouts = { connectTimeoutMs, stallTimeoutMs, onStallHalf: onSilence };
      return invoke(request, { target, credentials, ...timeouts }, signal);
    },
  };
}
