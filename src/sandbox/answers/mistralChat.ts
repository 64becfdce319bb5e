import type { Json, JsonObject } from "../../request/json.js";
import { chatQuestion, finishReasons } from "./chatChunks.js";
import { idFrom, type Said, type Speaker, type Speech } from "./speaker.js";

/**
 * Mistral Large 2407 and Pixtral Large: `message` and `stop_reason` where others have `delta` and
 * `finish_reason`. From the documented whole reply; how pieces look is unverified.
 */
export const mistralChatSpeaker: Speaker = {
  family: "mistralChat",
  has: () => ({ reasoning: false, toolCalls: true }),
  question: (body) => chatQuestion(body, 8192),
  chunks,
  reply,
};

function* chunks(speech: Speech): Iterable<readonly Json[]> {
  const { answer } = speech;
  const chunk = (message: JsonObject, stopReason: string | null): JsonObject => ({
    choices: [{ index: 0, message: { role: "assistant", ...message }, stop_reason: stopReason }],
  });
  for (const content of answer.text) yield [chunk({ content }, null)];
  const calls = callsOf(speech);
  if (calls) yield [chunk({ content: "", tool_calls: calls }, null)];
  yield [chunk({ content: "" }, finishReasons[answer.stop])];
}

function callsOf(speech: Speech): readonly JsonObject[] | undefined {
  if (!speech.answer.toolCall) return undefined;
  const { name, input } = speech.answer.toolCall;
  return [{ id: idFrom(speech, "", 9), function: { name, arguments: input.join("") } }];
}

function reply(speech: Speech, { text }: Said): JsonObject {
  const calls = callsOf(speech);
  const message = { role: "assistant", content: text, ...(calls ? { tool_calls: calls } : {}) };
  return { choices: [{ index: 0, message, stop_reason: finishReasons[speech.answer.stop] }] };
}
