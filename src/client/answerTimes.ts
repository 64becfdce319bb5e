import * as l10n from "../l10n.js";
import type { HttpAnswer } from "./serviceError.js";

/** Less than this can be the way of the answer and the second that `Date` is rounded to. */
const smallestNamedSkewMs = 60_000;

/** What the service asked to wait: `x-amz-retry-after` (milliseconds), `Retry-After` (seconds or date). */
export function retryAfterMs(answer: HttpAnswer): number | undefined {
  const milliseconds = wholeNumber(answer.headers["x-amz-retry-after"]);
  if (milliseconds !== undefined) return milliseconds;
  const text = answer.headers["retry-after"];
  const seconds = wholeNumber(text);
  if (seconds !== undefined) return seconds * 1000;
  const at = Date.parse(text ?? "");
  if (Number.isNaN(at)) return undefined;
  // Against the sender's own clock: ours may be wrong.
  const sentAt = Date.parse(answer.headers["date"] ?? "");
  return Math.max(0, at - (Number.isNaN(sentAt) ? answer.receivedAt.getTime() : sentAt));
}

/** How far this machine's clock is ahead of the sender's; undefined without a `Date` header. */
export function clockSkewMs(answer: HttpAnswer): number | undefined {
  const sentAt = Date.parse(answer.headers["date"] ?? "");
  return Number.isNaN(sentAt) ? undefined : answer.receivedAt.getTime() - sentAt;
}

/** "This machine's clock is 5 min 3 s behind."; undefined for a skew that says nothing. */
export function describeSkew(skewMs: number | undefined): string | undefined {
  if (skewMs === undefined || Math.abs(skewMs) < smallestNamedSkewMs) return undefined;
  const distance = describeDuration(Math.abs(skewMs));
  return skewMs < 0
    ? l10n.t("This machine's clock is {0} behind.", distance)
    : l10n.t("This machine's clock is {0} ahead.", distance);
}

/** The two largest units: "5 min 3 s", "3 d 2 h". */
function describeDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600) % 24];
  const minutes = Math.floor(seconds / 60) % 60;
  const parts: readonly [number, string][] = [
    [days, l10n.t("{0} d", days)],
    [hours, l10n.t("{0} h", hours)],
    [minutes, l10n.t("{0} min", minutes)],
    [seconds % 60, l10n.t("{0} s", seconds % 60)],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([, text]) => text)
    .join(" ");
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d{1,12}\s*$/.test(text) ? Number(text) : undefined;
}
