import type { StopKind } from "../../models/family.js";
import { isJsonObject, type Json, type JsonObject } from "../../request/json.js";
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
import { idFrom, toolInput, type Said, type Speaker, type Speech } from "./speaker.js";

const stopReasons: Record<StopKind, string> = {
  complete: "end_turn",
  maxTokens: "max_tokens",
  stopSequence: "stop_sequence",
  toolUse: "tool_use",
  contentFiltered: "content_filtered",
  guardrailIntervened: "guardrail_intervened",
  refused: "content_filtered",
};

/** Nova: each piece of text is a block of its own, closed at once. */
export const novaSpeaker: Speaker = {
  family: "nova",
  has: (baseModelId) => ({ reasoning: isNova2(baseModelId), toolCalls: true }),
  question: (body, baseModelId) => {
    const config = body["inferenceConfig"];
    const tools = listOf(at(body, "toolConfig", "tools")).flatMap((tool) =>
      offered(at(tool, "toolSpec", "name"), at(tool, "toolSpec", "inputSchema", "json")),
    );
    const choice = at(body, "toolConfig", "toolChoice");
    const reasoning = body["reasoningConfig"] ?? at(config, "reasoningConfig");
    return {
      prompt: lastUserTurn(body["messages"]),
      inputTokens: wordsIn(body["system"]) + wordsIn(body["messages"]),
      maxTokens: numberOr(at(config, "maxTokens") ?? at(config, "max_new_tokens"), 5000),
      stopSequences: stringsOf(at(config, "stopSequences")),
      tools,
      ...demanded(tools, isJsonObject(at(choice, "any")), at(choice, "tool", "name")),
      asksReasoning: isNova2(baseModelId) && at(reasoning, "type") === "enabled",
    };
  },
  chunks,
  reply,
};

function isNova2(baseModelId: string): boolean {
  return baseModelId.includes("nova-2-");
}

function* chunks(speech: Speech): Iterable<readonly Json[]> {
  const { answer } = speech;
  yield [{ messageStart: { role: "assistant" } }];
  let index = 0;
  let isTold = false;
  for (const piece of answer.reasoning) {
    // Nova 2 bills its reasoning and shows this word in its place, whatever the piece.
    yield isTold || piece === ""
      ? []
      : block(index++, { reasoningContent: { text: "[REDACTED]" } });
    isTold = true;
  }
  for (const text of answer.text) yield block(index++, { text });
  if (answer.toolCall) {
    // Numbers jump here, as recorded.
    index += 1;
    const toolUseId = idFrom(speech, "", 32);
    const start = { toolUse: { toolUseId, name: answer.toolCall.name } };
    yield [{ contentBlockStart: { start, contentBlockIndex: index } }];
    for (const input of answer.toolCall.input) yield [delta(index, { toolUse: { input } })];
    yield [{ contentBlockStop: { contentBlockIndex: index } }];
  }
  const { inputTokens, outputTokens } = answer;
  yield [
    { messageStop: { stopReason: stopReasons[answer.stop] } },
    { metadata: { usage: { inputTokens, outputTokens, ...uncached }, metrics: {}, trace: {} } },
  ];
}

const uncached = { cacheReadInputTokenCount: 0, cacheWriteInputTokenCount: 0 };

function reply(speech: Speech, said: Said): JsonObject {
  const { inputTokens, outputTokens, toolCall, stop } = speech.answer;
  const content: Json[] = [];
  if (said.reasoning !== "") {
    content.push({ reasoningContent: { reasoningText: { text: "[REDACTED]" } } });
  }
  if (said.text !== "") content.push({ text: said.text });
  if (toolCall) {
    const toolUseId = idFrom(speech, "", 32);
    content.push({ toolUse: { toolUseId, name: toolCall.name, input: toolInput(toolCall) } });
  }
  const totalTokens = inputTokens + outputTokens;
  return {
    output: { message: { content, role: "assistant" } },
    stopReason: stopReasons[stop],
    usage: { inputTokens, outputTokens, totalTokens, ...uncached },
  };
}

function block(index: number, content: JsonObject): readonly Json[] {
  return [delta(index, content), { contentBlockStop: { contentBlockIndex: index } }];
}

function delta(index: number, content: JsonObject): JsonObject {
  return { contentBlockDelta: { delta: content, contentBlockIndex: index } };
}
