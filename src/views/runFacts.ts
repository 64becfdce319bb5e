import type { FailureRecord } from "../failure.js";
import type { RunSummary } from "../run/runSummary.js";
import type { Fact } from "./outputProtocol.js";

const integers = new Intl.NumberFormat("en-US");

/** What a run has measured, the most asked for first. */
export function runFacts(summary: RunSummary): readonly Fact[] {
  const { timing, usage } = summary;
  const { inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens } = usage ?? {};
  return present([
    ["First text", timing.firstTextMs === undefined ? undefined : duration(timing.firstTextMs)],
    ["Total", duration(timing.totalMs)],
    ["Tokens out", count(outputTokens)],
    ["Tokens in", count(inputTokens)],
    ["Cache read", count(cacheReadInputTokens || undefined)],
    ["Cache write", count(cacheWriteInputTokens || undefined)],
    ["Tokens per second", tokensPerSecond(summary)],
    ["Chunks", count(summary.chunks)],
    ["Received", byteSize(summary.bytes)],
    ["Stop reason", summary.stopReason],
    ["Attempts", summary.attempts > 1 ? count(summary.attempts) : undefined],
    ["Region", summary.region],
    // A failure shows its own.
    ["Request ID", summary.failure?.requestId ? undefined : summary.requestId],
  ]);
}

/** The evidence of a failure. */
export function failureFacts(failure: FailureRecord): readonly Fact[] {
  return present([
    ["Exception", failure.exception],
    ["HTTP status", failure.httpStatus?.toString()],
    ["Model's status", failure.originalStatusCode?.toString()],
    ["Code", failure.code],
    ["In the body at", failure.pointer],
    ["Request ID", failure.requestId],
  ]);
}

/** 850 ms, 4.2 s, 1:05, 1:00:05. */
export function duration(milliseconds: number): string {
  const ms = Math.round(milliseconds);
  if (ms < 1_000) return `${ms} ms`;
  if (ms < 60_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
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
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Output tokens over the time from the first text on: before it, the model was not writing. */
function tokensPerSecond({ usage, timing }: RunSummary): string | undefined {
  if (usage?.outputTokens === undefined || timing.firstTextMs === undefined) return undefined;
  const seconds = (timing.totalMs - timing.firstTextMs) / 1_000;
  return seconds > 0 ? (usage.outputTokens / seconds).toFixed(1) : undefined;
}

function count(value: number | undefined): string | undefined {
  return value === undefined ? undefined : integers.format(value);
}

function present(pairs: readonly (readonly [string, string | undefined])[]): readonly Fact[] {
  return pairs.flatMap(([name, value]) =>
    value === undefined || value === ""
      ? []
      : [{ name, value, ...(name === "Request ID" && { copyable: true }) }],
  );
}
