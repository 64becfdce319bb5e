import type { StopKind } from "../../models/family.js";
import type { Json } from "../../request/json.js";
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
  chunks: (speech) => (speech.body["stream"] === true ? pieces(speech) : whole(speech)),
};

function* pieces({ answer, body }: Speech): Iterable<readonly Json[]> {
  const generations = numberOr(body["num_generations"], 1);
  for (let index = 0; index < generations; index++) {
    for (const text of answer.text) {
      yield [{ ...(generations > 1 ? { index } : {}), is_finished: false, text }];
    }
  }
  yield [{ finish_reason: cohereFinishReasons[answer.stop], is_finished: true }];
}

function* whole(speech: Speech): Iterable<readonly Json[]> {
  const { answer, body } = speech;
  const generations = Array.from({ length: numberOr(body["num_generations"], 1) }, (_, i) => ({
    id: `${idFrom(speech, "", 30)}${i}`,
    text: answer.text.join(""),
    finish_reason: cohereFinishReasons[answer.stop],
  }));
  yield [{ id: speech.requestId, generations, prompt: body["prompt"] ?? "" }];
}
