import { isJsonObject, type Json, type JsonObject } from "../../request/json.js";
import { cohereFinishReasons } from "./cohereCommand.js";
import { at, listOf, numberOr, offered, stringsOf, wordsIn } from "./readBody.js";
import { idFrom, toolInput, type Speaker, type Speech } from "./speaker.js";

/** Command R: the last chunk repeats the whole answer. */
export const cohereCommandRSpeaker: Speaker = {
  family: "cohereCommandR",
  has: () => ({ reasoning: false, toolCalls: true }),
  question: (body) => ({
    prompt: typeof body["message"] === "string" ? body["message"] : "",
    inputTokens:
      wordsIn(body["preamble"]) + wordsIn(body["message"]) + historyWords(body["chat_history"]),
    maxTokens: numberOr(body["max_tokens"], Infinity),
    stopSequences: stringsOf(body["stop_sequences"]),
    tools: listOf(body["tools"]).flatMap((tool) =>
      offered(at(tool, "name"), schemaOf(at(tool, "parameter_definitions"))),
    ),
    asksReasoning: false,
  }),
  chunks,
  reply: (speech, { text }) => responseOf(speech, text),
};

function historyWords(history: Json | undefined): number {
  return listOf(history).reduce<number>((sum, turn) => sum + wordsIn(at(turn, "message")), 0);
}

/** Cohere defines parameters one by one, with Python's names for types. */
function schemaOf(definitions: Json | undefined): JsonObject {
  const entries = isJsonObject(definitions) ? Object.entries(definitions) : [];
  return {
    type: "object",
    properties: Object.fromEntries(
      entries.map(([name, definition]) => [
        name,
        { type: types[String(at(definition, "type"))] ?? "string" },
      ]),
    ),
    required: entries.filter(([, one]) => at(one, "required") === true).map(([name]) => name),
  };
}

const types: Readonly<Record<string, string>> = {
  int: "integer",
  float: "number",
  bool: "boolean",
  list: "array",
  dict: "object",
};

function* chunks(speech: Speech): Iterable<readonly Json[]> {
  const { answer } = speech;
  const pieces: string[] = [];
  for (const text of answer.text) {
    pieces.push(text);
    yield [{ is_finished: false, event_type: "text-generation", text }];
  }
  const calls = callsOf(speech);
  if (calls) {
    yield [{ is_finished: false, event_type: "tool-calls-generation", tool_calls: calls }];
  }
  yield [
    {
      is_finished: true,
      event_type: "stream-end",
      response: responseOf(speech, pieces.join("")),
      finish_reason: cohereFinishReasons[answer.stop],
    },
  ];
}

function callsOf({ answer }: Speech): readonly JsonObject[] | undefined {
  return (
    answer.toolCall && [{ name: answer.toolCall.name, parameters: toolInput(answer.toolCall) }]
  );
}

function responseOf(speech: Speech, text: string): JsonObject {
  const { answer, body, prompt } = speech;
  const calls = callsOf(speech);
  const tokens = { input_tokens: answer.inputTokens, output_tokens: answer.outputTokens };
  return {
    response_id: speech.requestId,
    text,
    generation_id: idFrom(speech, "", 32),
    chat_history: [
      ...listOf(body["chat_history"]),
      { role: "USER", message: prompt },
      { role: "CHATBOT", message: text },
    ],
    finish_reason: cohereFinishReasons[answer.stop],
    ...(calls ? { tool_calls: calls } : {}),
    meta: { api_version: { version: "1" }, billed_units: tokens, tokens },
  };
}
