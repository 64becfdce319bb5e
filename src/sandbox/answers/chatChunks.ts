import type { StopKind } from "../../models/family.js";
import type { Json, JsonObject } from "../../request/json.js";
import { functionTools, lastUserTurn, numberOr, stringsOf, wordsIn } from "./readBody.js";
import { idFrom, type Question, type Speech } from "./speaker.js";

/** `finish_reason` of OpenAI's chunks. */
export const finishReasons: Record<StopKind, string> = {
  complete: "stop",
  maxTokens: "length",
  stopSequence: "stop",
  toolUse: "tool_calls",
  contentFiltered: "content_filter",
  guardrailIntervened: "content_filter",
  refused: "stop",
};

/** What a body in OpenAI's chat form asks. */
export function chatQuestion(body: JsonObject, maxTokensDefault: number): Question {
  return {
    prompt: lastUserTurn(body["messages"]),
    inputTokens: wordsIn(body["messages"]),
    maxTokens: numberOr(body["max_completion_tokens"] ?? body["max_tokens"], maxTokensDefault),
    stopSequences: stringsOf(body["stop"]),
    ...functionTools(body),
    asksReasoning: body["reasoning_effort"] !== undefined,
  };
}

/** Ways in which models of this kind write their reasoning. */
export type ReasoningStyle =
  /** In a key of its own. */
  | "reasoningContent"
  /** In the text, between one pair of tags. */
  | { readonly tag: "reasoning" | "think" }
  /** In the text, a pair of tags around every piece. */
  | "taggedPieces";

/** The chunks of a chat completion; their own key decides what else a family adds. */
export function* chatChunks(
  speech: Speech,
  style: ReasoningStyle = "reasoningContent",
): Iterable<readonly Json[]> {
  const { answer } = speech;
  const chunk = (delta: JsonObject, finishReason: string | null = null): JsonObject => ({
    id: idFrom(speech, "chatcmpl-", 32),
    object: "chat.completion.chunk",
    created: speech.created,
    model: speech.baseModelId || speech.modelId,
    service_tier: "auto",
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  });
  yield [chunk({ content: "", role: "assistant" })];
  for (const delta of reasoningDeltas(answer.reasoning, style)) yield [chunk(delta)];
  for (const content of answer.text) yield [chunk({ content })];
  if (answer.toolCall) {
    const call = { id: idFrom(speech, "call_"), type: "function" };
    const { name, input } = answer.toolCall;
    const first = { index: 0, ...call, function: { name, arguments: "" } };
    yield [chunk({ tool_calls: [first] })];
    for (const piece of input) {
      yield [chunk({ tool_calls: [{ index: 0, function: { arguments: piece } }] })];
    }
  }
  yield [chunk({}, finishReasons[answer.stop])];
}

function* reasoningDeltas(
  reasoning: Iterable<string>,
  style: ReasoningStyle,
): Iterable<JsonObject> {
  let isOpen = false;
  for (const piece of reasoning) {
    if (style === "reasoningContent") yield { reasoning_content: piece };
    else if (style === "taggedPieces") yield { content: `<reasoning>${piece}</reasoning>` };
    else yield { content: isOpen ? piece : `<${style.tag}>${piece}` };
    isOpen = true;
  }
  if (isOpen && typeof style === "object") yield { content: `</${style.tag}>` };
}

/** Chunks of OpenAI's plain completions, with the keys that servers of this kind add. */
export function* completionChunks(speech: Speech): Iterable<readonly Json[]> {
  const { answer } = speech;
  const chunk = (text: string, finishReason: string | null): JsonObject => ({
    id: idFrom(speech, "cmpl-", 32),
    object: "text_completion",
    created: speech.created,
    model: speech.baseModelId || speech.modelId,
    choices: [
      { index: 0, text, logprobs: null, finish_reason: finishReason, stop_reason: finishReason },
    ],
    usage: null,
  });
  for (const text of answer.text) yield [chunk(text, null)];
  yield [chunk("", finishReasons[answer.stop])];
}
