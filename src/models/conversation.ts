import type { Json, JsonObject } from "../request/json.js";
import type { Family } from "./family.js";

/** Keys under which a whole conversation is one text. */
const textKeys = ["prompt", "inputText"] as const;

/**
 * The body for the next turn of a conversation: everything as it was asked before, then the answer,
 * then the new prompt. Undefined where the family or this body has no place for turns.
 */
export function nextTurnBody(
  family: Family,
  baseModelId: string,
  body: JsonObject,
  turn: { readonly answer: string; readonly prompt: string },
): JsonObject | undefined {
  if (!family.takesConversation || turn.answer === "") return undefined;
  // The family itself shows how it writes turns: what a second one adds to a first is added here.
  const first = family.body({ prompt: "x" }, baseModelId);
  const second = family.body(
    {
      prompt: turn.prompt,
      conversation: [
        { role: "user", text: "x" },
        { role: "assistant", text: turn.answer },
      ],
    },
    baseModelId,
  );
  return (
    withMessages(body, first, second) ?? withHistory(body, second) ?? withText(body, first, second)
  );
}

function withMessages(
  body: JsonObject,
  first: JsonObject,
  second: JsonObject,
): JsonObject | undefined {
  const messages = listOf(body["messages"]);
  const added = listOf(second["messages"])?.slice(listOf(first["messages"])?.length ?? 0);
  return messages && added && { ...body, messages: [...messages, ...added] };
}

/** Cohere's Command R keeps what was said apart from what is asked. */
function withHistory(body: JsonObject, second: JsonObject): JsonObject | undefined {
  const { message } = body;
  const said = listOf(second["chat_history"]);
  if (typeof message !== "string" || !said) return undefined;
  const history = listOf(body["chat_history"]) ?? [];
  const asked = { role: "USER", message };
  return {
    ...body,
    chat_history: [...history, asked, ...said.slice(1)],
    ...(second["message"] !== undefined && { message: second["message"] }),
  };
}

function withText(body: JsonObject, first: JsonObject, second: JsonObject): JsonObject | undefined {
  for (const key of textKeys) {
    const [asked, begin, whole] = [body[key], first[key], second[key]];
    if (typeof asked !== "string" || typeof begin !== "string" || typeof whole !== "string") {
      continue;
    }
    const same = commonLength(begin, whole);
    // What stands only before an answer that is yet to come: DeepSeek's "<think>".
    const tail = begin.slice(same);
    if (!asked.endsWith(tail)) continue;
    const kept = asked.slice(0, asked.length - tail.length);
    return { ...body, [key]: kept + whole.slice(same) };
  }
  return undefined;
}

function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

function listOf(value: Json | undefined): readonly Json[] | undefined {
  return Array.isArray(value) ? (value as readonly Json[]) : undefined;
}
