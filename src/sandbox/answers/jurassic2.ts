import { lastUserText, numberOr, stringsOf, wordsIn } from "./readBody.js";
import type { StopKind } from "../../models/family.js";
import { textOnly, type Speaker } from "./speaker.js";

const reasons: Partial<Record<StopKind, string>> = { maxTokens: "length", stopSequence: "stop" };

/** Jurassic-2: it never streamed, so it has whole replies alone. */
export const jurassic2Speaker: Speaker = {
  family: "jurassic2",
  has: textOnly,
  question: (body) => ({
    prompt: lastUserText(body["prompt"]),
    inputTokens: wordsIn(body["prompt"]),
    maxTokens: numberOr(body["maxTokens"], 200),
    stopSequences: stringsOf(body["stopSequences"]),
    tools: [],
    asksReasoning: false,
  }),
  chunks: () => [],
  reply: ({ answer, prompt }, { text }) => ({
    id: 1,
    prompt: { text: prompt, tokens: [] },
    completions: [
      { data: { text, tokens: [] }, finishReason: { reason: reasons[answer.stop] ?? "endoftext" } },
    ],
  }),
};
