import type { Failure } from "../../failure.js";
import * as l10n from "../../l10n.js";
import { unreadablePaste } from "./unreadable.js";

/**
 * Characters and items that a paste may become: a body may have 25 MB. Names that stand for one another
 * make of a short program a text that no memory holds.
 */
export const maxPastedLength = 25_000_000;

export function tooLongPaste(): Failure {
  return unreadablePaste(
    l10n.t("This becomes longer than a body may be: 25 MB. Paste a shorter request."),
  );
}
