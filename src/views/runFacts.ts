import type { FailureRecord } from "../failure.js";
import * as l10n from "../l10n.js";
import { parseJson, type Json } from "../request/json.js";
import type { RunSummary } from "../run/runSummary.js";
import { byteSize, count, duration } from "./amounts.js";
import { hasFinalUsage } from "./finalUsage.js";
import type { Fact } from "./outputProtocol.js";

/** Where nobody counts: most tokens of most models are about this long. */
const charsPerToken = 4;

/** What people copy to name a run to somebody else stands under this. */
const requestIdName = () => l10n.t("Request ID");

type Pair = readonly [name: string, value: string | undefined, note?: string | undefined];

/** What a run has measured, the most asked for first. `body` is the request's. */
export function runFacts(summary: RunSummary, body: string, identity: string): readonly Fact[] {
  const { timing, usage, failure } = summary;
  const { cacheReadInputTokens, cacheWriteInputTokens } = usage ?? {};
  const output = outputTokens(summary);
  return present([
    [l10n.t("First byte"), timed(timing.firstByteMs)],
    [l10n.t("First text"), timed(timing.firstTextMs)],
    [l10n.t("Total"), duration(timing.totalMs)],
    tokenPair(l10n.t("Tokens out"), output),
    tokenPair(l10n.t("Tokens in"), inputTokens(summary, body)),
    [l10n.t("Cache read"), counted(cacheReadInputTokens || undefined)],
    [l10n.t("Cache write"), counted(cacheWriteInputTokens || undefined)],
    [l10n.t("Tokens per second"), tokensPerSecond(summary, output?.tokens), output?.note],
    [l10n.t("Chunks"), count(summary.chunks)],
    [l10n.t("Received"), byteSize(summary.bytes)],
    [l10n.t("Attempts"), count(summary.attempts)],
    [l10n.t("Stop reason"), summary.stopReason],
    [l10n.t("Service tier"), summary.serviceTier],
    [l10n.t("Latency mode"), summary.performanceConfigLatency],
    [l10n.t("Region"), summary.region],
    [l10n.t("Identity"), identity],
    // A failure shows its own.
    [requestIdName(), failure?.requestId ? undefined : summary.requestId],
  ]);
}

/** The evidence of a failure. */
export function failureFacts(failure: FailureRecord): readonly Fact[] {
  return present([
    [l10n.t("Exception"), failure.exception],
    [l10n.t("HTTP status"), failure.httpStatus?.toString()],
    [l10n.t("Model's status"), failure.originalStatusCode?.toString()],
    [l10n.t("Code"), failure.code],
    [l10n.t("In the body at"), failure.pointer],
    [requestIdName(), failure.requestId],
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
  return chars === 0
    ? undefined
    : { tokens: Math.ceil(chars / charsPerToken), note: l10n.t("estimate") };
}

/** Levels of a body that texts are looked for in; deeper ones could exhaust the stack. */
const deepestText = 64;

/** Characters of the texts in a body; what has no space for a thousand letters is an image's. */
function proseLength(json: Json | undefined, depth = 0): number {
  if (typeof json === "string") return /(?<!\S)\S{1000}/.test(json) ? 0 : json.length;
  if (typeof json !== "object" || json === null || depth > deepestText) return 0;
  const values = Object.values<Json | undefined>(json);
  return values.reduce<number>((sum, one) => sum + proseLength(one, depth + 1), 0);
}

/** Over the time from the first text on: before it, the model was not writing. */
function tokensPerSecond({ timing }: RunSummary, tokens: number | undefined): string | undefined {
  if (tokens === undefined || timing.firstTextMs === undefined) return undefined;
  const seconds = (timing.totalMs - timing.firstTextMs) / 1_000;
  return seconds > 0 ? l10n.decimal(tokens / seconds, 1) : undefined;
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
            ...(name === requestIdName() && { copyable: true }),
            ...(note !== undefined && { note }),
          },
        ],
  );
}
