import type { Json, JsonObject } from "../../request/json.js";
import { lastUserText, numberOr, wordsIn } from "./readBody.js";
import { textOnly, type Speaker, type Speech } from "./speaker.js";

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
  const stopReason = answer.stop === "maxTokens" ? "length" : "stop";
  yield [chunk("", count === 0 ? inputTokens : null, count, stopReason)];
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
