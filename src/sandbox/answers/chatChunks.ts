import type { StopKind } from "../../models/family.js";
import type { Json, JsonObject } from "../../request/json.js";
import { functionTools, lastUserTurn, numberOr, stringsOf, wordsIn } from "./readBody.js";
import {
  idFrom,
  type Answer,
  type Question,
  type Said,
  type Speech,
  type ToolCall,
} from "./speaker.js";

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

/** The whole chat completion. */
export function chatReply(
  speech: Speech,
  { reasoning, text }: Said,
  style: ReasoningStyle = "reasoningContent",
): JsonObject {
  const { answer } = speech;
  const inText = [...reasoningDeltas(reasoning === "" ? [] : [reasoning], style)]
    .map((delta) => delta["content"] ?? "")
    .join("");
  const message: JsonObject = {
    role: "assistant",
    content: inText + text,
    ...(reasoning !== "" && inText === "" ? { reasoning_content: reasoning } : {}),
    ...(answer.toolCall ? { tool_calls: [toolCallOf(speech, answer.toolCall)] } : {}),
  };
  return {
    id: idFrom(speech, "chatcmpl-", 32),
    object: "chat.completion",
    created: speech.created,
    model: speech.baseModelId || speech.modelId,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReasons[answer.stop] }],
    usage: usageOf(answer),
  };
}

function toolCallOf(speech: Speech, { name, input }: ToolCall): JsonObject {
  const call = { name, arguments: input.join("") };
  return { id: idFrom(speech, "call_"), type: "function", function: call };
}

function usageOf({ inputTokens, outputTokens }: Answer): JsonObject {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  };
}

/** Chunks of OpenAI's plain completions, with the keys that servers of this kind add. */
export function* completionChunks(speech: Speech): Iterable<readonly Json[]> {
  const { answer } = speech;
  for (const text of answer.text) yield [completion(speech, text, null, null)];
  yield [completion(speech, "", finishReasons[answer.stop], null)];
}

/** The whole plain completion. */
export function completionReply(speech: Speech, { text }: Said): JsonObject {
  const { answer } = speech;
  return completion(speech, text, finishReasons[answer.stop], usageOf(answer));
}

function completion(
  speech: Speech,
  text: string,
  finishReason: string | null,
  usage: JsonObject | null,
): JsonObject {
  return {
    id: idFrom(speech, "cmpl-", 32),
    object: "text_completion",
    created: speech.created,
    model: speech.baseModelId || speech.modelId,
    choices: [
      { index: 0, text, logprobs: null, finish_reason: finishReason, stop_reason: finishReason },
    ],
    usage,
  };
}
