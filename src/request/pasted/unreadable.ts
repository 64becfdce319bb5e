import { Failure } from "../../failure.js";
import * as l10n from "../../l10n.js";

/** Why pasted text is no request, as a sentence; for a program also where. */
export function unreadablePaste(message: string, source?: string, offset = 0): Failure {
  const line = source === undefined ? undefined : source.slice(0, offset).split("\n").length;
  const text = line === undefined ? message : l10n.t("Line {0}: {1}", line, message);
  return new Failure("invalidRequest", text, { code: "UNREADABLE_PASTE" });
}
