import * as l10n from "../l10n.js";

/** 850 ms, 4.2 s, 1:05, 1:00:05. */
export function duration(milliseconds: number): string {
  const ms = Math.round(milliseconds);
  if (ms < 1_000) return l10n.t("{0} ms", ms);
  if (ms < 60_000) return l10n.t("{0} s", l10n.decimal(Math.floor(ms / 100) / 10, 1));
  const seconds = Math.floor(ms / 1_000);
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = twoDigits(seconds % 60);
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${rest}` : `${minutes}:${rest}`;
}

function twoDigits(value: number): string {
  return value.toString().padStart(2, "0");
}

/** Decimal units, as VS Code shows file sizes of downloads. */
export function byteSize(bytes: number): string {
  if (bytes < 1_000) return l10n.t("{0} B", Math.round(bytes));
  if (bytes < 1_000_000) return l10n.t("{0} kB", l10n.decimal(bytes / 1_000, 1));
  return l10n.t("{0} MB", l10n.decimal(bytes / 1_000_000, 1));
}

/** A whole number with separators. */
export function count(value: number): string {
  return l10n.decimal(Math.round(value));
}
