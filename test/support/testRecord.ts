import * as fs from "node:fs";

/**
 * What a suite tells while it runs, a JSON line each. A file carries it, because the extension host
 * has no channel of its own to us, and because it survives a crash.
 */
export type TestRecord =
  | { readonly type: "start"; readonly files: number; readonly tests: number }
  | { readonly type: "passed"; readonly path: readonly string[]; readonly ms: number }
  | { readonly type: "skipped"; readonly path: readonly string[] }
  | { readonly type: "failed"; readonly path: readonly string[]; readonly error: string }
  /** Failed, and is about to be tried again. */
  | { readonly type: "retried"; readonly path: readonly string[]; readonly error: string }
  /** The suite could not be loaded or run to its end. */
  | { readonly type: "crashed"; readonly error: string }
  /** The last line. A record without it is one of a suite that crashed. */
  | { readonly type: "end" };

export function appendRecord(file: string, record: TestRecord): void {
  fs.appendFileSync(file, `${JSON.stringify(record)}\n`);
}

/** Reads a record that is still being written: each call hands out what came since the last. */
export class RecordReader {
  readonly #file: string;
  #position = 0;
  #rest = "";

  constructor(file: string) {
    this.#file = file;
  }

  read(): TestRecord[] {
    let fd: number;
    try {
      fd = fs.openSync(this.#file, "r");
    } catch {
      return [];
    }
    try {
      const fresh = Buffer.alloc(fs.fstatSync(fd).size - this.#position);
      this.#position += fs.readSync(fd, fresh, 0, fresh.length, this.#position);
      // appendRecord ends a write with a line feed, so no letter is ever cut in two.
      const lines = (this.#rest + fresh.toString("utf8")).split("\n");
      this.#rest = lines.pop() ?? "";
      return lines.map(parseRecord);
    } finally {
      fs.closeSync(fd);
    }
  }
}

/** Both ends are this file's, so the shape needs no second check. */
function parseRecord(line: string): TestRecord {
  return JSON.parse(line) as TestRecord;
}
