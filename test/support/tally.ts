import { pointToSource } from "./sourceFrames.js";
import type { TestRecord } from "./testRecord.js";

export interface FailedTest {
  readonly suite: string;
  readonly title: string;
  readonly error: string;
}

/** What all suites together came to. */
export interface Tally {
  passed: number;
  skipped: number;
  readonly failures: FailedTest[];
}

/** Counts one suite's records and prints them as they come. */
export class SuiteTally {
  readonly #suite: string;
  readonly #total: Tally;
  readonly #lines: "test" | "group";
  readonly #print: (line: string) => void;
  #group: { title: string; passed: number; ms: number } | undefined;
  /** Tests that passed, failed or were skipped. */
  seen = 0;
  failed = 0;
  /** Why the suite could not go on, if it said so. */
  crash: string | undefined;
  /** The suite told of its own end. */
  ended = false;

  constructor(options: {
    suite: string;
    total: Tally;
    lines: "test" | "group";
    print: (line: string) => void;
  }) {
    this.#suite = options.suite;
    this.#total = options.total;
    this.#lines = options.lines;
    this.#print = options.print;
  }

  add(record: TestRecord): void {
    switch (record.type) {
      case "start":
        return;
      case "passed":
        this.seen++;
        this.#total.passed++;
        return this.#pass(record.path, record.ms);
      case "skipped":
        this.seen++;
        this.#total.skipped++;
        return this.#print(`  skipped  ${title(record.path)}`);
      case "failed":
        this.seen++;
        return this.fail(title(record.path), pointToSource(record.error));
      case "retried":
        this.#print(`  again    ${title(record.path)}`);
        return this.#print(indent(beginning(pointToSource(record.error), 8)));
      case "crashed":
        this.crash = pointToSource(record.error);
        return;
      case "end":
        this.ended = true;
        return this.#endGroup();
      default:
        return record satisfies never;
    }
  }

  fail(what: string, error: string): void {
    this.#endGroup();
    this.failed++;
    this.#total.failures.push({ suite: this.#suite, title: what, error });
    this.#print(`  FAILED   ${what}`);
    // The rest of it follows at the end, where a reader looks first.
    this.#print(indent(beginning(error, 1)));
  }

  #pass(path: readonly string[], ms: number): void {
    if (this.#lines === "test") return this.#print(`  passed   ${title(path)} (${ms} ms)`);
    const name = path[0] ?? "";
    if (this.#group?.title !== name) {
      this.#endGroup();
      this.#group = { title: name, passed: 0, ms: 0 };
    }
    this.#group.passed++;
    this.#group.ms += ms;
  }

  #endGroup(): void {
    const group = this.#group;
    this.#group = undefined;
    if (group === undefined) return;
    this.#print(`  ${String(group.passed).padStart(4)} passed  ${group.title} (${group.ms} ms)`);
  }
}

/** The line that closes a run; a program may read it. */
export function closingLine(tally: Tally): string {
  const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : "";
  return `tests: ${tally.passed} passed, ${tally.failures.length} failed${skipped}`;
}

export function indent(text: string): string {
  return text.replace(/^/gm, "      ");
}

function title(path: readonly string[]): string {
  return path.join(" > ");
}

function beginning(error: string, lines: number): string {
  return error.split("\n").slice(0, lines).join("\n");
}
