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

  get lines(): number {
    return this.waiting.length;
  }

  /** Characters that wait. */
  get length(): number {
    return this.chars;
  }

  push(line: JournalLine): void {
    const text = journalText(line);
    this.chars += text.length;
    this.waiting.push(line.type === "bytes" ? { text, gap: gapFor(line) } : { text });
  }

  /** The first lines, at least one, and together not much longer than this. */
  first(maxChars: number): { readonly text: string; readonly lines: number } {
    let text = "";
    let lines = 0;
    for (const line of this.waiting) {
      if (lines > 0 && text.length + line.text.length > maxChars) break;
      text += line.text;
      lines += 1;
    }
    return { text, lines };
  }

  /** Takes the first lines out: they are on disk. */
  remove(lines: number): void {
    for (const { text } of this.waiting.splice(0, lines)) this.chars -= text.length;
  }

  /** Gives up all bytes that wait: one line for each stretch of them says how many there were. */
  dropBytes(): void {
    const kept: WaitingLine[] = [];
    for (const line of this.waiting) {
      const before = kept.at(-1)?.gap;
      if (!line.gap) kept.push(line);
      else if (before?.attempt === line.gap.attempt) kept.splice(-1, 1, joined(before, line.gap));
      else kept.push(joined(line.gap));
    }
    this.waiting = kept;
    this.chars = kept.reduce((sum, { text }) => sum + text.length, 0);
  }
}

function gapFor({ attempt, atMs, base64 }: Extract<JournalLine, { type: "bytes" }>): Gap {
  return { type: "gap", attempt, atMs, bytes: Buffer.byteLength(base64, "base64") };
}

function joined(...gaps: readonly [Gap, ...Gap[]]): WaitingLine {
  const [first] = gaps;
  const gap = { ...first, bytes: gaps.reduce((sum, { bytes }) => sum + bytes, 0) };
  return { text: journalText(gap), gap };
}
