import type { Json } from "../../request/json.js";
import { lastUserText, numberOr, stringsOf, wordsIn } from "./readBody.js";
import type { Speaker, Speech } from "./speaker.js";

/** DeepSeek R1: reasoning and answer in one text, told apart by `</think>`. */
export const deepseekR1Speaker: Speaker = {
  family: "deepseekR1",
  has: () => ({ reasoning: true, toolCalls: false }),
  question: (body) => ({
    prompt: lastUserText(body["prompt"]),
    inputTokens: wordsIn(body["prompt"]),
    maxTokens: numberOr(body["max_tokens"], 8192),
    stopSequences: stringsOf(body["stop"]),
    tools: [],
    asksReasoning: true,
  }),
  chunks,
};

function* chunks({ answer, body }: Speech): Iterable<readonly Json[]> {
  // The documented prompt ends with the opening tag, and the model goes on behind it.
  const isOpen = /<think>\s*$/.test(String(body["prompt"]));
  const isCut = answer.stop === "maxTokens" && answer.text.length === 0;
  const pieces = [
    ...(isOpen ? [] : ["<think>"]),
    ...answer.reasoning,
    ...(isCut ? [] : ["</think>"]),
    ...answer.text,
  ];
  for (const text of pieces) yield [{ choices: [{ text, stop_reason: null }] }];
  const stopReason = answer.stop === "maxTokens" ? "length" : "stop";
  yield [{ choices: [{ text: "", stop_reason: stopReason }] }];
}
