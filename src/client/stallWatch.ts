import { SuspendAwareTimer } from "./suspendAwareTimer.js";

/**
 * Measures silence: calls once at half of the limit, and once at the limit. After a suspend the silence
 * begins anew.
 */
export class StallWatch {
  private readonly untilHalf: SuspendAwareTimer;
  private readonly untilStall: SuspendAwareTimer;
  private readonly isLimited: boolean;

  /** `limitMs` 0 = never. */
  constructor(limitMs: number, onHalf: (silentMs: number) => void, onStall: () => void) {
    const halfMs = limitMs / 2;
    const startAnew = (): void => this.start();
    this.isLimited = limitMs > 0;
    this.untilStall = new SuspendAwareTimer(halfMs, onStall, startAnew);
    const half = (): void => {
      this.untilStall.start();
      onHalf(halfMs);
    };
    this.untilHalf = new SuspendAwareTimer(halfMs, half, startAnew);
  }

  /** Silence begins now. */
  start(): void {
    this.stop();
    if (this.isLimited) this.untilHalf.start();
  }

  stop(): void {
    this.untilHalf.stop();
    this.untilStall.stop();
  }
}
