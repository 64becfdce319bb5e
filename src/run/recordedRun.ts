import type { Target } from "../client/target.js";
import { chunkReaderFor } from "../models/families.js";
import type { InvokeRequest } from "../request/request.js";
import { toWireEvent } from "../wire/events.js";
import { findFrame, FrameSplitter, preludeLength } from "../wire/frames.js";
import type { WireEvent } from "../wire/wireEvent.js";
import { Answer } from "./answer.js";
import { Attempt } from "./attempt.js";
import { EventLog, type RunEvents } from "./eventLog.js";
import type { AnswerHead, FailedAttempt } from "./failedAttempt.js";
import { recordCutOff } from "./interrupted.js";
import type { JournalLine } from "./journalLine.js";
import type { JournaledEnding } from "./parseEnding.js";
import { ProgressCounter, type Progress } from "./progress.js";
import type { RunState } from "./runState.js";
import type { RunSummary } from "./runSummary.js";
import type { Section } from "./section.js";
import type { RunKind, ShowableRun } from "./showableRun.js";

export type LineOf<Type extends JournalLine["type"]> = Extract<JournalLine, { type: Type }>;

/** Why no more lines of a record come. */
type RecordEnd =
  /** The record is over; without an end of its own the run was interrupted. */
  | "over"
  /** Somebody stopped the playing before the record was over. */
  | "stopped";

/** What a run that plays has of its own. */
interface OwnFacts {
  readonly id?: string;
  readonly startedAt?: number;
  /** How fast it plays; 1 by default. */
  readonly speed?: number;
}

/**
 * A run made of the lines of its record, through the same readers that read the stream. It grows
 * line by line, so that it can be read at once, played again, or followed while another window
 * writes it.
 */
export class RecordedRun implements ShowableRun {
  readonly id: string;
  readonly request: InvokeRequest;
  readonly target: Target;
  readonly identityLabel: string;
  readonly startedAt: number;
  readonly events: RunEvents;
  readonly retried: readonly FailedAttempt[];
  readonly heads: readonly AnswerHead[];
  readonly silentMs = undefined;

  private readonly kept = new EventLog();
  private readonly failedAttempts: FailedAttempt[] = [];
  private readonly answerHeads: AnswerHead[] = [];
  private readonly answer = new Answer();
  private readonly counter = new ProgressCounter();
  private readonly listeners = new Set<() => void>();
  private current: RunState = { type: "connecting", attempt: 1 };
  private attempt: Attempt | undefined;
  private splitter = new FrameSplitter();
  /** Bytes behind a gap in which no event has begun yet; undefined where events follow each other. */
  private unaligned: Uint8Array | undefined;
  private unrecordedBytes = 0;
  private head: LineOf<"head"> | undefined;
  private ending: LineOf<"end"> | undefined;
  private lastMs = 0;

  constructor(
    line: LineOf<"run">,
    readonly kind: RunKind,
    private readonly own: OwnFacts = {},
    private readonly onStop: () => void = () => undefined,
  ) {
    const { endpoint, region, identity } = line.target;
    this.id = own.id ?? line.id;
    this.startedAt = own.startedAt ?? line.startedAt;
    this.request = line.request;
    this.identityLabel = identity;
    this.target = {
      region,
      identity: { type: "chain" },
      ...(endpoint !== undefined && { endpoint }),
    };
    this.events = this.kept;
    this.retried = this.failedAttempts;
    this.heads = this.answerHeads;
  }

  get state(): RunState {
    return this.current;
  }

  get sections(): readonly Section[] {
    return this.answer.sections;
  }

  get progress(): Progress {
    return this.counter.at(this.lastMs);
  }

  /** Takes the next line of the record; the end line ends the run. */
  read(line: Exclude<JournalLine, { type: "run" }>): void {
    if (this.current.type === "ended") return;
    switch (line.type) {
      case "head":
        this.readHead(line);
        return;
      case "retry":
        this.readRetry(line);
        return;
      case "bytes":
        this.readBytes(line);
        return;
      case "gap":
        this.readGap(line);
        return;
      case "end":
        this.ending = line;
        this.finish("over");
        return;
      default:
        line satisfies never;
    }
  }

  /** Nothing more will come. Does nothing once the run has ended. */
  finish(end: RecordEnd): void {
    if (this.current.type === "ended") return;
    const attempt = this.attempt ?? this.open(1);
    attempt.finish(false);
    this.kept.end();
    this.change({ type: "ended", summary: this.summary(attempt, end) });
    this.listeners.clear();
  }

  stop(): void {
    if (this.current.type !== "ended") this.onStop();
  }

  /** The pauses of a record are what they were. */
  tryNow(): void {}

  onDidChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private readHead(line: LineOf<"head">): void {
    const { attempt, status = 200, headers } = line;
    if (status === 200) this.head = line;
    if (headers) this.answerHeads.push({ attempt, status, headers });
    if (this.current.type === "waiting") this.change({ type: "connecting", attempt });
  }

  private readRetry({ type: _, ...failed }: LineOf<"retry">): void {
    const { attempt, failure, atMs, waitMs } = failed;
    this.failedAttempts.push(failed);
    this.lastMs = atMs;
    const untilMs = this.startedAt + (atMs + waitMs) / (this.own.speed ?? 1);
    this.change({ type: "waiting", attempt, untilMs, failure });
  }

  private readBytes({ attempt: number, atMs, base64 }: LineOf<"bytes">): void {
    if (this.attempt?.number !== number) this.open(number);
    const bytes = Buffer.from(base64, "base64");
    const events = this.split(bytes);
    const read = this.attempt?.read({ events, bytes: bytes.length, raw: [] }, atMs);
    if (read) this.counter.addBatch({ atMs, bytes: bytes.length, ...read });
    this.lastMs = atMs;
    const isNext = this.current.type !== "streaming" || this.current.attempt !== number;
    this.change(isNext ? { type: "streaming", attempt: number } : this.current);
  }

  private readGap({ attempt, atMs, bytes }: LineOf<"gap">): void {
    if (this.attempt?.number !== attempt) this.open(attempt);
    this.unaligned = new Uint8Array();
    this.unrecordedBytes += bytes;
    this.lastMs = atMs;
  }

  private split(bytes: Uint8Array): WireEvent[] {
    const events: WireEvent[] = [];
    try {
      for (const frame of this.splitter.feed(this.align(bytes))) events.push(toWireEvent(frame));
    } catch {
      // They were damaged when they came, too: the ending tells.
    }
    return events;
  }

  /** The bytes from the first event on that begins behind a gap. */
  private align(bytes: Uint8Array): Uint8Array {
    if (!this.unaligned) return bytes;
    const behind = Buffer.concat([this.unaligned, bytes]);
    const at = findFrame(behind);
    this.unaligned = at === undefined ? behind.subarray(-preludeLength) : undefined;
    if (at === undefined) return new Uint8Array();
    this.splitter = new FrameSplitter();
    return behind.subarray(at);
  }

  private open(number: number): Attempt {
    this.splitter = new FrameSplitter();
    this.unaligned = undefined;
    const reader = chunkReaderFor(this.request.modelId);
    this.attempt = new Attempt(number, reader, this.answer, this.kept);
    return this.attempt;
  }

  private summary(attempt: Attempt, end: RecordEnd): RunSummary {
    const words = {
      text: this.answer.textOf("text", attempt.number),
      reasoning: this.answer.textOf("reasoning", attempt.number),
      toolCalls: this.answer.toolCalls(attempt.number),
    };
    const unrecorded = this.unrecordedBytes > 0 && { unrecordedBytes: this.unrecordedBytes };
    if (this.ending) return { ...this.ownEnding(this.ending.ending), ...words, ...unrecorded };
    const { chunks, bytes, firstByteMs, firstTextMs } = this.progress;
    const { requestId } = this.head ?? {};
    return {
      id: this.id,
      modelId: this.request.modelId,
      region: this.target.region,
      ...(end === "stopped"
        ? { verdict: "stopped" }
        : { verdict: "connectionLost", failure: recordCutOff().toRecord() }),
      ...words,
      contentType: this.head?.contentType ?? "application/json",
      ...(requestId !== undefined && { requestId }),
      ...(attempt.usage && { usage: attempt.usage }),
      attempts: attempt.number,
      chunks,
      bytes,
      timing: {
        ...(firstByteMs !== undefined && { firstByteMs }),
        ...(firstTextMs !== undefined && { firstTextMs }),
        totalMs: this.lastMs,
      },
      ...unrecorded,
    };
  }

  /** The recorded ending as that of this run; what it does not tell is taken from the lines. */
  private ownEnding(ending: JournaledEnding): JournaledEnding {
    const own = { id: this.id, modelId: this.request.modelId, region: this.target.region };
    const isPartial = ending.verdict === "unrecognized" && ending.timing.totalMs === 0;
    return { ...ending, ...own, ...(isPartial && { timing: { totalMs: this.lastMs } }) };
  }

  private change(state: RunState): void {
    this.current = state;
    for (const listener of [...this.listeners]) listener();
  }
}
