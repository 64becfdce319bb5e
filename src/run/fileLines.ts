import { createReadStream } from "node:fs";

/** A body has at most 25 MB, and nothing that is recorded is longer. */
export const maxLineBytes = 64_000_000;

export const lineFeed = 0x0a;

/** A line of a file without its end; the last one may still be written on. */
export interface FileLine {
  readonly text: string;
  /** Where the next line begins. */
  readonly next: number;
  readonly isWhole: boolean;
}

/**
 * The lines of a file from an offset on, each at once as it is read; longer ones than any of ours are
 * empty. Only a line feed ends a line: Node's readline also ends one at U+2028 and U+2029 from Node 24
 * on, and JSON writes both as they are.
 */
export async function* fileLines(file: string, start = 0): AsyncGenerator<FileLine, void, void> {
  let next = start;
  // What has come of a line, in pieces: a line may span many reads.
  let begun: Buffer[] = [];
  let length = 0;
  const add = (piece: Buffer) => {
    next += piece.length;
    length += piece.length;
    if (length <= maxLineBytes) begun.push(piece);
    else begun = [];
  };
  const reads: AsyncIterable<Buffer> = createReadStream(file, { start });
  for await (const read of reads) {
    let at = 0;
    for (let end = read.indexOf(lineFeed); end >= 0; end = read.indexOf(lineFeed, at)) {
      add(read.subarray(at, end));
      next += 1;
      yield { text: Buffer.concat(begun).toString("utf8"), next, isWhole: true };
      [begun, length, at] = [[], 0, end + 1];
    }
    add(read.subarray(at));
  }
  if (length > 0) yield { text: Buffer.concat(begun).toString("utf8"), next, isWhole: false };
}
