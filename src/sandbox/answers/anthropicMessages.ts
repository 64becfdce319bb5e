import type { StopKind } from "../../models/family.js";
import type { Json, JsonObject } from "../../request/json.js";
import { claudeName } from "../claudeName.js";
import {
  at,
  demanded,
  lastUserTurn,
  listOf,
  numberOr,
  offered,
  stringsOf,
  wordsIn,
} from "./readBody.js";
import { idFrom, toolInput, type Answer, type Said, type Speaker, type Speech } from "./speaker.js";

const stopReasons: Record<StopKind, string> = {
  complete: "end_turn",
  maxTokens: "max_tokens",
  stopSequence: "stop_sequence",
  toolUse: "tool_use",
  contentFiltered: "refusal",
  // Claude itself ended its turn; the guardrail is named beside it.
  guardrailIntervened: "end_turn",
  refused: "refusal",
};

/** Claude's Messages: every part of the answer is a block that is opened and closed. */
export const anthropicMessagesSpeaker: Speaker = {
  family: "anthropicMessages",
  has: () => ({ reasoning: true, toolCalls: true }),
  question: (body) => {
    const tools = listOf(body["tools"]).flatMap((tool) =>
      offered(at(tool, "name"), at(tool, "input_schema")),
    );
    const choice = body["tool_choice"];
    const thinking = at(body["thinking"], "type");
    return {
      prompt: lastUserTurn(body["messages"]),
      inputTokens: wordsIn(body["system"]) + wordsIn(body["messages"]),
      maxTokens: numberOr(body["max_tokens"], Infinity),
      stopSequences: stringsOf(body["stop_sequences"]),
      tools,
      ...demanded(tools, at(choice, "type") === "any", at(choice, "name")),
      asksReasoning: thinking === "enabled" || thinking === "adaptive",
    };
  },
  chunks,
  reply,
};

function* chunks(speech: Speech): Iterable<readonly Json[]> {
  const { answer } = speech;
  yield [messageStart(speech)];
  let index = 0;
  let isOpen = false;
  for (const piece of answer.reasoning) {
    if (!isOpen) yield [blockStart(index, { type: "thinking", thinking: "", signature: "" })];
    isOpen = true;
    yield [blockDelta(index, { type: "thinking_delta", thinking: piece })];
  }
  if (isOpen) {
    const signature = signatureOf(speech);
    yield [blockDelta(index, { type: "signature_delta", signature }), blockStop(index)];
    index += 1;
  }
  isOpen = false;
  for (const piece of answer.text) {
    if (!isOpen) yield [blockStart(index, { type: "text", text: "" })];
    isOpen = true;
    yield [blockDelta(index, { type: "text_delta", text: piece })];
  }
  if (isOpen) {
    yield [blockStop(index)];
    index += 1;
  }
  if (answer.toolCall) {
    const id = idFrom(speech, "toolu_bdrk_");
    const { name } = answer.toolCall;
    yield [blockStart(index, { type: "tool_use", id, name, input: {} })];
    // The first piece is empty, as recorded.
    for (const piece of ["", ...answer.toolCall.input]) {
      yield [blockDelta(index, { type: "input_json_delta", partial_json: piece })];
    }
    yield [blockStop(index)];
  }
  yield [
    {
      type: "message_delta",
      delta: endingOf(answer),
      usage: { output_tokens: answer.outputTokens },
    },
    { type: "message_stop" },
  ];
}

function messageStart(speech: Speech): JsonObject {
  const ending = { stop_reason: null, stop_sequence: null };
  return { type: "message_start", message: message(speech, [], ending, 1) };
}

function message(
  speech: Speech,
  content: readonly Json[],
  ending: JsonObject,
  outputTokens: number,
): JsonObject {
  return {
    id: idFrom(speech, "msg_bdrk_"),
    type: "message",
    role: "assistant",
    // A router's ARN tells no model.
    model: claudeName(speech.baseModelId) || speech.modelId,
    content,
    ...ending,
    usage: {
      input_tokens: speech.answer.inputTokens,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: outputTokens,
    },
  };
}

function reply(speech: Speech, said: Said): JsonObject {
  const { answer } = speech;
  const content: Json[] = [];
  if (said.reasoning !== "") {
    content.push({ type: "thinking", thinking: said.reasoning, signature: signatureOf(speech) });
  }
  if (said.text !== "") content.push({ type: "text", text: said.text });
  if (answer.toolCall) {
    const { name } = answer.toolCall;
    const id = idFrom(speech, "toolu_bdrk_");
    content.push({ type: "tool_use", id, name, input: toolInput(answer.toolCall) });
  }
  return message(speech, content, endingOf(answer), answer.outputTokens);
}

function endingOf(answer: Answer): JsonObject {
  return {
    stop_reason: stopReasons[answer.stop],
    stop_sequence: answer.stopSequence ?? null,
  };
}

function signatureOf(speech: Speech): string {
  return Buffer.from(`sandbox ${speech.requestId}`).toString("base64");
}

function blockStart(index: number, block: JsonObject): JsonObject {
  return { type: "content_block_start", index, content_block: block };
}

function blockDelta(index: number, delta: JsonObject): JsonObject {
  return { type: "content_block_delta", index, delta };
}

function blockStop(index: number): JsonObject {
  return { type: "content_block_stop", index };
}
