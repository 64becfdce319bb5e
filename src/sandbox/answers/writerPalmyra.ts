import type { Json } from "../../request/json.js";
import {
  chatChunks,
  chatQuestion,
  chatReply,
  completionChunks,
  completionReply,
} from "./chatChunks.js";
import { lastUserText, wordsIn } from "./readBody.js";
import type { Speaker, Speech } from "./speaker.js";

/** Palmyra: its last chunk is a JSON string, and no chunk has metrics. */
export const writerPalmyraSpeaker: Speaker = {
  family: "writerPalmyra",
  has: (_, body) => ({ reasoning: "messages" in body, toolCalls: "messages" in body }),
  question: (body) => {
    // The service's own default, and as short as it looks.
    const question = chatQuestion(body, 16);
    if ("messages" in body) return question;
    const prompt = lastUserText(body["prompt"]);
    return { ...question, prompt, inputTokens: wordsIn(body["prompt"]) };
  },
  chunks,
  reply: (speech, said) =>
    "messages" in speech.body ? chatReply(speech, said) : completionReply(speech, said),
};

/** With `prompt` as in others' fixtures; with `messages` inferred (unverified). */
function* chunks(speech: Speech): Iterable<readonly Json[]> {
  yield* "messages" in speech.body ? chatChunks(speech) : completionChunks(speech);
  yield ["[DONE]"];
}
