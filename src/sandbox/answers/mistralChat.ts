import type { Json, JsonObject } from "../../request/json.js";
import { chatQuestion, finishReasons } from "./chatChunks.js";
import { idFrom, type Speaker, type Speech } from "./speaker.js";

/**
 * Mistral Large 2407 and Pixtral Large: `message` and `stop_reason` where others have `delta` and
 * `finish_reason`. From the documented whole reply; how pieces look is unverified.
 */
export const mistralChatSpeaker: Speaker = {
  family: "mistralChat",
  has: () => ({ reasoning: false, toolCalls: true }),
  question: (body) => chatQuestion(body, 8192),
  chunks,
};

function* chunks(speech: Speech): Iterable<readonly Json[]> {
  const { answer } = speech;
  const chunk = (message: JsonObject, stopReason: string | null): JsonObject => ({
    choices: [{ index: 0, message: { role: "assistant", ...message }, stop_reason: stopReason }],
  });
  for (const content of answer.text) yield [chunk({ content }, null)];
  if (answer.toolCall) {
    const { name, input } = answer.toolCall;
    const call = { id: idFrom(speech, "", 9), function: { name, arguments: input.join("") } };
    yield [chunk({ content: "", tool_calls: [call] }, null)];
  }
  yield [chunk({ content: "" }, finishReasons[answer.stop])];
}
