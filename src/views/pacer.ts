export interface PacerOptions {
  /** Sends what there is to send; returns its sequence, or undefined when there was nothing. */
  readonly send: () => number | undefined;
  /** Milliseconds by a clock that never jumps. */
  readonly now: () => number;
  /** Runs the function later; returns what cancels it. */
  readonly later: (run: () => void, delayMs: number) => () => void;
}

/** One frame at 60 Hz. */
const frameMs = 16;

/**
 * Messages that may be on their way without the panel having drawn them. One would leave the panel
 * idle while "painted" travels back; many would let a slow panel fall behind without anyone knowing.
 */
const maxUnpainted = 2;

/**
 * Decides when a delta goes out: the first at once, then at most one in a frame, and none while the
 * panel is behind. What has changed meanwhile is in the next one.
 */
export class Pacer {
  private unpainted: number[] = [];
  private lastSentAt = Number.NEGATIVE_INFINITY;
  private cancelTimer: (() => void) | undefined;
  private isOpen = false;

  constructor(private readonly options: PacerOptions) {}

  /** A panel is there and has its snapshot, whose sequence this is. */
  open(snapshotSequence: number): void {
    this.close();
    this.isOpen = true;
    this.unpainted.push(snapshotSequence);
    this.lastSentAt = this.options.now();
    // A long text is not whole with the snapshot.
    this.poke();
  }

  /** No panel: nothing is sent until the next `open`. */
  close(): void {
    this.isOpen = false;
    this.unpainted = [];
    this.cancelTimer?.();
    this.cancelTimer = undefined;
  }

  /** Something has changed. */
  poke(): void {
    if (!this.isOpen || this.cancelTimer || this.unpainted.length >= maxUnpainted) return;
    const waitMs = this.lastSentAt + frameMs - this.options.now();
    if (waitMs <= 0) {
      this.send();
      return;
    }
    this.cancelTimer = this.options.later(() => {
      this.cancelTimer = undefined;
      this.poke();
    }, waitMs);
  }

  /** Something has changed that nobody should wait for: it goes out whatever the pace. */
  hurry(): void {
    if (!this.isOpen) return;
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    this.send();
  }

  /** The panel has drawn this message, and so all before it. */
  painted(sequence: number): void {
    this.unpainted = this.unpainted.filter((one) => one > sequence);
    this.poke();
  }

  private send(): void {
    const sequence = this.options.send();
    if (sequence === undefined) return;
    this.unpainted.push(sequence);
    this.lastSentAt = this.options.now();
    // There may be more than fits into one message.
    this.poke();
  }
}
