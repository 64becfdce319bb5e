import type { Json } from "../request/json.js";
import type { ChunkPart, ChunkReader } from "./family.js";

/**
 * Tags in which models write their reasoning into the text: gpt-oss and Kimi `reasoning`, in a pair
 * around every delta (recorded of gpt-oss), others `think`.
 */
const tagNames = ["reasoning", "think"] as const;

/** What text without a tag is, at the start of an answer. */
export type UntaggedStart = "text" | "reasoning";

/**
 * Tells reasoning in tags from the answer, wherever the pieces of text are cut. Only what may be the
 * beginning of a tag waits for the next piece. The tags are dropped; no other character is changed.
 *
 * An opening tag counts only before the answer's first visible character: an answer that speaks
 * about `<think>` must stay an answer.
 */
export class TaggedReasoning {
  private held = "";
  private closingTag: string | undefined;
  private answering = false;

  /** @param start `reasoning` where the opening tag stands at the end of the prompt. */
  constructor(private start: UntaggedStart = "text") {}

  /** Reads the next piece of text. */
  push(text: string): readonly ChunkPart[] {
    this.held += text;
    const parts: ChunkPart[] = [];
    while (this.held !== "" && this.step(parts)) {
      // each step takes something off what is held, or changes what it is
    }
    return parts;
  }

  /** What was held back: called where no more text can follow. */
  flush(): readonly ChunkPart[] {
    const parts: ChunkPart[] = [];
    if (this.held === "") return parts;
    if (this.closingTag === undefined) this.beginUntagged();
    this.take(this.held.length, this.closingTag === undefined ? "text" : "reasoning", parts);
    return parts;
  }

  /** False when only more text can tell how to go on. */
  private step(parts: ChunkPart[]): boolean {
    if (this.closingTag !== undefined) return this.readReasoning(this.closingTag, parts);
    if (!this.answering) return this.readStart(parts);
    this.take(this.held.length, "text", parts);
    return false;
  }

  private readReasoning(closingTag: string, parts: ChunkPart[]): boolean {
    const at = this.held.indexOf(closingTag);
    if (at < 0) {
      this.take(this.held.length - openSuffix(this.held, closingTag), "reasoning", parts);
      return false;
    }
    this.take(at, "reasoning", parts);
    this.held = this.held.slice(closingTag.length);
    this.closingTag = undefined;
    this.start = "text";
    return true;
  }

  private readStart(parts: ChunkPart[]): boolean {
    this.take(this.held.length - this.held.trimStart().length, this.start, parts);
    const name = tagNames.find((each) => this.held.startsWith(`<${each}>`));
    if (name !== undefined) {
      this.held = this.held.slice(`<${name}>`.length);
      this.closingTag = `</${name}>`;
      return true;
    }
    if (tagNames.some((each) => `<${each}>`.startsWith(this.held))) return false;
    this.beginUntagged();
    return true;
  }

  private beginUntagged(): void {
    if (this.start === "reasoning") this.closingTag = "</think>";
    else this.answering = true;
  }

  private take(length: number, type: "text" | "reasoning", parts: ChunkPart[]): void {
    if (length === 0) return;
    parts.push({ type, text: this.held.slice(0, length) });
    this.held = this.held.slice(length);
  }
}

/** How many characters at the end of the text may be the beginning of the tag. */
function openSuffix(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(tag.slice(0, length))) return length;
  }
  return 0;
}

/** A reader whose text parts may hold reasoning in tags. Held-back text comes before the stop. */
export class TaggedReasoningReader implements ChunkReader {
  private readonly tags: TaggedReasoning;

  constructor(
    private readonly inner: ChunkReader,
    start: UntaggedStart = "text",
  ) {
    this.tags = new TaggedReasoning(start);
  }

  read(chunk: Json): readonly ChunkPart[] {
    return this.inner.read(chunk).flatMap((part) => this.split(part));
  }

  finish(): readonly ChunkPart[] {
    const last = (this.inner.finish?.() ?? []).flatMap((part) => this.split(part));
    return [...last, ...this.tags.flush()];
  }

  private split(part: ChunkPart): readonly ChunkPart[] {
    switch (part.type) {
      case "text":
        return this.tags.push(part.text);
      case "usage":
      case "unknown":
        // These stand between any two pieces of text, so they cannot end a tag.
        return [part];
      case "reasoning":
      case "redactedReasoning":
      case "toolCall":
      case "image":
      case "citation":
      case "stop":
      case "error":
      case "end":
        return [...this.tags.flush(), part];
      default:
        part satisfies never;
        return [part];
    }
  }
}
