import type { ChunkPart } from "../models/family.js";
import { GrowingText } from "./growingText.js";
import type { ToolCall } from "./runSummary.js";
import type { Section, SectionKind } from "./section.js";

/** The parts of a chunk that are the model's words. */
type AnswerPart = Extract<
  ChunkPart,
  {
    type:
      "text" | "reasoning" | "toolCall" | "image" | "citation" | "redactedReasoning" | "unknown";
  }
>;

class GrowingSection implements Section {
  private readonly content = new GrowingText();
  readonly title?: string;

  constructor(
    readonly index: number,
    readonly kind: SectionKind,
    readonly attempt: number,
    readonly toolCall?: { readonly index: number; readonly id?: string },
    title?: string,
  ) {
    if (title !== undefined) this.title = title;
  }

  get text(): string {
    return this.content.toString();
  }

  get length(): number {
    return this.content.length;
  }

  textFrom(offset: number, end?: number): string {
    return this.content.from(offset, end);
  }

  append(piece: string): void {
    this.content.append(piece);
  }
}

/** Everything the model said in one run, attempt after attempt, and nothing else. */
export class Answer {
  private readonly all: GrowingSection[] = [];
  /** The latest call of each attempt and index: there may be tens of thousands of them. */
  private readonly calls = new Map<string, GrowingSection>();

  get sections(): readonly Section[] {
    return this.all;
  }

  append(part: AnswerPart, attempt: number): void {
    switch (part.type) {
      case "text":
      case "reasoning":
        if (part.text !== "") this.continue(part.type, attempt).append(part.text);
        return;
      case "toolCall":
        this.toolCall(part, attempt).append(part.inputText ?? "");
        return;
      case "image":
        this.add("image", attempt, undefined, part.mediaType).append(part.base64);
        return;
      case "citation":
        this.continue("citation", attempt).append(`${JSON.stringify(part.citation)}\n`);
        return;
      case "redactedReasoning":
        this.continue("redactedReasoning", attempt);
        return;
      case "unknown":
        this.continue("json", attempt).append(`${JSON.stringify(part.json)}\n`);
        return;
      default:
        part satisfies never;
    }
  }

  /** All text of one kind that one attempt brought, joined. */
  textOf(kind: SectionKind, attempt: number): string {
    return this.of(kind, attempt)
      .map((section) => section.text)
      .join("");
  }

  toolCalls(attempt: number): readonly ToolCall[] {
    return this.of("toolCall", attempt).map((section) => ({
      ...(section.toolCall?.id !== undefined && { id: section.toolCall.id }),
      ...(section.title !== undefined && { name: section.title }),
      input: section.text,
    }));
  }

  private of(kind: SectionKind, attempt: number): readonly GrowingSection[] {
    return this.all.filter((section) => section.kind === kind && section.attempt === attempt);
  }

  private continue(kind: SectionKind, attempt: number): GrowingSection {
    const last = this.all.at(-1);
    if (last?.kind === kind && last.attempt === attempt) return last;
    return this.add(kind, attempt);
  }

  /** Pieces of two calls may arrive in turns, so the call's own index finds its section. */
  private toolCall(
    part: Extract<ChunkPart, { type: "toolCall" }>,
    attempt: number,
  ): GrowingSection {
    const key = `${attempt} ${part.index}`;
    const open = this.calls.get(key);
    const isAnother = part.id !== undefined && open?.toolCall?.id !== part.id;
    if (open && !isAnother) return open;
    const call = { index: part.index, ...(part.id !== undefined && { id: part.id }) };
    const section = this.add("toolCall", attempt, call, part.name);
    this.calls.set(key, section);
    return section;
  }

  private add(
    kind: SectionKind,
    attempt: number,
    toolCall?: { readonly index: number; readonly id?: string },
    title?: string,
  ): GrowingSection {
    const section = new GrowingSection(this.all.length, kind, attempt, toolCall, title);
    this.all.push(section);
    return section;
  }
}
