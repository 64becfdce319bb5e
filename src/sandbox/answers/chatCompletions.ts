import { chatChunks, chatQuestion, chatReply, type ReasoningStyle } from "./chatChunks.js";
import type { Speaker } from "./speaker.js";

/** The many models with OpenAI's chunks; they differ in where their reasoning stands. */
export const chatCompletionsSpeaker: Speaker = {
  family: "chatCompletions",
  has: () => ({ reasoning: true, toolCalls: true }),
  question: (body, baseModelId) => {
    const question = chatQuestion(body, Infinity);
    return { ...question, asksReasoning: question.asksReasoning || alwaysThinks.test(baseModelId) };
  },
  chunks: (speech) => chatChunks(speech, styleOf(speech.baseModelId)),
  reply: (speech, said) => chatReply(speech, said, styleOf(speech.baseModelId)),
};

const alwaysThinks = /gpt-oss|-thinking/;

/** gpt-oss and Kimi as logged by others; the other two ways are inferred (unverified). */
function styleOf(baseModelId: string): ReasoningStyle {
  if (baseModelId.includes("gpt-oss")) return { tag: "reasoning" };
  if (baseModelId.includes("kimi-k2-thinking")) return "taggedPieces";
  return /minimax|magistral|nemotron/.test(baseModelId) ? { tag: "think" } : "reasoningContent";
}
