import type { StopKind } from "../../models/family.js";
import type { Json, JsonObject } from "../../request/json.js";
import { lastUserText, numberOr, stringsOf, wordsIn } from "./readBody.js";
import { idFrom, textOnly, type Speaker, type Speech } from "./speaker.js";

export const cohereFinishReasons: Record<StopKind, string> = {
  complete: "COMPLETE",
  maxTokens: "MAX_TOKENS",
  stopSequence: "COMPLETE",
  toolUse: "COMPLETE",
  contentFiltered: "ERROR_TOXIC",
  guardrailIntervened: "COMPLETE",
  refused: "COMPLETE",
};

/** Cohere's older Command: in pieces only when the body says so, else one chunk holds all. */
export const cohereCommandSpeaker: Speaker = {
  family: "cohereCommand",
  has: textOnly,
  question: (body) => ({
    prompt: lastUserText(body["prompt"]),
    inputTokens: wordsIn(body["prompt"]),
    // The service's own default, and as short as it looks.
    maxTokens: numberOr(body["max_tokens"], 20),
    stopSequences: stringsOf(body["stop_sequences"]),
    tools: [],
    asksReasoning: false,
  }),
  needsWhole: (body) => body["stream"] !== true || numberOr(body["num_generations"], 1) > 1,
  chunks: (speech) => (speech.body["stream"] === true ? inPieces(speech) : whole(speech)),
  reply: (speech, said) => wholeReply(speech, said.text),
};

function* inPieces({ answer, body }: Speech): Iterable<readonly Json[]> {
  const generations = numberOr(body["num_generations"], 1);
  const isOne = generations === 1;
  const pieces = isOne ? answer.text : [...answer.text];
  for (let index = 0; index < generations; index++) {
    for (const text of pieces) {
      yield [{ ...(isOne ? {} : { index }), is_finished: false, text }];
    }
  }
  yield [{ finish_reason: cohereFinishReasons[answer.stop], is_finished: true }];
}

function* whole(speech: Speech): Iterable<readonly Json[]> {
  yield [wholeReply(speech, [...speech.answer.text].join(""))];
}

function wholeReply(speech: Speech, text: string): JsonObject {
  const { answer, body } = speech;
  const generations = Array.from({ length: numberOr(body["num_generations"], 1) }, (_, i) => ({
    id: `${idFrom(speech, "", 30)}${i}`,
    text,
    finish_reason: cohereFinishReasons[answer.stop],
  }));
  return { id: speech.requestId, generations, prompt: body["prompt"] ?? "" };
}
