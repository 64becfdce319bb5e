import {
  chatChunks,
  chatQuestion,
  chatReply,
  completionChunks,
  completionReply,
} from "./chatChunks.js";
import { generationChunks, generationReply } from "./llama.js";
import { lastUserText, numberOr, wordsIn } from "./readBody.js";
import type { Speaker } from "./speaker.js";

/** Imported models: the form of the body decides the form of the chunks. */
export const importedModelSpeaker: Speaker = {
  family: "importedModel",
  has: (_, body) => ({ reasoning: "messages" in body, toolCalls: "messages" in body }),
  question: (body) => {
    const question = chatQuestion(body, 512);
    if ("messages" in body) return question;
    return {
      ...question,
      prompt: lastUserText(body["prompt"]),
      inputTokens: wordsIn(body["prompt"]),
      maxTokens: numberOr(body["max_gen_len"] ?? body["max_tokens"], 512),
    };
  },
  chunks: (speech) => {
    if ("messages" in speech.body) return chatChunks(speech);
    return "max_tokens" in speech.body ? completionChunks(speech) : generationChunks(speech);
  },
  reply: (speech, said) => {
    if ("messages" in speech.body) return chatReply(speech, said);
    return "max_tokens" in speech.body
      ? completionReply(speech, said)
      : generationReply(speech, said);
  },
};
