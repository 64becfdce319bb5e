import { isBoolean, isNumber, isString, oneOf, optional, shape } from "./guard.js";
import type { Reading } from "./outputProtocol.js";
import type { PageId } from "./pagesProtocol.js";

/** In the order of their tabs. */
export const pageIds = [
  "answer",
  "events",
  "timeline",
  "request",
] as const satisfies readonly PageId[];

/** Checked on both sides: the panel says it to the host, and keeps it where VS Code keeps its state. */
export const isReading = shape<Reading>({
  runId: isString,
  page: optional(oneOf(...pageIds)),
  block: isNumber,
  offset: isNumber,
  isFollowing: isBoolean,
});
