import type { Json } from "../../request/json.js";
import { lastUserText, numberOr, stringsOf, wordsIn } from "./readBody.js";
import { textOnly, type Answer, type Speaker, type Speech } from "./speaker.js";

/** Mistral's text completions: no counts of their own. */
export const mistralTextSpeaker: Speaker = {
  family: "mistralText",
  has: textOnly,
  question: (body, baseModelId) => ({
    prompt: lastUserText(body["prompt"]),
    inputTokens: wordsIn(body["prompt"]),
    maxTokens: numberOr(body["max_tokens"], /-2402/.test(baseModelId) ? 8192 : 512),
    stopSequences: stringsOf(body["stop"]),
    tools: [],
    asksReasoning: false,
  }),
  chunks,
  reply: ({ answer }, { text }) => ({
    outputs: [{ text, stop_reason: stopReasonOf(answer) }],
  }),
};

function* chunks({ answer }: Speech): Iterable<readonly Json[]> {
  for (const text of answer.text) yield [{ outputs: [{ text, stop_reason: null }] }];
  yield [{ outputs: [{ text: "", stop_reason: stopReasonOf(answer) }] }];
}

function stopReasonOf(answer: Answer): string {
  return answer.stop === "maxTokens" ? "length" : "stop";
}
