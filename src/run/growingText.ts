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

  /** Everything from `offset` to the end. */
  from(offset: number): string {
    const first = Math.floor(offset / blockLength);
    const within = offset - first * blockLength;
    if (first >= this.blocks.length) return this.last.slice(within);
    const head = (this.blocks[first] ?? "").slice(within);
    return head + this.blocks.slice(first + 1).join("") + this.last;
  }

  toString(): string {
    return this.from(0);
  }
}
