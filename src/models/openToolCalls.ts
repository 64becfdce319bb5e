import type { ChunkPart } from "./family.js";

/** The tool calls of a stream whose input has not begun: at its block's end it is known to be empty. */
export class OpenToolCalls {
  /** Indexes of their blocks. */
  private readonly withoutInput = new Set<number>();

  /** Takes note of parts on their way to whoever reads the chunks. */
  watch(parts: readonly ChunkPart[]): readonly ChunkPart[] {
    for (const part of parts) {
      if (part.type !== "toolCall") continue;
      if (part.inputText === undefined) this.withoutInput.add(part.index);
      else this.withoutInput.delete(part.index);
    }
    return parts;
  }

  /** Ends a block: a call to which no piece of input came is one without arguments. */
  end(index: number): readonly ChunkPart[] {
    return this.withoutInput.delete(index) ? [{ type: "toolCall", index, inputText: "{}" }] : [];
  }
}
