import type { FamilyId, StopKind } from "../../models/family.js";
import { parseJson, type Json, type JsonObject } from "../../request/json.js";

/** What a body asks for, whatever its family. */
export interface Question {
  /** The last words of the user, without the family's template around them. */
  readonly prompt: string;
  /** Everything the model would read, counted in words. */
  readonly inputTokens: number;
  /** Upper limit of the answer; the family's default when the body names none. */
  readonly maxTokens: number;
  readonly stopSequences: readonly string[];
  readonly tools: readonly OfferedTool[];
  /** The tool that the body demands, if it demands one. */
  readonly demandedTool?: OfferedTool;
  /** Whether the body switches thinking on. */
  readonly asksReasoning: boolean;
}

export interface OfferedTool {
  readonly name: string;
  readonly inputSchema: JsonObject;
}

/**
 * One answer in pieces, before it has any family's shape. A piece counts as one token. Reasoning and
 * text can be read once, in this order, and may still be coming in; what follows them is
 * certain only after them.
 */
export interface Answer {
  readonly reasoning: Iterable<string>;
  readonly text: Iterable<string>;
  readonly toolCall?: ToolCall;
  readonly stop: StopKind;
  /** The text that ended the answer, with `stop` "stopSequence". */
  readonly stopSequence?: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface ToolCall {
  readonly name: string;
  /** Pieces of the input's JSON text. */
  readonly input: readonly string[];
}

/** What a family's chunks mention besides the answer. */
export interface Speech {
  readonly answer: Answer;
  readonly body: JsonObject;
  readonly prompt: string;
  /** As it was asked for. */
  readonly modelId: string;
  readonly baseModelId: string;
  /** Lower-case UUID; ids inside the chunks are made from it. */
  readonly requestId: string;
  /** Seconds since the epoch. */
  readonly created: number;
}

export interface Abilities {
  readonly reasoning: boolean;
  readonly toolCalls: boolean;
}

/** What a whole answer says, read to its end. */
export interface Said {
  readonly reasoning: string;
  readonly text: string;
}

/** A family that answers with text and nothing else. */
export const textOnly = (): Abilities => ({ reasoning: false, toolCalls: false });

/** How one family asks and answers: the counterpart of a file in models/. */
export interface Speaker {
  readonly family: FamilyId;
  /** What the chunks for this model and this form of body have a place for. */
  has(baseModelId: string, body: JsonObject): Abilities;
  question(body: JsonObject, baseModelId: string): Question;
  /**
   * The chunks in order, in groups that leave together: a pause comes between groups. Metrics are not
   * in them, they are put into the last chunk when it leaves.
   */
  chunks(speech: Speech): Iterable<readonly Json[]>;
  /**
   * The whole reply of InvokeModel, where there are no chunks.
   * @param said the answer's reasoning and text; `speech.answer` is not read again for them.
   */
  reply(speech: Speech, said: Said): JsonObject;
  /** True where the first chunk needs the whole answer. Default false. */
  needsWhole?(body: JsonObject): boolean;
  /** False where the last chunk of this answer carries no metrics. Default true. */
  metered?(answer: Answer): boolean;
}

/** The input of a tool call as JSON. */
export function toolInput(call: ToolCall): Json {
  return parseJson(call.input.join("")) ?? {};
}

/** An id in a provider's style, the same for the same request. */
export function idFrom(speech: Speech, prefix: string, length = 24): string {
  return prefix + speech.requestId.replaceAll("-", "").slice(0, length);
}
