import type { Json, JsonObject } from "../../request/json.js";
import { lastUserText, numberOr, wordsIn } from "./readBody.js";
import { textOnly, type Answer, type Said, type Speaker, type Speech } from "./speaker.js";

/** Llama: every chunk counts what was generated so far. */
export const llamaSpeaker: Speaker = {
  family: "llama",
  has: textOnly,
  question: (body) => ({
    prompt: lastUserText(body["prompt"]),
    inputTokens: wordsIn(body["prompt"]),
    maxTokens: numberOr(body["max_gen_len"], 512),
    stopSequences: [],
    tools: [],
    asksReasoning: false,
  }),
  chunks: generationChunks,
  reply: generationReply,
};

/** Also the form of imported models that are asked in Bedrock's own way. */
export function* generationChunks({ answer }: Speech): Iterable<readonly Json[]> {
  const { inputTokens } = answer;
  let count = 0;
  for (const piece of answer.text) {
    yield [chunk(piece, count === 0 ? inputTokens : null, count + 1, null)];
    count += 1;
  }
  // Recorded: the token that ends the answer counts, the limit's does not come.
  yield [chunk("", count === 0 ? inputTokens : null, count, stopReasonOf(answer))];
}

/** The whole reply in the same form. */
export function generationReply({ answer }: Speech, { text }: Said): JsonObject {
  return chunk(text, answer.inputTokens, answer.outputTokens, stopReasonOf(answer));
}

function stopReasonOf(answer: Answer): string {
  return answer.stop === "maxTokens" ? "length" : "stop";
}

function chunk(
  generation: string,
  promptTokens: number | null,
  generated: number,
  stopReason: string | null,
): JsonObject {
  return {
    generation,
    prompt_token_count: promptTokens,
    generation_token_count: generated,
    stop_reason: stopReason,
  };
}
