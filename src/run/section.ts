/**
 * A stretch of the answer of one kind, in the order of arrival. Sections are only added, and their
 * text only grows.
 */
export interface Section {
  /** Position in the run's list of sections; stable. */
  readonly index: number;
  readonly kind: SectionKind;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Name of the tool, media type of the image. */
  readonly title?: string;
  /**
   * The model's words for text and reasoning, the growing JSON of a tool call's input, base64 of an
   * image, JSON of a citation or of chunks whose family is unknown (one value a line).
   */
  readonly text: string;
  /** Length of `text` in UTF-16 code units, without building it. */
  readonly length: number;
  /** `text` from an offset on, or up to another one: what a view needs that has shown the rest. */
  textFrom(offset: number, end?: number): string;
}

export type SectionKind =
  "text" | "reasoning" | "redactedReasoning" | "toolCall" | "image" | "citation" | "json";
