/** Large enough that few blocks exist, small enough that flattening one is never felt. */
const blockLength = 16_384;

/**
 * Text that is appended to in small pieces and read from an offset on. A plain string would do, but
 * each read of its tail makes the engine copy all of it: at ten megabytes that is milliseconds per
 * frame. Offsets and lengths are UTF-16 code units, as everywhere in VS Code.
 */
export class GrowingText {
  private readonly blocks: string[] = [];
  private last = "";
  private size = 0;

  get length(): number {
    return this.size;
  }

  append(piece: string): void {
    this.size += piece.length;
    this.last += piece;
    while (this.last.length >= blockLength) {
      this.blocks.push(this.last.slice(0, blockLength));
      this.last = this.last.slice(blockLength);
    }
  }

  /** Everything from `offset` to `end`; reads no more than the blocks between them. */
  from(offset: number, end = this.size): string {
    const first = Math.min(Math.floor(offset / blockLength), this.blocks.length);
    const blocks = this.blocks.slice(first, Math.ceil(end / blockLength));
    if (end > this.blocks.length * blockLength) blocks.push(this.last);
    const start = first * blockLength;
    return blocks.join("").slice(offset - start, Math.max(offset, end) - start);
  }

  toString(): string {
    return this.from(0);
  }
}
