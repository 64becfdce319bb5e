import type { Json, JsonObject } from "../../request/json.js";
import { chatQuestion, chatReply, finishReasons } from "./chatChunks.js";
import { idFrom, type Speaker, type Speech } from "./speaker.js";

/** Jamba: counts in every chunk, and after the last one a chunk that holds the metrics alone. */
export const jambaSpeaker: Speaker = {
  family: "jamba",
  has: (baseModelId) => ({ reasoning: false, toolCalls: !baseModelId.includes("jamba-instruct") }),
  question: (body) => chatQuestion(body, 4096),
  chunks,
  reply: (speech, said) => {
    const { id, choices, usage } = chatReply(speech, said);
    return { id: id ?? "", choices: choices ?? [], usage: usage ?? {} };
  },
};

/** Id of the token that ends an answer, as recorded. */
const END_TOKEN = 518;

function* chunks(speech: Speech): Iterable<readonly Json[]> {
  const { answer, requestId } = speech;
  let completed = 0;
  const chunk = (delta: JsonObject, ending: JsonObject = { finish_reason: null }): JsonObject => ({
    id: `chatcmpl-${requestId}`,
    choices: [{ index: 0, delta, ...ending }],
    usage: {
      prompt_tokens: answer.inputTokens,
      total_tokens: answer.inputTokens + completed,
      completion_tokens: completed,
    },
  });
  yield [chunk({ role: "assistant", content: "" })];
  for (const content of answer.text) {
    completed += 1;
    yield [chunk({ content })];
  }
  if (answer.toolCall) {
    const { name, input } = answer.toolCall;
    const call = { name, arguments: input.join("") };
    completed += input.length;
    const first = { index: 0, id: idFrom(speech, "call_"), type: "function", function: call };
    yield [chunk({ tool_calls: [first] })];
  }
  const ending = { finish_reason: finishReasons[answer.stop], stop_reason: END_TOKEN };
  const last = chunk({ content: "" }, ending);
  yield [{ ...last, meta: { requestDurationMillis: 1 } }, {}];
}
