import { Failure } from "../failure.js";
import * as l10n from "../l10n.js";

/** The failure of a run whose extension host ended before the model did. */
export function interrupted(): Failure {
  const message = l10n.t(
    "VS Code closed, reloaded or crashed while the answer was still arriving.",
  );
  return new Failure("interrupted", message, { retryable: true });
}

/** The failure of a run whose record has no end: what happened to it nobody wrote down. */
export function recordCutOff(): Failure {
  const message = l10n.t(
    "The record ends before the run did: VS Code closed, reloaded or crashed, or the disk was full.",
  );
  return new Failure("interrupted", message, { retryable: true });
}
