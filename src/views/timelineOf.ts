import { chunkReaderFor } from "../models/families.js";
import type { ChunkPart, ChunkReader } from "../models/family.js";
import { parseJson } from "../request/json.js";
import type { RunEvent } from "../run/attempt.js";
import type { ShowableRun } from "../run/showableRun.js";
import { hasFinalUsage } from "./finalUsage.js";
import { GapHistogram, type Silence } from "./gapHistogram.js";
import type { Timeline } from "./pagesProtocol.js";

/** More points than this cannot be told apart on a screen. */
const maxSteps = 1_024;
const firstStepMs = 5;
const stride = 256;
const sliceMs = 6;

type TimedRun = Pick<ShowableRun, "request" | "startedAt" | "state" | "events" | "progress">;

/**
 * What arrived when, of one run. Sums are kept in steps that double when they become too many, so a
 * run of any length costs the same to send and to draw.
 */
export class TimelineOf {
  private stepMs = firstStepMs;
  private bytes: number[] = [];
  private chars: number[] = [];
  private readonly gaps = new GapHistogram();
  private scanned = 0;
  private reader: ChunkReader;
  private last: RunEvent | undefined;

  constructor(readonly run: TimedRun) {
    this.reader = chunkReaderFor(run.request.modelId);
  }

  /** Reads what is new and answers with everything up to now. */
  async read(): Promise<Timeline> {
    while (this.scanned < this.run.events.length) {
      this.readSlice();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return this.timeline();
  }

  private timeline(): Timeline {
    const { state, progress, startedAt } = this.run;
    const summary = state.type === "ended" ? state.summary : undefined;
    const { firstByteMs, firstTextMs } = progress;
    const totalMs =
      summary?.timing.totalMs ?? Math.max(Date.now() - startedAt, this.last?.atMs ?? 0);
    const chars = sums(this.chars);
    const ratio = tokensPerChar(summary, chars.at(-1) ?? 0);
    return {
      type: "timeline",
      stepMs: this.stepMs,
      bytes: sums(this.bytes),
      output: ratio === undefined ? chars : chars.map((count) => count * ratio),
      unit: ratio === undefined ? "characters" : "tokens",
      events: this.scanned,
      ...(firstByteMs !== undefined && { firstByteMs }),
      ...(firstTextMs !== undefined && { firstTextMs }),
      totalMs,
      isLive: !summary,
      ...this.gaps.result(this.lastSilence(totalMs), !summary),
    };
  }

  /** From the last event to now, or to the end; a pause before another attempt is no silence. */
  private lastSilence(toMs: number): Silence | undefined {
    const { state } = this.run;
    const attempt = state.type === "ended" ? state.summary.attempts : state.attempt;
    const isOpen = state.type === "streaming" || state.type === "ended";
    if (!isOpen || this.last?.attempt !== attempt) return undefined;
    return { fromMs: this.last.atMs, toMs };
  }

  private readSlice(): void {
    const until = performance.now() + sliceMs;
    const { events } = this.run;
    while (this.scanned < events.length && performance.now() < until) {
      const end = Math.min(events.length, this.scanned + stride);
      for (; this.scanned < end; this.scanned++) {
        const event = events.at(this.scanned);
        if (event) this.add(event);
      }
    }
  }

  private add(event: RunEvent): void {
    const { atMs, attempt } = event;
    if (this.last && this.last.attempt !== attempt) {
      this.reader = chunkReaderFor(this.run.request.modelId);
    } else if (this.last) {
      this.gaps.add(this.last.atMs, atMs);
    }
    this.last = event;
    const step = this.stepOf(atMs);
    while (this.bytes.length <= step) {
      this.bytes.push(0);
      this.chars.push(0);
    }
    this.bytes[step] = (this.bytes[step] ?? 0) + event.event.frameBytes;
    this.chars[step] = (this.chars[step] ?? 0) + this.outputChars(event);
  }

  private stepOf(atMs: number): number {
    while (atMs / this.stepMs >= maxSteps) {
      this.bytes = inPairs(this.bytes);
      this.chars = inPairs(this.chars);
      this.stepMs *= 2;
    }
    return Math.floor(atMs / this.stepMs);
  }

  private outputChars({ event }: RunEvent): number {
    const chunk = event.type === "chunk" ? parseJson(event.json) : undefined;
    if (chunk === undefined) return 0;
    return this.reader.read(chunk).reduce((sum, part) => sum + charsOf(part), 0);
  }
}

/** What a model is paid for writing. */
function charsOf(part: ChunkPart): number {
  if (part.type === "text" || part.type === "reasoning") return part.text.length;
  return part.type === "toolCall" ? (part.inputText?.length ?? 0) : 0;
}

type Summary = Extract<ShowableRun["state"], { type: "ended" }>["summary"];

/** Only where the model ended by itself: before that, its count is of an answer that goes on. */
function tokensPerChar(summary: Summary | undefined, chars: number): number | undefined {
  const tokens = summary && hasFinalUsage(summary) ? summary.usage?.outputTokens : undefined;
  return tokens === undefined || tokens === 0 || chars === 0 ? undefined : tokens / chars;
}

function sums(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => (sum += value));
}

function inPairs(values: readonly number[]): number[] {
  const pairs: number[] = [];
  for (let i = 0; i < values.length; i += 2) pairs.push((values[i] ?? 0) + (values[i + 1] ?? 0));
  return pairs;
}
