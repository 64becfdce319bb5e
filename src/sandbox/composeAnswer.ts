import type { StopKind } from "../models/family.js";
import { cannedText } from "./cannedText.js";
import type { Abilities, Answer, OfferedTool, Question, ToolCall } from "./answers/speaker.js";
import type { AnswerStyle } from "./plan.js";
import { sampleInput } from "./sampleInput.js";

/** What the answer may mention of the request. */
export interface Occasion {
  readonly modelId: string;
  /** The prompt without the scenario's line. */
  readonly prompt: string;
  /** Something the user should know first, for example a misspelled scenario. */
  readonly notice?: string;
}

/** Puts an answer together: what is said, cut at the body's own limits. The same for the same request. */
export function composeAnswer(
  question: Question,
  style: AnswerStyle,
  has: Abilities,
  occasion: Occasion,
): Answer {
  const { inputTokens } = question;
  if (style.type === "words") {
    const outputTokens = Math.min(style.count, MAX_COUNTED_WORDS);
    const text = countedWords(outputTokens);
    return { reasoning: [], text, stop: "complete", inputTokens, outputTokens };
  }
  const draft = draftOf(question, style, has, occasion);
  return { ...limited(draft, question), inputTokens };
}

interface Draft {
  readonly reasoning: string;
  readonly text: string;
  readonly toolCall?: ToolCall;
  readonly stop: StopKind;
}

function draftOf(
  question: Question,
  style: Exclude<AnswerStyle, { type: "words" }>,
  has: Abilities,
  occasion: Occasion,
): Draft {
  const thinks = has.reasoning && (question.asksReasoning || style.type === "reasoning");
  const reasoning = thinks ? reasoningText(occasion) : "";
  switch (style.type) {
    case "echo":
      return { reasoning: "", text: occasion.prompt, stop: "complete" };
    case "text":
      return { reasoning, text: style.text, stop: style.stop };
    case "toolCall":
      return has.toolCalls
        ? toolDraft(question.demandedTool ?? question.tools[0] ?? inventedTool, reasoning)
        : { reasoning, text: `${missing("tool calls")}\n`, stop: "complete" };
    case "reasoning":
    case "canned": {
      if (question.demandedTool && has.toolCalls)
        return toolDraft(question.demandedTool, reasoning);
      const lacks = style.type === "reasoning" && !has.reasoning ? missing("reasoning") : undefined;
      const notice = occasion.notice ?? lacks;
      const text = cannedText(question, { ...occasion, ...(notice ? { notice } : {}) });
      const stop = style.type === "canned" ? (style.stop ?? "complete") : "complete";
      return { reasoning, text, stop };
    }
    default: {
      const never: never = style;
      return never;
    }
  }
}

function missing(what: string): string {
  return `The chunks of this model's family have no place for ${what}.`;
}

const inventedTool: OfferedTool = {
  name: "get_current_weather",
  inputSchema: {
    type: "object",
    properties: { location: { type: "string" } },
    required: ["location"],
  },
};

function toolDraft(tool: OfferedTool, reasoning: string): Draft {
  const json = JSON.stringify(sampleInput(tool.inputSchema));
  return {
    reasoning,
    text: `The sandbox calls the tool ${tool.name}.`,
    toolCall: { name: tool.name, input: json.match(/[^]{1,12}/gu) ?? [] },
    stop: "toolUse",
  };
}

function reasoningText(occasion: Occasion): string {
  return (
    `The user sent ${occasion.prompt.length} characters. This is the sandbox, so there is nothing to ` +
    "think about; these words show where a model's reasoning appears."
  );
}

/** Cuts a draft into pieces, at its stop sequence and at the limit, whichever comes first. */
function limited(draft: Draft, question: Question): Omit<Answer, "inputTokens"> {
  const ended = cutAtStopSequence(draft.text, question.stopSequences);
  const allReasoning = piecesOf(draft.reasoning);
  const allText = piecesOf(ended.text);
  const reasoning = allReasoning.slice(0, question.maxTokens);
  const text = allText.slice(0, Math.max(0, question.maxTokens - reasoning.length));
  const input = ended.stopSequence === undefined ? (draft.toolCall?.input ?? []) : [];
  const outputTokens = reasoning.length + text.length;
  if (outputTokens < allReasoning.length + allText.length) {
    return { reasoning, text, stop: "maxTokens", outputTokens };
  }
  if (ended.stopSequence !== undefined) {
    const { stopSequence } = ended;
    return { reasoning, text, stop: "stopSequence", stopSequence, outputTokens };
  }
  if (outputTokens + input.length > question.maxTokens) {
    return { reasoning, text, stop: "maxTokens", outputTokens };
  }
  return {
    reasoning,
    text,
    ...(draft.toolCall ? { toolCall: draft.toolCall } : {}),
    stop: draft.stop,
    outputTokens: outputTokens + input.length,
  };
}

function cutAtStopSequence(
  text: string,
  sequences: readonly string[],
): { text: string; stopSequence?: string } {
  const found = sequences
    .map((stopSequence) => ({ stopSequence, at: text.indexOf(stopSequence) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)[0];
  return found ? { text: text.slice(0, found.at), stopSequence: found.stopSequence } : { text };
}

/** The longest piece; a text without spaces would else be one chunk of any size. */
const LONGEST_PIECE = 48;

/** Words with the white space before them; joined they are the text again. */
export function piecesOf(text: string): readonly string[] {
  return (text.match(/\s+\S*|\S+/g) ?? []).flatMap((piece) =>
    piece.length <= LONGEST_PIECE
      ? [piece]
      : // By code points: no surrogate pair is torn.
        (piece.match(new RegExp(`[^]{1,${LONGEST_PIECE}}`, "gu")) ?? []),
  );
}

const vocabulary = "the sandbox counts its words so that nobody has to guess what is missing".split(
  " ",
);

/** A whole answer has to fit into memory. */
const MAX_COUNTED_WORDS = 10_000_000;

/** Numbered paragraphs, so that a lost or doubled piece can be seen. */
function* countedWords(count: number): Iterable<string> {
  for (let i = 0; i < count; i++) {
    const word = vocabulary[i % vocabulary.length] ?? "word";
    if (i % 100 === 0) yield `${i === 0 ? "" : "\n\n"}${i + 1}.`;
    else yield ` ${word}`;
  }
}
