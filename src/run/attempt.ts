import type { EventBatch } from "../client/eventReader.js";
import type { ResponseHead } from "../client/invoke.js";
import { serviceFailure } from "../client/serviceError.js";
import { asFailure, Failure } from "../failure.js";
import { readBedrockKeys } from "../models/bedrockKeys.js";
import type { ChunkPart, ChunkReader, StopKind, Usage } from "../models/family.js";
import { parseJson, type Json } from "../request/json.js";
import type { WireEvent } from "../wire/wireEvent.js";
import type { Answer } from "./answer.js";
import type { EventLog } from "./eventLog.js";
import type { Ending } from "./verdict.js";

/** One event as it was kept: nothing that came over the wire is thrown away. */
export interface RunEvent {
  /** Milliseconds since the run began. */
  readonly atMs: number;
  readonly attempt: number;
  readonly event: WireEvent;
}

/** One HTTP exchange of a run: what its events said so far. Knows no network and no clock. */
export class Attempt {
  head: ResponseHead | undefined;
  stopReason: string | undefined;
  chunks = 0;
  /** The service has said its last word: an exception, after which nothing comes. */
  isOver = false;
  private stop: StopKind | undefined;
  private finalEventSeen = false;
  private guardrailIntervened = false;
  private broken: Failure | undefined;
  private modelUsage: Usage = {};
  private measuredUsage: Usage = {};

  constructor(
    readonly number: number,
    private readonly reader: ChunkReader,
    private readonly answer: Answer,
    private readonly events: EventLog,
  ) {}

  /** Keeps and reads one batch; returns how many characters of text and reasoning it brought. */
  read(batch: EventBatch, atMs: number): { chunks: number; outputChars: number } {
    const before = this.chunks;
    let outputChars = 0;
    for (const event of batch.events) {
      this.events.push({ atMs, attempt: this.number, event });
      outputChars += this.readEvent(event);
    }
    return { chunks: this.chunks - before, outputChars };
  }

  /** What broke the exchange itself; an exception that the stream brought before weighs more. */
  fail(failure: Failure): void {
    this.broken ??= failure;
  }

  get failure(): Failure | undefined {
    return this.broken;
  }

  /** Called once, when nothing more will come. */
  finish(stoppedByUser: boolean): Ending {
    try {
      for (const part of this.reader.finish?.() ?? []) this.readPart(part);
    } catch (error) {
      // A reader's defect must not keep the run from ending.
      this.fail(asFailure(error));
    }
    const requestId = this.head?.requestId;
    const failure = requestId ? this.broken?.with({ requestId }) : this.broken;
    return {
      finalEventSeen: this.finalEventSeen,
      guardrailIntervened: this.guardrailIntervened,
      stoppedByUser,
      ...(this.stop && { stop: this.stop }),
      ...(failure && { failure }),
    };
  }

  /** The model's own counts; what it does not count is filled in from the service's metrics. */
  get usage(): Usage | undefined {
    const usage = { ...this.measuredUsage, ...this.modelUsage };
    return Object.keys(usage).length > 0 ? usage : undefined;
  }

  private readEvent(event: WireEvent): number {
    switch (event.type) {
      case "chunk":
        this.chunks += 1;
        return this.readChunk(event.json);
      case "exception":
      case "error":
        this.isOver = true;
        this.fail(serviceFailure(event));
        return 0;
      case "unknown":
        return 0;
      default:
        event satisfies never;
        return 0;
    }
  }

  private readChunk(text: string): number {
    // A chunk without `bytes` is legal and says nothing.
    if (text === "") return 0;
    const chunk = parseJson(text);
    if (chunk === undefined) return this.readPart({ type: "unknown", json: text });
    try {
      return this.readJson(chunk);
    } catch (error) {
      // JSON.stringify goes by recursion, JSON.parse does not: this one is nested too deeply.
      if (!(error instanceof RangeError)) throw error;
      return this.readPart({ type: "unknown", json: text });
    }
  }

  private readJson(chunk: Json): number {
    const keys = readBedrockKeys(chunk);
    this.guardrailIntervened ||= keys.guardrailIntervened;
    if (keys.usage) this.measuredUsage = { ...this.measuredUsage, ...keys.usage };
    let outputChars = 0;
    for (const part of this.reader.read(chunk)) outputChars += this.readPart(part);
    return outputChars;
  }

  private readPart(part: ChunkPart): number {
    switch (part.type) {
      case "text":
      case "reasoning":
        this.answer.append(part, this.number);
        return part.text.length;
      case "toolCall":
      case "image":
      case "citation":
      case "redactedReasoning":
      case "unknown":
        this.answer.append(part, this.number);
        return 0;
      case "stop":
        this.stop = part.stop;
        this.stopReason = part.stopReason;
        return 0;
      case "usage":
        this.modelUsage = { ...this.modelUsage, ...part.usage };
        return 0;
      case "error":
        this.fail(new Failure("modelError", part.message, { exception: part.name }));
        return 0;
      case "end":
        this.finalEventSeen = true;
        return 0;
      default:
        part satisfies never;
        return 0;
    }
  }
}
