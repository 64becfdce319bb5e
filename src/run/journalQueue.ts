import { journalText, type JournalLine } from "./journalLine.js";

type Gap = Extract<JournalLine, { type: "gap" }>;

interface WaitingLine {
  readonly text: string;
  /** What stands for the line when it is given up; absent for lines that never are. */
  readonly gap?: Gap;
}

/** Lines of a journal that are not on disk yet, in order. */
export class JournalQueue {
  private waiting: WaitingLine[] = [];
  private chars = 0;
  /** Lines at the head that are being written. */
  private taken = 0;
  /** What was removed, but for its bytes. */
  private written: readonly WaitingLine[] = [];

  /** Characters that wait. */
  get length(): number {
    return this.chars;
  }

  push(line: JournalLine): void {
    const text = journalText(line);
    this.chars += text.length;
    this.waiting.push(line.type === "bytes" ? { text, gap: gapFor(line) } : { text });
  }

  /** The first lines, at least one, and together not much longer than this. They stay until removed. */
  take(maxChars: number): string {
    let text = "";
    this.taken = 0;
    for (const line of this.waiting) {
      if (this.taken > 0 && text.length + line.text.length > maxChars) break;
      text += line.text;
      this.taken += 1;
    }
    return text;
  }

  /** Takes out what was taken last: it is on disk. */
  removeTaken(): void {
    const removed = this.waiting.splice(0, this.taken);
    this.taken = 0;
    for (const { text } of removed) this.chars -= text.length;
    this.written = withoutBytes([...this.written, ...removed]);
  }

  /** What was taken last did not get to the disk. */
  giveBack(): void {
    this.taken = 0;
  }

  /** Gives up all bytes that wait: one line for each stretch of them says how many there were. */
  dropBytes(): void {
    this.replace([
      ...this.waiting.slice(0, this.taken),
      ...withoutBytes(this.waiting.slice(this.taken)),
    ]);
  }

  /** All that was removed waits once more, but for its bytes: what was on disk is gone. */
  restart(): void {
    this.replace([...this.written, ...this.waiting]);
    this.written = [];
  }

  private replace(lines: WaitingLine[]): void {
    this.waiting = lines;
    this.chars = lines.reduce((sum, { text }) => sum + text.length, 0);
  }
}

function withoutBytes(lines: readonly WaitingLine[]): WaitingLine[] {
  const kept: WaitingLine[] = [];
  for (const line of lines) {
    const before = kept.at(-1)?.gap;
    if (!line.gap) kept.push(line);
    else if (before?.attempt === line.gap.attempt) kept.splice(-1, 1, joined(before, line.gap));
    else kept.push(joined(line.gap));
  }
  return kept;
}

function gapFor({ attempt, atMs, base64 }: Extract<JournalLine, { type: "bytes" }>): Gap {
  return { type: "gap", attempt, atMs, bytes: Buffer.byteLength(base64, "base64") };
}

function joined(...gaps: readonly [Gap, ...Gap[]]): WaitingLine {
  const [first] = gaps;
  const gap = { ...first, bytes: gaps.reduce((sum, { bytes }) => sum + bytes, 0) };
  return { text: journalText(gap), gap };
}
