import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Target } from "../client/target.js";
import { asFailure, Failure, type FailureRecord } from "../failure.js";
import { chunkReaderFor } from "../models/families.js";
import type { InvokeRequest } from "../request/request.js";
import { toWireEvent } from "../wire/events.js";
import { FrameSplitter } from "../wire/frames.js";
import type { WireEvent } from "../wire/wireEvent.js";
import { Answer } from "./answer.js";
import { Attempt, type RunEvent } from "./attempt.js";
import { damagedJournal, parseJournalLine, type JournalLine } from "./journalLine.js";
import { ProgressCounter, type Progress } from "./progress.js";
import type { RunState } from "./runState.js";
import type { RunSummary } from "./runSummary.js";
import type { Section } from "./section.js";

type LineOf<Type extends JournalLine["type"]> = Extract<JournalLine, { type: Type }>;

/** A run of another session, read back from its journal through the same readers. It has ended. */
export interface PastRun {
  readonly id: string;
  readonly request: InvokeRequest;
  readonly target: Target;
  readonly startedAt: number;
  readonly state: Extract<RunState, { type: "ended" }>;
  readonly sections: readonly Section[];
  readonly events: readonly RunEvent[];
  readonly progress: Progress;
  /** Who it was sent as, for people. */
  readonly identity: string;
}

/**
 * Reads one journal. A torn or damaged line costs what it held, and a missing end makes the run an
 * interrupted one.
 *
 * @throws {Failure} `internal` with code DAMAGED_JOURNAL when even its first line is unreadable.
 */
export async function readPastRun(file: string): Promise<PastRun> {
  let replay: Replay | undefined;
  const lines = createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Infinity });
  for await (const text of lines) {
    const line = parseJournalLine(text);
    if (!line) continue;
    if (line.type === "run") replay ??= new Replay(line);
    else replay?.read(line);
  }
  if (!replay) throw damagedJournal(file);
  return replay.finish();
}

class Replay {
  private readonly answer = new Answer();
  private readonly events: RunEvent[] = [];
  private readonly counter = new ProgressCounter();
  private attempt: Attempt | undefined;
  private splitter = new FrameSplitter();
  private head: LineOf<"head"> | undefined;
  private ending: LineOf<"end"> | undefined;
  private lastMs = 0;

  constructor(private readonly run: LineOf<"run">) {}

  read(line: Exclude<JournalLine, { type: "run" }>): void {
    switch (line.type) {
      case "head":
        this.head = line;
        return;
      case "bytes":
        this.readBytes(line);
        return;
      case "end":
        this.ending = line;
        return;
      default:
        line satisfies never;
    }
  }

  finish(): PastRun {
    const { id, request, target, startedAt } = this.run;
    const attempt = this.attempt ?? this.open(1);
    attempt.finish(false);
    const { endpoint, region, identity } = target;
    return {
      id,
      request,
      startedAt,
      identity,
      target: { region, identity: { type: "chain" }, ...(endpoint !== undefined && { endpoint }) },
      state: { type: "ended", summary: this.summary(attempt) },
      sections: this.answer.sections,
      events: this.events,
      progress: this.counter.at(this.lastMs),
    };
  }

  private readBytes({ attempt: number, atMs, base64 }: LineOf<"bytes">): void {
    if (this.attempt?.number !== number) this.open(number);
    const bytes = Buffer.from(base64, "base64");
    const events = this.split(bytes);
    const read = this.attempt?.read({ events, bytes: bytes.length, raw: [] }, atMs);
    if (read) this.counter.addBatch({ atMs, bytes: bytes.length, ...read });
    this.lastMs = atMs;
  }

  /** Damaged bytes were damaged when they came, too: the ending tells. */
  private split(bytes: Uint8Array): WireEvent[] {
    const events: WireEvent[] = [];
    try {
      for (const frame of this.splitter.feed(bytes)) events.push(toWireEvent(frame));
    } catch (error) {
      asFailure(error);
    }
    return events;
  }

  private open(number: number): Attempt {
    this.splitter = new FrameSplitter();
    const reader = chunkReaderFor(this.run.request.modelId);
    this.attempt = new Attempt(number, reader, this.answer, this.events);
    return this.attempt;
  }

  private summary(attempt: Attempt): RunSummary {
    const words = {
      text: this.answer.textOf("text", attempt.number),
      reasoning: this.answer.textOf("reasoning", attempt.number),
      toolCalls: this.answer.toolCalls(attempt.number),
    };
    if (this.ending) return { ...this.ending.ending, ...words };
    const { chunks, bytes, firstByteMs, firstTextMs } = this.counter.at(this.lastMs);
    const { requestId } = this.head ?? {};
    return {
      id: this.run.id,
      modelId: this.run.request.modelId,
      region: this.run.target.region,
      verdict: "connectionLost",
      failure: interrupted(),
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
    };
  }
}

function interrupted(): FailureRecord {
  const message = "VS Code closed, reloaded or crashed while the answer was still arriving.";
  return new Failure("interrupted", message, { retryable: true }).toRecord();
}
