import type { EventBatch } from "../client/eventReader.js";
import type { Invocation, ResponseHead } from "../client/invoke.js";
import { retryDelayMs, shouldRetry, Wait } from "../client/retry.js";
import { saysExpired } from "../client/serviceExceptions.js";
import type { Target } from "../client/target.js";
import { asFailure, type Failure } from "../failure.js";
import type { ChunkReader } from "../models/family.js";
import type { InvokeRequest } from "../request/request.js";
import { Answer } from "./answer.js";
import { Attempt } from "./attempt.js";
import { withPointer } from "./blamedPlace.js";
import { EventLog, type RunEvents } from "./eventLog.js";
import type { AnswerHead, FailedAttempt } from "./failedAttempt.js";
import type { RunJournal } from "./journal.js";
import { ProgressCounter, type Progress } from "./progress.js";
import type { RunState } from "./runState.js";
import type { RunSummary } from "./runSummary.js";
import { interrupted } from "./interrupted.js";
import type { Section } from "./section.js";
import type { ShowableRun } from "./showableRun.js";
import { verdictOf } from "./verdict.js";

/** What a run needs from outside. */
export interface RunOptions {
  readonly id: string;
  readonly request: InvokeRequest;
  readonly target: Target;
  /** A fresh reader for each attempt. */
  readonly newReader: () => ChunkReader;
  /** Sends the request once. `renewCredentials` is set after the service called them expired. */
  readonly invoke: (how: InvokeHow, signal: AbortSignal) => Promise<Invocation>;
  /** Attempts in total, the first included. */
  readonly maxAttempts: number;
  /** Where the run is recorded; absent when nothing is kept. */
  readonly journal?: RunJournal;
}

export interface InvokeHow {
  readonly attempt: number;
  readonly renewCredentials: boolean;
  /** Called when half of stallTimeout has passed without a byte, once per silence. */
  readonly onSilence: (silentMs: number) => void;
}

type EndedState = Extract<RunState, { type: "ended" }>;

/**
 * One request with all its attempts. It starts when it is made, ends exactly once, and `ended`
 * never rejects: whatever happened is in the summary.
 */
export class Run implements ShowableRun {
  readonly id: string;
  readonly kind = "sent";
  readonly request: InvokeRequest;
  readonly target: Target;
  /** Milliseconds since the epoch. */
  readonly startedAt = Date.now();
  readonly ended: Promise<RunSummary>;
  /** Every event of every attempt, in order of arrival. */
  readonly events: RunEvents;
  /** Milliseconds of silence so far, once half of stallTimeout has passed; cleared by a byte. */
  silentMs: number | undefined;

  readonly retried: readonly FailedAttempt[];
  readonly heads: readonly AnswerHead[];

  /** Resolves when all that was recorded until now is on disk; meaningful once the run has ended. */
  recorded: Promise<void> = Promise.resolve();

  private readonly kept = new EventLog();
  private readonly failedAttempts: FailedAttempt[] = [];
  private readonly answerHeads: AnswerHead[] = [];
  private readonly answer = new Answer();
  private readonly counter = new ProgressCounter();
  private readonly controller = new AbortController();
  private readonly listeners = new Set<() => void>();
  private readonly startedAtMonotonic = performance.now();
  private current: RunState = { type: "connecting", attempt: 1 };
  private readonly wait = new Wait();
  private cutShort: Failure | undefined;

  constructor(private readonly options: RunOptions) {
    this.id = options.id;
    this.request = options.request;
    this.target = options.target;
    this.events = this.kept;
    this.retried = this.failedAttempts;
    this.heads = this.answerHeads;
    this.ended = this.drive();
  }

  get state(): RunState {
    return this.current;
  }

  get sections(): readonly Section[] {
    return this.answer.sections;
  }

  get progress(): Progress {
    return this.counter.at(this.elapsedMs());
  }

  /** Milliseconds since the run began, by a clock that never jumps. */
  elapsedMs(): number {
    return performance.now() - this.startedAtMonotonic;
  }

  /** Ends the run as `stopped` and closes its socket. Does nothing once it has ended. */
  stop(): void {
    this.controller.abort();
  }

  /** Ends the run because VS Code closes: that is nobody's choice, and it can be run again. */
  interrupt(): void {
    this.cutShort = interrupted();
    this.controller.abort();
  }

  /** Cuts the pause before the next attempt short. */
  tryNow(): void {
    this.wait.now();
  }

  /** Calls `listener` after every change; returns what removes it again. */
  onDidChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private async drive(): Promise<RunSummary> {
    // Whoever made the run can listen to it before anything happens.
    await Promise.resolve();
    let attempt = this.newAttempt(1);
    let renewals = 0;
    let renewCredentials = false;
    for (;;) {
      const failure = await this.exchange(attempt, renewCredentials);
      renewCredentials = false;
      if (!failure || attempt.chunks > 0 || this.controller.signal.aborted) break;
      if (saysExpired(failure) && renewals === 0) {
        // Fresh credentials make it another request, so it does not count as a further attempt.
        renewals += 1;
        renewCredentials = true;
        attempt = this.newAttempt(attempt.number);
        continue;
      }
      if (!shouldRetry(failure, attempt.number, this.options.maxAttempts)) break;
      await this.pause(failure, attempt.number);
      if (this.controller.signal.aborted) break;
      attempt = this.newAttempt(attempt.number + 1);
    }
    const summary = this.end(attempt);
    this.recorded = this.options.journal?.end(summary) ?? this.recorded;
    return summary;
  }

  private newAttempt(number: number): Attempt {
    return new Attempt(number, this.options.newReader(), this.answer, this.kept);
  }

  /** One request and all of its response; returns what broke it, if anything did. */
  private async exchange(
    attempt: Attempt,
    renewCredentials: boolean,
  ): Promise<Failure | undefined> {
    const { signal } = this.controller;
    // The silence of the attempt before ended with it.
    this.silentMs = undefined;
    this.change({ type: "connecting", attempt: attempt.number });
    try {
      const how: InvokeHow = {
        attempt: attempt.number,
        renewCredentials,
        onSilence: (silentMs) => this.noticeSilence(silentMs),
      };
      const invocation = await this.options.invoke(how, signal);
      attempt.head = invocation.head;
      this.keepHead(attempt.number, 200, invocation.head);
      for await (const batch of invocation.batches) {
        if (signal.aborted) {
          // The start of an event that was under way: to be kept, though nobody waits for it.
          if (batch.events.length === 0) this.keepBytes(attempt, batch);
          break;
        }
        this.readBatch(attempt, batch);
        // Some gateways keep the connection open then; the failure is not to wait for stallTimeout.
        if (attempt.isOver) break;
      }
    } catch (error) {
      if (!signal.aborted) this.refuse(attempt, asFailure(error));
    }
    return attempt.failure;
  }

  private keepHead(
    attempt: number,
    status: number,
    head: Pick<ResponseHead, "requestId" | "contentType" | "headers">,
  ): void {
    const { headers } = head;
    this.answerHeads.push({ attempt, status, headers });
    this.options.journal?.head(attempt, this.elapsedMs(), status, head);
  }

  /** Whatever ended the exchange, a refusal with its head among them. */
  private refuse(attempt: Attempt, failure: Failure): void {
    const { headers, httpStatus, requestId } = failure.evidence;
    if (headers && httpStatus !== undefined) {
      const contentType = headers["content-type"] ?? "";
      const head = { headers, contentType, ...(requestId !== undefined && { requestId }) };
      this.keepHead(attempt.number, httpStatus, head);
    }
    attempt.fail(failure);
  }

  private readBatch(attempt: Attempt, batch: EventBatch): void {
    const atMs = this.elapsedMs();
    this.silentMs = undefined;
    const read = attempt.read(batch, atMs);
    this.keepBytes(attempt, batch);
    this.counter.addBatch({ atMs, bytes: batch.bytes, ...read });
    const isFirst = this.current.type !== "streaming" && batch.events.length > 0;
    this.change(isFirst ? { type: "streaming", attempt: attempt.number } : this.current);
  }

  /** A read that completes no event leaves nothing to keep yet. */
  private keepBytes(attempt: Attempt, { raw }: EventBatch): void {
    if (raw.length > 0) this.options.journal?.bytes(attempt.number, this.elapsedMs(), raw);
  }

  private async pause(failure: Failure, attempt: number): Promise<void> {
    const waitMs = retryDelayMs(failure, attempt);
    const failed = { attempt, failure: failure.toRecord(), atMs: this.elapsedMs(), waitMs };
    this.failedAttempts.push(failed);
    this.options.journal?.retry(failed);
    const untilMs = Date.now() + waitMs;
    this.change({ type: "waiting", attempt, untilMs, failure: failed.failure });
    await this.wait.sleep(waitMs, this.controller.signal);
  }

  private noticeSilence(silentMs: number): void {
    this.silentMs = silentMs;
    this.change(this.current);
  }

  private end(attempt: Attempt): RunSummary {
    if (this.cutShort) attempt.fail(this.cutShort);
    const ending = attempt.finish(this.controller.signal.aborted && !this.cutShort);
    this.kept.end();
    const { verdict, failure: cause } = verdictOf(ending);
    const failure = cause && withPointer(cause, this.request.body);
    const { chunks, bytes, firstByteMs, firstTextMs } = this.progress;
    const requestId = attempt.head?.requestId ?? failure?.evidence.requestId;
    const { serviceTier, performanceConfigLatency } = attempt.head ?? {};
    const summary: RunSummary = {
      id: this.id,
      modelId: this.request.modelId,
      region: this.target.region,
      verdict,
      ...(failure && { failure: failure.toRecord() }),
      text: this.answer.textOf("text", attempt.number),
      reasoning: this.answer.textOf("reasoning", attempt.number),
      toolCalls: this.answer.toolCalls(attempt.number),
      ...(attempt.stopReason !== undefined && { stopReason: attempt.stopReason }),
      ...(attempt.usage && { usage: attempt.usage }),
      contentType: attempt.head?.contentType ?? this.request.accept ?? "application/json",
      ...(requestId !== undefined && { requestId }),
      ...(serviceTier !== undefined && { serviceTier }),
      ...(performanceConfigLatency !== undefined && { performanceConfigLatency }),
      attempts: attempt.number,
      chunks,
      bytes,
      timing: {
        ...(firstByteMs !== undefined && { firstByteMs }),
        ...(firstTextMs !== undefined && { firstTextMs }),
        totalMs: this.elapsedMs(),
      },
    };
    const state: EndedState = { type: "ended", summary };
    this.change(state);
    this.listeners.clear();
    return summary;
  }

  private change(state: RunState): void {
    this.current = state;
    for (const listener of [...this.listeners]) {
      try {
        listener();
      } catch (error) {
        // A view's defect must show up, but not as the end of somebody's stream.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
