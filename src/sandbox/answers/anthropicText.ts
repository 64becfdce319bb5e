import type { Json } from "../../request/json.js";
import { lastUserText, numberOr, stringsOf, wordsIn } from "./readBody.js";
import { textOnly, type Answer, type Speaker, type Speech } from "./speaker.js";

/** Claude's text completions: an ordinary end is a stop at the next turn of the human. */
export const anthropicTextSpeaker: Speaker = {
  family: "anthropicText",
  has: textOnly,
  question: (body) => ({
    prompt: lastUserText(body["prompt"]),
    inputTokens: wordsIn(body["prompt"]),
    maxTokens: numberOr(body["max_tokens_to_sample"], Infinity),
    stopSequences: stringsOf(body["stop_sequences"]),
    tools: [],
    asksReasoning: false,
  }),
  chunks,
  reply: ({ answer }, { text }) => ({ type: "completion", completion: text, ...ending(answer) }),
};

function* chunks({ answer }: Speech): Iterable<readonly Json[]> {
  for (const completion of answer.text) {
    yield [{ type: "completion", completion, stop_reason: null, stop: null }];
  }
  yield [{ type: "completion", completion: "", ...ending(answer) }];
}

function ending(answer: Answer): { stop_reason: string; stop: string | null } {
  return answer.stop === "maxTokens"
    ? { stop_reason: "max_tokens", stop: null }
    : { stop_reason: "stop_sequence", stop: answer.stopSequence ?? "\n\nHuman:" };
}
