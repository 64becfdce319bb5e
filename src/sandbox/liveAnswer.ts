import { asFailure, type Failure } from "../failure.js";
import type { StopKind } from "../models/family.js";
import type { Json } from "../request/json.js";
import type { Answer, Speaker, Speech } from "./answers/speaker.js";

type Kind = "reasoning" | "text";

/**
 * An answer that is still being written. Speakers read answers without waiting, so whoever drives
 * a speaker waits for `ready` before each step.
 */
export class LiveAnswer implements Answer {
  readonly reasoning: Iterable<string> = { [Symbol.iterator]: () => this.pieces("reasoning") };
  readonly text: Iterable<string> = { [Symbol.iterator]: () => this.pieces("text") };
  stop: StopKind = "complete";
  outputTokens = 0;
  private queue: { readonly kind: Kind; readonly text: string }[] = [];
  /** How many of the queue are read already: moving the rest up each time would cost its whole length. */
  private readCount = 0;
  private isOver = false;
  private hasText = false;
  private failure: Failure | undefined;
  private wake: (() => void) | undefined;

  /** @param keepsReasoning whether the family's chunks have a place for it. */
  constructor(
    readonly inputTokens: number,
    private readonly keepsReasoning: boolean,
  ) {}

  /** The next piece. Reasoning counts only before the text. */
  add(kind: Kind, text: string): void {
    if (text === "" || (kind === "reasoning" && !this.mayReason())) return;
    this.outputTokens += 1;
    this.hasText ||= kind === "text";
    this.queue.push({ kind, text });
    this.wake?.();
  }

  end(stop: StopKind): void {
    this.stop = stop;
    this.isOver = true;
    this.wake?.();
  }

  fail(error: unknown): void {
    this.failure = asFailure(error);
    this.isOver = true;
    this.wake?.();
  }

  /**
   * Resolves when `count` pieces wait, or no more will come. A failure comes where the pieces are read:
   * only their reader knows what it still has to say.
   */
  async ready(count: number, signal: AbortSignal): Promise<void> {
    const onAbort = (): void => this.wake?.();
    signal.addEventListener("abort", onAbort);
    try {
      while (this.queue.length - this.readCount < count && !this.isOver) {
        signal.throwIfAborted();
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      }
    } finally {
      this.wake = undefined;
      signal.removeEventListener("abort", onAbort);
    }
  }

  private mayReason(): boolean {
    return this.keepsReasoning && !this.hasText;
  }

  private *pieces(kind: Kind): Iterator<string> {
    for (let next = this.next(); next?.kind === kind; next = this.next()) {
      this.readCount += 1;
      yield next.text;
    }
    // An answer that broke off must not look like one that ended.
    if (this.next() === undefined && this.failure !== undefined) throw this.failure;
  }

  private next(): { readonly kind: Kind; readonly text: string } | undefined {
    if (this.readCount === this.queue.length) {
      this.queue = [];
      this.readCount = 0;
    }
    return this.queue[this.readCount];
  }
}

/** Pieces that a speaker may read in one step: one, and one to see whether it was the last. */
const LOOK_AHEAD = 2;

/** The chunks of an answer that is still being written. */
export async function* liveGroups(
  speaker: Speaker,
  speech: Speech,
  answer: LiveAnswer,
  signal: AbortSignal,
): AsyncIterable<readonly Json[]> {
  const count = speaker.needsWhole?.(speech.body) === true ? Infinity : LOOK_AHEAD;
  for (const groups = speaker.chunks(speech)[Symbol.iterator](); ;) {
    await answer.ready(count, signal);
    const step = groups.next();
    if (step.done === true) return;
    yield step.value;
  }
}
