import type { FailureRecord } from "../failure.js";
import { isJsonObject, parseJson, type Json } from "../request/json.js";
import type { RunSummary } from "../run/runSummary.js";
import { byteSize, count, duration } from "./amounts.js";
import { hasFinalUsage } from "./finalUsage.js";
import type { Fact } from "./outputProtocol.js";

/** Where nobody counts: most tokens of most models are about this long. */
const charsPerToken = 4;
const estimate = "estimate";

type Pair = readonly [name: string, value: string | undefined, note?: string | undefined];

/** What a run has measured, the most asked for first. `body` is the request's. */
export function runFacts(summary: RunSummary, body: string, identity: string): readonly Fact[] {
  const { timing, usage, failure } = summary;
  const { cacheReadInputTokens, cacheWriteInputTokens } = usage ?? {};
  const output = outputTokens(summary);
  return present([
    ["First byte", timed(timing.firstByteMs)],
    ["First text", timed(timing.firstTextMs)],
    ["Total", duration(timing.totalMs)],
    tokenPair("Tokens out", output),
    tokenPair("Tokens in", inputTokens(summary, body)),
    ["Cache read", counted(cacheReadInputTokens || undefined)],
    ["Cache write", counted(cacheWriteInputTokens || undefined)],
    ["Tokens per second", tokensPerSecond(summary, output?.tokens), output?.note],
    ["Chunks", count(summary.chunks)],
    ["Received", byteSize(summary.bytes)],
    ["Attempts", count(summary.attempts)],
    ["Stop reason", summary.stopReason],
    ["Service tier", summary.serviceTier],
    ["Latency mode", summary.performanceConfigLatency],
    ["Region", summary.region],
    ["Identity", identity],
    // A failure shows its own.
    ["Request ID", failure?.requestId ? undefined : summary.requestId],
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

interface Tokens {
  readonly tokens: number;
  readonly note?: string;
}

/** Nothing was written, or the service counted it, or its length says about how much it was. */
function outputTokens(summary: RunSummary): Tokens | undefined {
  const { usage, text, reasoning, toolCalls } = summary;
  if (usage?.outputTokens !== undefined && hasFinalUsage(summary)) {
    return { tokens: usage.outputTokens };
  }
  const inCalls = toolCalls.reduce((sum, { input }) => sum + input.length, 0);
  return estimated(text.length + reasoning.length + inCalls);
}

/** A request that was refused before its answer began has read nothing. */
function inputTokens({ usage, chunks }: RunSummary, body: string): Tokens | undefined {
  if (usage?.inputTokens !== undefined) return { tokens: usage.inputTokens };
  const json = chunks > 0 ? parseJson(body) : undefined;
  return json === undefined ? undefined : estimated(proseLength(json));
}

function estimated(chars: number): Tokens | undefined {
  return chars === 0 ? undefined : { tokens: Math.ceil(chars / charsPerToken), note: estimate };
}

/** Characters of the texts in a body; what has no space for a thousand letters is an image's. */
function proseLength(json: Json): number {
  if (typeof json === "string") return /\S{1000}/.test(json) ? 0 : json.length;
  if (Array.isArray(json)) return json.reduce<number>((sum, one) => sum + proseLength(one), 0);
  if (!isJsonObject(json)) return 0;
  return Object.values(json).reduce<number>((sum, one) => sum + proseLength(one ?? null), 0);
}

/** Over the time from the first text on: before it, the model was not writing. */
function tokensPerSecond({ timing }: RunSummary, tokens: number | undefined): string | undefined {
  if (tokens === undefined || timing.firstTextMs === undefined) return undefined;
  const seconds = (timing.totalMs - timing.firstTextMs) / 1_000;
  return seconds > 0 ? (tokens / seconds).toFixed(1) : undefined;
}

function tokenPair(name: string, tokens: Tokens | undefined): Pair {
  return [name, tokens && count(tokens.tokens), tokens?.note];
}

function timed(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : duration(ms);
}

function counted(value: number | undefined): string | undefined {
  return value === undefined ? undefined : count(value);
}

function present(pairs: readonly Pair[]): readonly Fact[] {
  return pairs.flatMap(([name, value, note]) =>
    value === undefined || value === ""
      ? []
      : [
          {
            name,
            value,
            ...(name === "Request ID" && { copyable: true }),
            ...(note !== undefined && { note }),
          },
        ],
  );
}
