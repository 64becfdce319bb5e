import type { ResolvedTarget } from "../client/resolveTarget.js";
import type { Sender } from "../client/sender.js";
import { chunkReaderFor } from "../models/families.js";
import type { RunOptions } from "../run/run.js";
import type { Settings } from "../settings.js";
import type { SourcedRequest } from "./requestSource.js";

/** How a request is sent, how often, and how its chunks are read, by the settings of this moment. */
export function runOptions(
  sender: Sender,
  settings: Settings,
  { request }: SourcedRequest,
  { target }: ResolvedTarget,
): Omit<RunOptions, "id" | "request" | "target"> {
  const { connectTimeout, stallTimeout, maxAttempts } = settings;
  return {
    maxAttempts,
    newReader: () => chunkReaderFor(request.modelId),
    invoke: ({ renewCredentials, onSilence }, signal) => {
      const options = {
        connectTimeoutMs: connectTimeout * 1_000,
        stallTimeoutMs: stallTimeout * 1_000,
        onStallHalf: onSilence,
        renewCredentials,
      };
      return sender.send(request, target, options, signal);
    },
  };
}
