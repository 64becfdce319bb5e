import type { Json, JsonObject } from "../../request/json.js";
import { lastUserText, numberOr, stringsOf, wordsIn } from "./readBody.js";
import type { Said, Speaker, Speech } from "./speaker.js";

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
  reply,
};

function* chunks({ answer, body }: Speech): Iterable<readonly Json[]> {
  const chunk = (text: string, stopReason: string | null = null): readonly Json[] => [
    { choices: [{ text, stop_reason: stopReason }] },
  ];
  if (!isOpened(body)) yield chunk("<think>");
  for (const piece of answer.reasoning) yield chunk(piece);
  let closing = "</think>";
  for (const piece of answer.text) {
    yield chunk(closing + piece);
    closing = "";
  }
  const isCut = answer.stop === "maxTokens";
  yield isCut ? chunk("", "length") : chunk(closing, "stop");
}

function reply({ answer, body }: Speech, { reasoning, text }: Said): JsonObject {
  const opening = isOpened(body) ? "" : "<think>";
  const isCut = answer.stop === "maxTokens";
  const closing = isCut && text === "" ? "" : "</think>";
  const stopReason = isCut ? "length" : "stop";
  return { choices: [{ text: opening + reasoning + closing + text, stop_reason: stopReason }] };
}

/** The documented prompt ends with the opening tag, and the model goes on behind it. */
function isOpened(body: JsonObject): boolean {
  return /<think>\s*$/.test(String(body["prompt"]));
}
