import { asFailure, type Failure } from "../failure.js";
import { untilAborted } from "./untilAborted.js";

/**
 * What the account answered. Listing may be denied to an identity that may invoke, so a refusal is an
 * answer like another. `atMs` is a Date.now() value.
 */
export type CatalogAnswer<T> =
  | { readonly type: "known"; readonly value: T; readonly atMs: number }
  | { readonly type: "refused"; readonly failure: Failure; readonly atMs: number };

/** Models come and go by the week; a refusal may be mended at any moment. */
const keepMs = { known: 15 * 60_000, refused: 30_000 } as const;

/** One question to the control plane: asked once at a time, its answer kept. */
export class CatalogQuestion<T> {
  private answer: CatalogAnswer<T> | undefined;
  private work: SharedWork<CatalogAnswer<T>> | undefined;

  constructor(
    private readonly ask: (signal: AbortSignal) => Promise<T>,
    private readonly nowMs: () => number,
  ) {}

  /** The last answer, however old; costs nothing. */
  get latest(): CatalogAnswer<T> | undefined {
    return this.answer;
  }

  get isFresh(): boolean {
    return !!this.answer && this.nowMs() - this.answer.atMs < keepMs[this.answer.type];
  }

  /** The answer, asked for when none is kept or it is old. Rejects only with the signal's reason. */
  async get(signal: AbortSignal): Promise<CatalogAnswer<T>> {
    signal.throwIfAborted();
    return this.answer && this.isFresh ? this.answer : this.refresh(signal);
  }

  /** The answer of now, whatever is kept. Rejects only with the signal's reason. */
  async refresh(signal: AbortSignal): Promise<CatalogAnswer<T>> {
    signal.throwIfAborted();
    const work = this.work ?? new SharedWork((aborted) => this.answerOf(aborted));
    this.work = work;
    try {
      this.answer = await work.join(signal);
      return this.answer;
    } finally {
      if (this.work === work && work.isOver) this.work = undefined;
    }
  }

  private async answerOf(signal: AbortSignal): Promise<CatalogAnswer<T>> {
    try {
      return { type: "known", value: await this.ask(signal), atMs: this.nowMs() };
    } catch (error) {
      signal.throwIfAborted();
      return { type: "refused", failure: asFailure(error), atMs: this.nowMs() };
    }
  }
}

/** Work that several wait for: who aborts leaves alone, and the last one to leave ends it. */
class SharedWork<T> {
  private readonly abort = new AbortController();
  private readonly result: Promise<T>;
  private waiting = 0;
  private settled = false;

  constructor(start: (signal: AbortSignal) => Promise<T>) {
    this.result = start(this.abort.signal).finally(() => (this.settled = true));
  }

  /** True when it is settled or given up: nobody can join it any more. */
  get isOver(): boolean {
    return this.settled || this.abort.signal.aborted;
  }

  async join(signal: AbortSignal): Promise<T> {
    this.waiting += 1;
    try {
      return await untilAborted(this.result, signal);
    } finally {
      this.waiting -= 1;
      if (this.waiting === 0) this.abort.abort();
    }
  }
}
